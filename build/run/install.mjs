import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Absolute path of the folder with package.json, with a slash at the end. */
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** Path of the Node that the project pins, as its npm package `node` installs it. */
export function pinnedNode() {
  return `${projectRoot}node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`;
}

/**
 * Runs `npm ci` unless node_modules holds what package-lock.json asks for. Ends the process with
 * npm's exit code when that fails.
 */
export function installDependencies() {
  if (isInstalled()) return;
  console.error('Installing the dependencies (npm ci) …');
  const npm = process.env['npm_execpath'];
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const viaNode = npm !== undefined && npm.endsWith('.js');
  const result = spawnSync(viaNode ? process.execPath : 'npm', viaNode ? [npm, ...args] : args, {
    cwd: projectRoot,
    // What npm prints is progress, and standard output belongs to the verb.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && !viaNode,
  });
  if (result.status === 0 && isInstalled()) return;
  if (result.error) console.error(`npm: ${result.error.message}`);
  console.error('The dependencies could not be installed; see the messages of npm above.');
  process.exit(result.status || 69);
}

/**
 * npm leaves a lockfile of what it installed in node_modules. It must agree with ours on every
 * package; those for other platforms may be missing. Times of files say nothing after a `git clone`.
 */
function isInstalled() {
  const wanted = packagesOf(`${projectRoot}package-lock.json`);
  const present = packagesOf(`${projectRoot}node_modules/.package-lock.json`);
  if (wanted === null || present === null || !existsSync(pinnedNode())) return false;
  return (
    Object.entries(wanted).every(
      ([path, { version, optional, devOptional }]) =>
        path === '' ||
        present[path]?.version === version ||
        (present[path] === undefined && (optional || devOptional)),
    ) && Object.keys(present).every((path) => wanted[path] !== undefined)
  );
}

/**
 * @typedef {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>} Packages
 * @param {string} lockfile
 * @returns {Packages | null} null where there is none or it does not parse
 */
function packagesOf(lockfile) {
  try {
    /** @type {unknown} */
    const content = JSON.parse(readFileSync(lockfile, 'utf8'));
    return /** @type {{ packages: Packages }} */ (content).packages;
  } catch {
    return null;
  }
}
