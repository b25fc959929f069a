#!/usr/bin/env node
// The way in of `npm start`, `npm test` and the rest: `node build/run.mjs VERB …`.
// Plain JavaScript without dependencies, because it runs before there are any, under whatever Node
// the machine has. It installs them and goes on in build/run/main.ts under the Node they bring.

const oldest = 20;
if (Number(process.versions.node.split('.')[0]) < oldest) {
  console.error(
    `Wardline needs Node ${oldest} or later to start from; this is ${process.versions.node}. ` +
      'Get a newer one from https://nodejs.org or your system, then run the same command again.',
  );
  process.exit(69);
}

// Imported only now: an older Node would stop at its syntax with a message nobody understands.
const { installDependencies, pinnedNode } = await import('./run/install.mjs');
const { runInForeground } = await import('./run/foreground.mjs');

installDependencies();
const main = new URL('./run/main.ts', import.meta.url);
process.exitCode = await runInForeground(pinnedNode(), [
  (await import('node:url')).fileURLToPath(main),
  ...process.argv.slice(2),
]);
