import { simulate } from '../../../server/cli/simulate.ts';
import {
  HOUSE_WARD_ID,
  parseWardKey,
  type WardKey,
  wardKey,
} from '../../../src-shared/contract/ids.ts';
import { until } from '../../support/until.ts';
import { WardClient } from '../../support/ward-client.ts';
import { printTable } from '../figures.ts';
import type { Stage } from '../stage.ts';

const SPEED = 60;
const MINUTES = 3;
const HOURS = (MINUTES * SPEED) / 60;

interface Reader {
  readonly client: WardClient;
  readonly hospitalId: string;
  /** Events received once it was live. */
  events: number;
}

/**
 * How many messages the client of one ward receives in the traffic of the 15 simulated hospitals:
 * with channels by ward (a socket for each ward that follows it alone) and, as the baseline of the
 * same run, with channels by hospital (a socket for each hospital that gets all of its wards).
 */
export async function channels(stage: Stage): Promise<void> {
  const hospitals = Map.groupBy(stage.wards, (ward) => parseWardKey(ward).hospitalId);
  const byWard = stage.wards.map((ward) => reader(stage, [ward]));
  const byHospital = [...hospitals].map(([hospitalId, wards]) =>
    reader(stage, [...wards, wardKey({ hospitalId, wardId: HOUSE_WARD_ID })]),
  );
  const all = [...byWard, ...byHospital];
  try {
    const isLive = () => all.every(({ client }) => client.isLive);
    await until(isLive, { within: 60_000, what: 'live' });
    for (const one of all) one.events = 0;
    await playTheDay(stage);
    const faults = all.flatMap(({ client }) => client.violations);
    if (faults.length > 0) throw new Error(faults.slice(0, 3).join('\n'));
    tell(byWard, byHospital);
  } finally {
    await Promise.all(all.map(({ client }) => client.close()));
  }
}

function reader(stage: Stage, wards: readonly WardKey[]): Reader {
  const gateway = stage.gateways[1];
  const one: Reader = {
    hospitalId: parseWardKey(wards[0] ?? '').hospitalId,
    events: 0,
    client: new WardClient({
      wards,
      dial: async () => ({
        realtimeUrl: gateway.realtimeUrl,
        ticket: await stage.dispatcher.ticket(gateway.url),
      }),
      onFrame: (frame) => {
        if (frame.type === 'events') one.events += frame.events.length;
      },
    }).start(),
  };
  return one;
}

async function playTheDay(stage: Stage): Promise<void> {
  const [gateway] = stage.gateways;
  const mllp = `127.0.0.1:${gateway.env['WARDLINE_MLLP_PORT'] ?? ''}`;
  const args = ['--mllp', mllp, '--http', gateway.url, '--speed', String(SPEED)];
  const code = await simulate([...args, '--for', `${MINUTES}m`], {}, (line) =>
    process.stdout.write(`${line}\n`),
  );
  if (code !== 0) throw new Error('the feed and the boards do not agree');
}

function tell(byWard: readonly Reader[], byHospital: readonly Reader[]): void {
  const received = (readers: readonly Reader[]) => readers.map(({ events }) => events);
  const mean = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0) / counts.length;
  const hospital = new Map(byHospital.map((one) => [one.hospitalId, one.events]));
  const less = mean(byWard.map((one) => 1 - one.events / (hospital.get(one.hospitalId) ?? 1)));
  const row = (what: string, counts: readonly number[], share: string) => ({
    what,
    clients: String(counts.length),
    'messages a client and simulated hour, mean': (mean(counts) / HOURS).toFixed(1),
    most: (Math.max(...counts) / HOURS).toFixed(1),
    'less than by hospital, mean': share,
  });
  printTable(`Messages a client of one ward receives, ${HOURS} simulated hours`, [
    row('channels by ward', received(byWard), `${(100 * less).toFixed(1)} %`),
    row('baseline: channels by hospital', received(byHospital), '–'),
  ]);
}
