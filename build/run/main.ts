// The verbs of build/run.mjs, with the dependencies installed and under the Node they pin.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { startTestServices } from '../test-services.ts';
import { bringUpToDate, type BuildName, buildNames } from './builds.ts';
import { check, checkTypes } from './check.ts';
import { hasDisplay, openDesktopConsole } from './desktop-console.ts';
import { onParentGone, runInForeground } from './foreground.mjs';
import { projectRoot } from './install.mjs';

type Verb = (args: string[]) => Promise<number>;

const vitest = 'node_modules/vitest/vitest.mjs';

const failed = 1;
const wrongUse = 64;
const unavailable = 69;

const verbs: Record<string, Verb> = {
  start: async (args) => {
    const { platform, env } = process;
    const opens = hasDisplay({ platform, env, isTerminal: process.stdout.isTTY });
    if (!(await bringUpToDate(['web', 'server', ...(opens ? (['desktop'] as const) : [])]))) {
      return failed;
    }
    const gateway = `http://127.0.0.1:${env['PORT'] ?? '8080'}`;
    const closeConsole = opens
      ? openDesktopConsole(gateway, `${projectRoot}.wardline/desktop`)
      : () => undefined;
    try {
      return await runInForeground(
        process.execPath,
        ['dist/server/wardline.js', 'gateway', ...args],
        {
          cwd: projectRoot,
          env: { ...ofTheGateway(env), WARDLINE_DEMO: env['WARDLINE_DEMO'] ?? '1' },
          endWithParent: true,
        },
      );
    } finally {
      closeConsole();
    }
  },

  test: (args) => withServices([vitest, 'run', ...args]),
  desktop: (args) => withServices([vitest, 'run', '--project', 'desktop', ...args]),
  faults: (args) =>
    withServices([vitest, 'run', '--project', 'faults', ...args], { WARDLINE_FAULTS: 'long' }),
  soak: (args) =>
    withServices([vitest, 'run', 'test/faults/convergence', 'test/main/kill-nine', ...args], {
      WARDLINE_SOAK: '1',
    }),
  fresh: () =>
    runInForeground(
      process.execPath,
      [vitest, 'run', '--config', 'test/fresh-clone/vitest.config.ts'],
      { cwd: projectRoot, endWithParent: true },
    ),
  bench: (args) => withServices(['test/bench/main.ts', ...args]),

  services: async () => {
    const services = await startTestServices();
    if (!services) return unavailable;
    const lines = Object.entries(services.env).map(([name, value]) => `export ${name}='${value}'`);
    const file = '.cache/test-services.env';
    mkdirSync(`${projectRoot}.cache`, { recursive: true });
    writeFileSync(projectRoot + file, `${lines.join('\n')}\n`);
    console.log(lines.join('\n'));
    console.error(`In another terminal: . ${file} && npx vitest run test/…   Ctrl-C stops.`);
    await stopSignal();
    rmSync(projectRoot + file, { force: true });
    await services.stop();
    return 0;
  },

  build: async (args) => {
    const names = buildNames.filter((name) => args.length === 0 || args.includes(name));
    const unknown = args.filter((arg) => !buildNames.includes(arg as BuildName));
    if (unknown.length > 0) return usage(`build knows ${buildNames.join(', ')}`);
    return (await bringUpToDate(names)) ? 0 : failed;
  },
  package: async (args) => {
    if (!(await bringUpToDate(['desktop']))) return failed;
    // Loaded only now: nobody else needs electron-builder.
    const { runPackaging } = await import('../desktop/run-packaging.ts');
    return runPackaging(args);
  },
  release: async (args) => {
    const { runRelease } = await import('../desktop/run-packaging.ts');
    return runRelease(args);
  },
  check: async () => ((await check()) ? 0 : failed),
  types: async () => ((await checkTypes()) ? 0 : failed),
};

/** Without what is for the desktop console that runs beside: a gateway starts with no name it does not know. */
function ofTheGateway(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = Object.entries(env).filter(([name]) => !name.startsWith('WARDLINE_DESKTOP_'));
  return Object.fromEntries(others);
}

/** Runs a script under Node with the builds made and the services of the tests up. */
async function withServices(command: string[], env: Record<string, string> = {}): Promise<number> {
  const [services, built] = await Promise.all([
    startTestServices(),
    bringUpToDate(['web', 'server', 'desktop']),
  ]);
  if (!services) return unavailable;
  try {
    const code = await runInForeground(process.execPath, command, {
      cwd: projectRoot,
      env: { ...process.env, ...services.env, ...env },
      endWithParent: true,
    });
    // A broken build fails the run, but does not hide what the tests of other rooms say.
    return built ? code : code || failed;
  } finally {
    await services.stop();
  }
}

/** Waits for a signal that asks us to stop, or for the end of the process that started us. */
async function stopSignal(): Promise<void> {
  let stopWatching = (): void => undefined;
  const parentGone = new Promise<void>((resolve) => {
    stopWatching = onParentGone(resolve);
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal));
  await Promise.race([...signals, parentGone]);
  stopWatching();
}

function usage(why: string): number {
  console.error(`${why}\nusage: node build/run.mjs ${Object.keys(verbs).join('|')} [arguments]`);
  return wrongUse;
}

const [name = '', ...args] = process.argv.slice(2);
const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
process.exitCode = verb ? await verb(args) : usage(name === '' ? 'which verb?' : `no verb ${name}`);
