import type { WardKey } from '../../../src-shared/contract/ids.ts';
import { until } from '../../support/until.ts';
import { WardClient } from '../../support/ward-client.ts';
import { latencyRow, printTable } from '../figures.ts';
import { HttpLines } from '../http-lines.ts';
import { startPolling } from '../pollers.ts';
import { spreadWards, type Stage } from '../stage.ts';
import { halves, readTargets, type SentAt, type Target, write } from '../writer.ts';

const SUBSCRIBERS = 200;
const WARDS = 60;
const RATES = [50, 500];
const SECONDS = 20;

/**
 * POST sent → event at a client of the other gateway, and the same for clients that poll each three
 * seconds, as the systems do that this one is compared with. Durability is on as in production.
 */
export async function writeToScreen(stage: Stage): Promise<void> {
  const wards = spreadWards(stage, WARDS);
  const targets = await readTargets(stage, wards);
  const lines = new HttpLines(stage.dispatcher.token);
  const rows: Record<string, string>[] = [];
  for (const perSecond of RATES) {
    const pushed = await measurePushed(stage, lines, wards, targets, perSecond);
    rows.push(latencyRow(`pushed, ${perSecond} writes/s`, pushed.latencies));
    rows.push(latencyRow(`(answer to the POST, ${perSecond} writes/s)`, pushed.answers));
  }
  const polled = await measurePolled(stage, lines, wards, targets, RATES[0] ?? 50);
  rows.push(latencyRow(`polled each 3 s, ${RATES[0]} writes/s`, polled));
  lines.close();
  const settings = await stage.database.query<Record<string, string>>(
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
       (select count(*)::text from pg_class where relforcerowsecurity) as guarded_tables,
       (select count(*)::text from audit) as audit_rows`,
  );
  printTable(`Write to screen: ${SUBSCRIBERS} subscribers, ${WARDS} wards, two gateways`, rows);
  process.stdout.write(`\n${JSON.stringify(settings[0])}\n`);
}

async function measurePushed(
  stage: Stage,
  lines: HttpLines,
  wards: readonly WardKey[],
  targets: readonly Target[],
  perSecond: number,
): Promise<{ latencies: number[]; answers: readonly number[] }> {
  const sentAt: SentAt = new Map();
  const latencies: number[] = [];
  const gatewayOf = halves(wards);
  let seen = 0;
  const clients = Array.from({ length: SUBSCRIBERS }, (_, i) => {
    const ward = wards[i % wards.length] ?? '';
    // Never the gateway that takes this ward's writes.
    const gateway = stage.gateways[gatewayOf(ward) === 0 ? 1 : 0];
    return new WardClient({
      wards: [ward],
      dial: async () => ({
        realtimeUrl: gateway.realtimeUrl,
        ticket: await stage.dispatcher.ticket(gateway.url),
      }),
      onFrame: (frame) => {
        if (frame.type !== 'events') return;
        const now = performance.now();
        for (const { commandId, type } of frame.events) {
          const sent = type === 'stay.updated' ? sentAt.get(commandId ?? '') : undefined;
          if (sent === undefined) continue;
          seen += 1;
          latencies.push(now - sent);
        }
      },
    }).start();
  });
  try {
    await until(() => clients.every((client) => client.isLive), { within: 30_000, what: 'live' });
    const load = { perSecond, seconds: SECONDS, gatewayOf };
    const { accepted, refused, answers } = await write(stage, lines, targets, load, sentAt);
    if (refused > 0) process.stdout.write(`${refused} writes were refused\n`);
    const readers = (ward: WardKey) => clients.filter((client) => client.wards.has(ward)).length;
    const expected = accepted.reduce((sum, ward) => sum + readers(ward), 0);
    await until(() => seen >= expected, { within: 20_000, what: `${expected} deliveries` });
    const faults = clients.flatMap((client) => client.violations);
    if (faults.length > 0) throw new Error(faults.slice(0, 3).join('\n'));
    return { latencies, answers };
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

async function measurePolled(
  stage: Stage,
  lines: HttpLines,
  wards: readonly WardKey[],
  targets: readonly Target[],
  perSecond: number,
): Promise<number[]> {
  const sentAt: SentAt = new Map();
  const latencies: number[] = [];
  const gatewayOf = halves(wards);
  const pollers = Array.from({ length: SUBSCRIBERS }, (_, i) => {
    const ward = wards[i % wards.length] ?? '';
    return { ward, line: lines, url: stage.gateways[gatewayOf(ward) === 0 ? 1 : 0].url };
  });
  const polling = await startPolling(pollers, (events) => {
    const now = performance.now();
    for (const { commandId, type } of events) {
      const sent = type === 'stay.updated' ? sentAt.get(commandId ?? '') : undefined;
      if (sent !== undefined) latencies.push(now - sent);
    }
  });
  await write(stage, lines, targets, { perSecond, seconds: SECONDS, gatewayOf }, sentAt);
  await polling.stop();
  return latencies;
}
