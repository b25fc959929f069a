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
const { runInForeground } = await import('./run/foreground.mjs');
const { installDependencies, pinnedNode, projectRoot } = await import('./run/install.mjs');
const { existsSync } = await import('node:fs');

installDependencies();
const [verb, ...args] = process.argv.slice(2);
const built = `${projectRoot}dist/server/wardline.js`;
if (verb === 'wardline' && !existsSync(built)) {
  console.error('The command line is not built yet: npm run build');
  process.exit(69);
}
process.exitCode = await runInForeground(
  pinnedNode(),
  verb === 'wardline'
    ? [built, ...args]
    : [`${projectRoot}build/run/main.ts`, ...process.argv.slice(2)],
  // npm, when stopped, leaves its shell's children running: whoever stops npm means us.
  { endWithParent: process.env['npm_lifecycle_event'] !== undefined },
);
