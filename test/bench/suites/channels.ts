import { simulate } from '../../../server/cli/simulate.ts';
import { printTable } from '../figures.ts';
import type { Stage } from '../stage.ts';

const SPEED = 60;
const MINUTES = 3;

/**
 * How many messages a client receives that follows one ward, with channels by ward and with
 * channels by hospital, in the traffic of the 15 simulated hospitals. Counted from the log itself.
 */
export async function channels(stage: Stage): Promise<void> {
  const start = await now(stage);
  const { port } = new URL(stage.gateways[0].url);
  const mllp = `127.0.0.1:${stage.gateways[0].env['WARDLINE_MLLP_PORT'] ?? ''}`;
  const args = ['--mllp', mllp, '--http', `http://127.0.0.1:${port}`, '--speed', String(SPEED)];
  const code = await simulate([...args, '--for', `${MINUTES}m`], {}, (line) =>
    process.stdout.write(`${line}\n`),
  );
  if (code !== 0) throw new Error('the feed and the boards do not agree');
  const [counts] = await stage.database.query<Record<'events' | 'wards' | 'hospitals', number>>(
    `with counted as (
       select hospital_id, ward_id, count(*) as events from ward_event
       where at >= $1 and ward_id <> '_house' group by 1, 2)
     select sum(events)::int as events, (select count(*)::int from ward where id <> '_house') as wards,
       (select count(*)::int from hospital) as hospitals from counted`,
    [start],
  );
  if (counts === undefined) throw new Error('no events');
  const perWard = counts.events / counts.wards;
  const perHospital = counts.events / counts.hospitals;
  const hours = (MINUTES * SPEED) / 60;
  const row = (what: string, events: number) => ({
    what,
    'messages in a simulated hour': (events / hours).toFixed(1),
    'of channels by hospital': `${((100 * events) / perHospital).toFixed(1)} %`,
  });
  printTable(`Messages a client of one ward receives (${hours} simulated hours)`, [
    row('channels by ward (mean ward)', perWard),
    row('channels by hospital', perHospital),
    row('one channel for all', counts.events),
  ]);
}

async function now(stage: Stage): Promise<string> {
  const [row] = await stage.database.query<{ at: string }>('select now()::text as at');
  return row?.at ?? '';
}
