#!/usr/bin/env node
import { EXIT, StartFault } from '../config/start-fault.ts';
import { nodeTooOld } from './oldest-node.ts';
import type { Verb } from './verb.ts';

/** Each verb's own imports are loaded with it, so that `--help` and short verbs start at once. */
const VERBS: Readonly<Record<string, () => Promise<Verb>>> = {
  gateway: async () => (await import('./gateway.ts')).gatewayVerb,
  migrate: async () => (await import('./migrate.ts')).migrateVerb,
  'demo-data': async () => (await import('./demo-data.ts')).demoDataVerb,
  hospital: async () => (await import('./hospital.ts')).hospitalVerb,
  user: async () => (await import('./user.ts')).userVerb,
  token: async () => (await import('./token.ts')).tokenVerb,
  simulate: async () => (await import('./simulate-verb.ts')).simulateVerb,
  epoch: async () => (await import('./epoch.ts')).epochVerb,
  audit: async () => (await import('./audit.ts')).auditVerb,
};

const tooOld = nodeTooOld(process.versions.node);
if (tooOld === null) process.exitCode = await main(process.argv.slice(2));
else {
  console.error(`wardline: ${tooOld}`);
  process.exitCode = EXIT.unavailable;
}

async function main(args: string[]): Promise<number> {
  const [name = '', ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help') {
    console.log(await overview());
    return 0;
  }
  const load = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (load === undefined) {
    console.error(name === '' ? 'wardline: which verb?' : `wardline: there is no verb "${name}"`);
    console.error(await overview());
    return EXIT.usage;
  }
  const verb = await load();
  if (rest.includes('--help') || rest.includes('-h')) {
    console.log(verb.help);
    return 0;
  }
  return run(name, verb, rest);
}

async function run(name: string, verb: Verb, args: string[]): Promise<number> {
  try {
    return await verb.run(args);
  } catch (error) {
    if (error instanceof StartFault) {
      console.error(`wardline: ${error.message}`);
      return error.exitCode;
    }
    // The verbs' own, and that of the simulator, which shares nothing else with them.
    if (error instanceof Error && error.name === 'WrongUse') {
      console.error(`wardline ${name}: ${error.message}\n\n${verb.help}`);
      return EXIT.usage;
    }
    console.error(error);
    return EXIT.internal;
  }
}

async function overview(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(VERBS).map(async ([name, load]) => {
      const { summary } = await load();
      return `  ${name.padEnd(10)} ${summary}`;
    }),
  );
  return `usage: wardline VERB [options]\n\n${lines.join('\n')}\n\nwardline VERB --help tells more.\n`;
}
