import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { projectRoot } from './install.mjs';

/** One thing that is built: from what, by what, into what. Paths are from the project's root. */
interface Build {
  entry: string;
  inputs: string[];
  /** Arguments for Node. */
  command: string[];
  /** What must be there for the build to count as done. */
  output: string;
}

const everyBuild = ['package.json', 'package-lock.json', 'src-shared/**'];

const builds = {
  web: {
    entry: 'src-renderer/index.html',
    inputs: [
      ...everyBuild,
      'src-renderer/**',
      'build/english-only.ts',
      'build/compressed-assets.ts',
      'build/vite.web.config.ts',
    ],
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'build/vite.web.config.ts'],
    output: 'dist/web/index.html',
  },
  server: {
    entry: 'server/cli/wardline.ts',
    inputs: [...everyBuild, 'server/**', 'build/vite.server.config.ts'],
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'build/vite.server.config.ts'],
    output: 'dist/server/wardline.js',
  },
  desktop: {
    entry: 'src-main/main.ts',
    inputs: [...everyBuild, 'src-main/**', 'src-renderer/**', 'electron.vite.config.ts'],
    command: ['node_modules/electron-vite/bin/electron-vite.js', 'build'],
    output: 'out/main/main.cjs',
  },
} satisfies Record<string, Build>;

export type BuildName = keyof typeof builds;
export const buildNames = Object.keys(builds) as BuildName[];

/**
 * Brings the named builds up to date, side by side; one whose inputs have not changed since it was
 * last made is skipped, and so is one whose room is still empty.
 * @returns false when one failed; what it printed went to standard error
 */
export async function bringUpToDate(names: readonly BuildName[]): Promise<boolean> {
  const done = await Promise.all(names.map((name) => bringOneUpToDate(name, builds[name])));
  return done.every(Boolean);
}

async function bringOneUpToDate(name: BuildName, build: Build): Promise<boolean> {
  if (!existsSync(projectRoot + build.entry)) {
    console.error(`build ${name}: nothing to build, there is no ${build.entry}`);
    return true;
  }
  const stamp = `${projectRoot}.cache/builds/${name}`;
  const inputs = await hashOf(build.inputs);
  const before = await readFile(stamp, 'utf8').catch(() => '');
  if (before === inputs && existsSync(projectRoot + build.output)) return true;

  // Without its stamp a build that is cut short is made again.
  await rm(stamp, { force: true });
  const started = performance.now();
  const { code, output } = await runNode(build.command);
  if (code !== 0) {
    console.error(`${output}\nbuild ${name}: failed`);
    return false;
  }
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, inputs);
  console.error(`build ${name}: made in ${((performance.now() - started) / 1_000).toFixed(1)} s`);
  return true;
}

/** A hash over the names and contents of all files the globs match. */
async function hashOf(globs: string[]): Promise<string> {
  const paths: string[] = [];
  for await (const entry of glob(globs, { cwd: projectRoot, withFileTypes: true })) {
    if (entry.isFile()) paths.push(`${entry.parentPath}/${entry.name}`);
  }
  const hash = createHash('sha256');
  for (const path of paths.sort()) {
    hash.update(path.slice(projectRoot.length)).update('\0');
    hash.update(
      createHash('sha256')
        .update(await readFile(path))
        .digest(),
    );
  }
  return hash.digest('hex');
}

function runNode(args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    }
    child.once('error', (error) => (output += error.message));
    child.once('close', (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}
