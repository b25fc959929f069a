// What `electron FOLDER` does: starts the app in the folder that is the first plain argument, as
// the app's own package.json names it. Electron's own starter is not in the package the tests use.
import { app } from 'electron';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (given === undefined) {
  console.error('usage: electron FOLDER');
  process.exit(64);
}
const folder = resolve(given);
/** @type {unknown} */
const content = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const manifest =
  /** @type {{ name: string, productName?: string, version: string, main: string }} */ (content);
// `setVersion` and `setAppPath` are Electron's own, for starters like this one; no types tell of them.
const starter =
  /** @type {{ setVersion(version: string): void, setAppPath(path: string): void }} */ (
    /** @type {unknown} */ (app)
  );
app.setName(manifest.productName ?? manifest.name);
starter.setVersion(manifest.version);
starter.setAppPath(folder);
app.setPath('userData', join(app.getPath('appData'), app.name));
await import(pathToFileURL(join(folder, manifest.main)).href);
