import { startProcess } from './child-process.ts';
import { until } from './until.ts';

export interface Display {
  /** What a program that draws has to be started with. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * A screen of 1440 × 900 that nobody sees, where there is Xvfb (Linux); elsewhere the machine's own.
 * The caller stops it.
 */
export async function startDisplay(): Promise<Display> {
  const command = process.env['WARDLINE_TEST_XVFB'];
  if (command === undefined) return { env: {}, stop: () => Promise.resolve() };
  // It chooses a free number by itself and says which.
  const xvfb = startProcess({
    command,
    args: ['-displayfd', '1', '-screen', '0', '1440x900x24', '-nolisten', 'tcp', '-noreset'],
  });
  const number = await until(() => /^\d+$/m.exec(xvfb.stdout())?.[0], {
    what: `the display of Xvfb (${xvfb.stderr()})`,
  });
  return {
    env: { DISPLAY: `:${number}` },
    stop: async () => {
      await xvfb.stop();
    },
  };
}
