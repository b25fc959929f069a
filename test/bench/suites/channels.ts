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

/**
 * How many messages the client of one ward receives in the traffic of the 15 simulated hospitals:
 * with channels by ward and, as the baseline of the same run, with channels by hospital. A socket
 * for each hospital follows all of its wards; what came of a ward is what a client of that ward
 * receives, what came in all is what each client would if there were one channel a hospital.
 */
export async function channels(stage: Stage): Promise<void> {
  const received = new Map<WardKey, number>();
  const hospitals = Map.groupBy(stage.wards, (ward) => parseWardKey(ward).hospitalId);
  const clients = [...hospitals].map(([hospitalId, wards]) => {
    const house = wardKey({ hospitalId, wardId: HOUSE_WARD_ID });
    return listener(stage, [...wards, house], received);
  });
  try {
    const isLive = () => clients.every((client) => client.isLive);
    await until(isLive, { within: 120_000, what: 'live' });
    received.clear();
    await playTheDay(stage);
    const faults = clients.flatMap((client) => client.violations);
    if (faults.length > 0) throw new Error(faults.slice(0, 3).join('\n'));
    tell(hospitals, received);
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

function listener(
  stage: Stage,
  wards: readonly WardKey[],
  received: Map<WardKey, number>,
): WardClient {
  const gateway = stage.gateways[1];
  return new WardClient({
    wards,
    dial: async () => ({
      realtimeUrl: gateway.realtimeUrl,
      ticket: await stage.dispatcher.ticket(gateway.url),
    }),
    onFrame: (frame) => {
      if (frame.type !== 'events') return;
      received.set(frame.ward, (received.get(frame.ward) ?? 0) + frame.events.length);
    },
  }).start();
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

function tell(
  hospitals: ReadonlyMap<string, readonly WardKey[]>,
  received: ReadonlyMap<WardKey, number>,
): void {
  const byWard: number[] = [];
  const byHospital: number[] = [];
  const saved: number[] = [];
  for (const [hospitalId, wards] of hospitals) {
    const ofWards = wards.map((ward) => received.get(ward) ?? 0);
    const house = received.get(wardKey({ hospitalId, wardId: HOUSE_WARD_ID })) ?? 0;
    const all = house + ofWards.reduce((sum, events) => sum + events, 0);
    byWard.push(...ofWards);
    byHospital.push(all);
    saved.push(...ofWards.map((events) => 1 - events / all));
  }
  const mean = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0) / counts.length;
  const row = (what: string, counts: readonly number[], less: string) => ({
    what,
    'messages a client and simulated hour, mean': (mean(counts) / HOURS).toFixed(1),
    most: (Math.max(...counts) / HOURS).toFixed(1),
    less,
  });
  printTable(
    `Messages a client of one ward receives: ${byWard.length} wards, ${byHospital.length} hospitals, ${HOURS} simulated hours`,
    [
      row(
        'channels by ward',
        byWard,
        `${(100 * mean(saved)).toFixed(1)} % (least ${(100 * Math.min(...saved)).toFixed(1)} %)`,
      ),
      row('baseline: channels by hospital', byHospital, '–'),
    ],
  );
}
