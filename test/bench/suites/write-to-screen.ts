import { readFile } from 'node:fs/promises';
import type { WardKey } from '../../../src-shared/contract/ids.ts';
import { until } from '../../support/until.ts';
import { cpuSecondsOf } from '../cpu.ts';
import { latencyRow, printTable } from '../figures.ts';
import { HttpLines } from '../http-lines.ts';
import { listen, type Listener } from '../listener.ts';
import { startPolling } from '../pollers.ts';
import { spreadWards, type Stage } from '../stage.ts';
import { evenly, readTargets, type SentAt, type Target, write } from '../writer.ts';

const SUBSCRIBERS = 200;
const WARDS = 60;
const RATES = (process.env['BENCH_RATES'] ?? '50,200,350,500').split(',').map(Number);
const SECONDS = 20;
/** Before anything is measured: plans are made, code is compiled, the relay has seen the demo data. */
const WARM_UP = { perSecond: 100, seconds: 20 };

type Row = Record<string, string>;

/**
 * POST sent → event at a client of the other gateway, and the same for clients that poll each three
 * seconds, as the systems do that this one is compared with. Durability is on as in production. The
 * CPU that each part takes stands beside it, because the load shares the cores.
 */
export async function writeToScreen(stage: Stage): Promise<void> {
  const wards = spreadWards(stage, WARDS);
  const targets = await readTargets(stage, wards);
  const gatewayOf = evenly(targets);
  const lines = new HttpLines(stage.dispatcher.token);
  await write(stage, lines, targets, { ...WARM_UP, gatewayOf }, new Map());
  const parts = await partsOf(stage);
  const rows: Row[] = [];
  const costs: Row[] = [];
  for (const perSecond of RATES) {
    const before = await cpuOf(parts);
    const pushed = await measurePushed(stage, lines, wards, targets, { perSecond, gatewayOf });
    costs.push(costRow(perSecond, before, await cpuOf(parts), pushed.answers.length));
    rows.push(latencyRow(`pushed, ${perSecond} writes/s`, pushed.latencies));
    rows.push(latencyRow(`(answer to the POST, ${perSecond} writes/s)`, pushed.answers));
  }
  const slowest = { perSecond: RATES[0] ?? 50, gatewayOf };
  const polled = await measurePolled(stage, lines, wards, targets, slowest);
  rows.push(latencyRow(`polled each 3 s, ${slowest.perSecond} writes/s`, polled));
  lines.close();
  const settings = await stage.database.query<Record<string, string>>(
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
       (select count(*)::text from pg_class where relforcerowsecurity) as guarded_tables,
       (select count(*)::text from audit) as audit_rows`,
  );
  printTable(`Write to screen: ${SUBSCRIBERS} subscribers, ${WARDS} wards, two gateways`, rows);
  printTable('CPU a write, in ms, by part', costs);
  process.stdout.write(`\n${JSON.stringify(settings[0])}\n`);
}

interface Load {
  readonly perSecond: number;
  readonly gatewayOf: (ward: WardKey) => 0 | 1;
}

async function measurePushed(
  stage: Stage,
  lines: HttpLines,
  wards: readonly WardKey[],
  targets: readonly Target[],
  load: Load,
): Promise<{ latencies: number[]; answers: readonly number[] }> {
  const sentAt: SentAt = new Map();
  const latencies: number[] = [];
  const faults: string[] = [];
  const listeners: Listener[] = [];
  try {
    for (let i = 0; i < SUBSCRIBERS; i += 1) {
      const ward = wards[i % wards.length] ?? '';
      // Never the gateway that takes this ward's writes.
      const gateway = stage.gateways[load.gatewayOf(ward) === 0 ? 1 : 0];
      const ticket = await stage.dispatcher.ticket(gateway.url);
      const onEvents = (events: readonly { type: string; commandId: string | null }[]) => {
        const now = performance.now();
        for (const { commandId, type } of events) {
          const sent = type === 'stay.updated' ? sentAt.get(commandId ?? '') : undefined;
          if (sent !== undefined) latencies.push(now - sent);
        }
      };
      const { realtimeUrl } = gateway;
      const fault = (text: string) => faults.push(text);
      listeners.push(await listen({ realtimeUrl, ticket, ward }, onEvents, fault));
    }
    const written = await write(stage, lines, targets, { ...load, seconds: SECONDS }, sentAt);
    const { accepted, refused, answers } = written;
    if (refused > 0) process.stdout.write(`${refused} writes were refused\n`);
    const readers = Map.groupBy(listeners, (listener) => listener.ward);
    const expected = accepted.reduce((sum, ward) => sum + (readers.get(ward)?.length ?? 0), 0);
    await until(() => latencies.length >= expected, { within: 20_000, what: 'all deliveries' });
    if (faults.length > 0) throw new Error(faults.slice(0, 3).join('\n'));
    return { latencies, answers };
  } finally {
    for (const listener of listeners) listener.close();
  }
}

async function measurePolled(
  stage: Stage,
  lines: HttpLines,
  wards: readonly WardKey[],
  targets: readonly Target[],
  load: Load,
): Promise<number[]> {
  const sentAt: SentAt = new Map();
  const latencies: number[] = [];
  const pollers = Array.from({ length: SUBSCRIBERS }, (_, i) => {
    const ward = wards[i % wards.length] ?? '';
    return { ward, line: lines, url: stage.gateways[load.gatewayOf(ward) === 0 ? 1 : 0].url };
  });
  const polling = await startPolling(pollers, (events) => {
    const now = performance.now();
    for (const { commandId, type } of events) {
      const sent = type === 'stay.updated' ? sentAt.get(commandId ?? '') : undefined;
      if (sent !== undefined) latencies.push(now - sent);
    }
  });
  await write(stage, lines, targets, { ...load, seconds: SECONDS }, sentAt);
  await polling.stop();
  return latencies;
}

/** The processes of the stage, by what they are. */
async function partsOf(stage: Stage): Promise<ReadonlyMap<string, number>> {
  const [row] = await stage.database.query<{ directory: string }>(
    `select current_setting('data_directory') as directory`,
  );
  const pidFile = await readFile(`${row?.directory ?? ''}/postmaster.pid`, 'utf8');
  return new Map([
    ['one gateway', stage.gateways[0].pid],
    ['the other', stage.gateways[1].pid],
    ['PostgreSQL', Number(pidFile.split('\n')[0])],
    ['Redis', stage.redis.pid()],
  ]);
}

/** CPU seconds so far; the load's own among them. */
async function cpuOf(parts: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>> {
  const seconds = new Map<string, number>();
  for (const [part, pid] of parts) seconds.set(part, await cpuSecondsOf(pid));
  const { user, system } = process.cpuUsage();
  return seconds.set('the load', (user + system) / 1e6);
}

function costRow(
  perSecond: number,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  writes: number,
): Row {
  const row: Row = { 'writes/s': String(perSecond) };
  let sum = 0;
  for (const [part, seconds] of after) {
    const ms = ((seconds - (before.get(part) ?? 0)) * 1000) / writes;
    row[part] = ms.toFixed(2);
    sum += ms;
  }
  return { ...row, all: sum.toFixed(2) };
}
