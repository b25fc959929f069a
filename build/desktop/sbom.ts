import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { projectRoot } from '../run/install.mjs';
import { SQLITE } from './app-folder.ts';

const run = promisify(execFile);

const componentSchema = z.looseObject({
  'bom-ref': z.string(),
  name: z.string(),
  properties: z.array(z.looseObject({ name: z.string() })).optional(),
});
/** What npm says of a package that only builds need; a bundle makes it part of what is shipped. */
const DEVELOPMENT = 'cdx:npm:package:development';
const bomSchema = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  serialNumber: z.string().optional(),
  metadata: z.looseObject({ timestamp: z.string().optional(), component: componentSchema }),
  components: z.array(componentSchema),
  dependencies: z.array(
    z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).optional() }),
  ),
});
type Bom = z.infer<typeof bomSchema>;

/**
 * Writes the bill of materials of the desktop in CycloneDX: of all that npm installed, what went
 * into the program. That is Electron, SQLite's module, and each package that a bundle's source map
 * names.
 * @param time of the source, so that the same source gives the same bytes
 */
export async function writeSbom(path: string, time: Date): Promise<void> {
  const { stdout } = await run('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
    cwd: projectRoot,
    maxBuffer: 256 * 1024 * 1024,
  });
  const folders = await bundledPackages();
  for (const name of [SQLITE, 'electron']) folders.add(`node_modules/${name}`);
  const shipped = new Set(await Promise.all([...folders].map(refOf)));
  const bom = reduceBom(bomSchema.parse(JSON.parse(stdout)), shipped, time);
  await writeFile(path, `${JSON.stringify(bom, null, 2)}\n`);
}

/** Keeps the components named in `shipped` (`name@version`), as shipped, and what they say of each other. */
export function reduceBom(bom: Bom, shipped: ReadonlySet<string>, time: Date): Bom {
  const components = bom.components
    .filter((component) => shipped.has(component['bom-ref']))
    .map(({ properties = [], ...component }) => ({
      ...component,
      properties: properties.filter(({ name }) => name !== DEVELOPMENT),
    }));
  const kept = new Set(components.map((component) => component['bom-ref']));
  const dependencies = bom.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map((each) => ({ ...each, dependsOn: each.dependsOn?.filter((ref) => kept.has(ref)) ?? [] }));
  // npm names the whole by the folder that it happens to lie in.
  const component = { ...bom.metadata.component, name: 'wardline' };
  const metadata = { ...bom.metadata, component, timestamp: time.toISOString() };
  const content = { ...bom, metadata, components, dependencies, serialNumber: undefined };
  return { ...content, serialNumber: `urn:uuid:${uuidOf(JSON.stringify(content))}` };
}

/** Folders of packages, from the project's root, of which anything is in a bundle. */
async function bundledPackages(): Promise<Set<string>> {
  const out = `${projectRoot}out`;
  const found = new Set<string>();
  for (const name of await readdir(out, { recursive: true })) {
    if (!name.endsWith('.map')) continue;
    const map = z
      .object({ sources: z.array(z.string().nullable()) })
      .parse(JSON.parse(await readFile(join(out, name), 'utf8')));
    for (const source of map.sources) {
      const folder = packageFolder(source ?? '');
      if (folder !== null) found.add(folder);
    }
  }
  return found;
}

async function refOf(folder: string): Promise<string> {
  const manifest = z
    .object({ name: z.string(), version: z.string() })
    .parse(JSON.parse(await readFile(`${projectRoot}${folder}/package.json`, 'utf8')));
  return `${manifest.name}@${manifest.version}`;
}

/** `…/node_modules/a/node_modules/@b/c/lib/x.js` → `node_modules/a/node_modules/@b/c`. */
export function packageFolder(source: string): string | null {
  const match = /node_modules\/(?:(?:@[^/]+\/)?[^/]+\/node_modules\/)*(?:@[^/]+\/)?[^/]+/.exec(
    source,
  );
  return match?.[0] ?? null;
}

/** A UUID of version 8 (RFC 9562: made as its maker sees fit) out of a text. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
