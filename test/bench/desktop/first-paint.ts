import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startProcess } from '../../support/child-process.ts';
import { testEnvironment } from '../../support/test-environment.ts';
import { until } from '../../support/until.ts';

/** An app whose start can be measured. */
export interface PaintedApp {
  /** With the app's package.json. */
  readonly folder: string;
  /** JavaScript: true in the first window's page when what is waited for stands there. */
  readonly stands: string;
}

// As test/support/electron.ts has them, without the ports that Playwright opens.
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

/**
 * Starts an app and ends it again; gives the milliseconds from the start of its process until the
 * frame was painted in which the page first had what is waited for. Nothing is attached to the
 * program: its own main looks, over a recorder that is loaded before it, and the page tells the time.
 */
export async function firstPaint(
  { folder, stands }: PaintedApp,
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const measured = mkdtempSync(join(tmpdir(), 'wardline-painted-'));
  try {
    layRecorder(measured, folder, stands);
    const inherited = ['PATH', 'LANG', 'TZ'].map((name) => [name, process.env[name]]);
    const began = Date.now();
    const app = startProcess({
      command: testEnvironment('WARDLINE_TEST_ELECTRON'),
      args: [...FLAGS, measured],
      env: { ...Object.fromEntries(inherited), ...env } as NodeJS.ProcessEnv,
    });
    try {
      const [, at] = await until(() => /^painted (\d+\.?\d*)$/m.exec(app.stdout()), {
        within: 60_000,
        every: 100,
        what: `the first paint of ${folder}`,
      });
      return Number(at) - began;
    } finally {
      await app.stop();
    }
  } finally {
    rmSync(measured, { recursive: true });
  }
}

/** An app of the same name, so with the same folder of the user, whose main is the recorder's first. */
function layRecorder(measured: string, folder: string, stands: string): void {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    main: string;
  };
  const { name, version, main } = manifest;
  const own = { name, version, main: 'main.mjs', type: 'module' };
  writeFileSync(join(measured, 'package.json'), JSON.stringify(own));
  writeFileSync(join(measured, 'recorder.mjs'), recorder(inPage(stands)));
  const original = pathToFileURL(join(folder, main)).href;
  writeFileSync(join(measured, 'main.mjs'), `import './recorder.mjs';\nimport '${original}';\n`);
}

function recorder(script: string): string {
  return `import { app } from 'electron';
app.once('web-contents-created', (_event, contents) => {
  contents.once('dom-ready', async () => {
    const at = await contents.executeJavaScript(${JSON.stringify(script)});
    process.stdout.write('painted ' + at + '\\n');
  });
});
`;
}

/** A message that was sent in a frame arrives when the frame has been painted. */
function inPage(stands: string): string {
  return `new Promise((painted) => {
  const look = () => {
    if (!(${stands})) return;
    changes.disconnect();
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => painted(performance.timeOrigin + performance.now());
      after.port2.postMessage(null);
    });
  };
  const changes = new MutationObserver(look);
  changes.observe(document, { subtree: true, childList: true, attributes: true });
  look();
})`;
}
