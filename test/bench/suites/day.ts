import { startWardline } from '../../support/gateway-process.ts';
import { until } from '../../support/until.ts';
import type { Stage } from '../stage.ts';

/** A day in 24 minutes, and as long again for a machine that is slow. */
const SPEED = 60;
const REAL_MINUTES = 24;
const LIMIT_MS = 2 * REAL_MINUTES * 60_000;

/**
 * The day of 15 hospitals through intake, from `wardline simulate`, which compares all boards with
 * its own books at the end. Throws where a message was refused or a board differs. Not among the
 * suites that run when none is named, because it takes its 24 minutes.
 */
export async function day(stage: Stage): Promise<void> {
  const [{ url, env }] = stage.gateways;
  const mllp = `127.0.0.1:${env['WARDLINE_MLLP_PORT'] ?? ''}`;
  const args = ['simulate', '--mllp', mllp, '--http', url, '--speed', `${SPEED}`];
  const feed = startWardline([...args, '--for', `${REAL_MINUTES}m`], { from: 'bundle' });
  try {
    await until(() => feed.hasExited(), { within: LIMIT_MS, every: 1_000, what: 'the day' });
    process.stdout.write(`\n## A day at ${SPEED} times its speed\n\n${feed.logs()}\n`);
    const { code } = await feed.exited;
    if (code !== 0) throw new Error(`the feed ended with ${code ?? 'a signal'}`);
    const rows = await stage.database.query<{ status: string; count: number }>(
      'select status, count(*)::int from intake_message group by 1 order by 1',
    );
    process.stdout.write(`${JSON.stringify(rows)}\n`);
  } finally {
    await feed.stop(5_000);
  }
}
