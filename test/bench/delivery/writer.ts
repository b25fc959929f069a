// Commits events as a gateway does and then publishes them, in a process of its own.
import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import pg from 'pg';
import { Server } from 'socket.io';
import { committedEvent } from '../../../server/bus/bus-event.ts';
import { parseRedisAddress } from '../../../server/bus/redis-address.ts';
import { createRedisBus, type RedisBus } from '../../../server/bus/redis-bus.ts';
import { eventsFrame } from '../../../server/realtime/frame-bytes.ts';
import type { WardEvent } from '../../../src-shared/contract/events/ward-event.ts';
import { parseWardKey } from '../../../src-shared/contract/ids.ts';
import { until } from '../../support/until.ts';
import type { PeerKind, WriterAsk, WriterReport } from './asks.ts';
import { play } from './cast.ts';
import { machineMicros } from './latencies.ts';
import { socketIoAdapter } from './socket-io-adapter.ts';

/** Of each event's JSON as a client gets it. */
const EVENT_BYTES = 220;
/** What is due is committed so often, in milliseconds. */
const COMMIT_EVERY_MS = 10;

interface Batch {
  readonly ward: string;
  readonly events: WardEvent[];
}

let database: pg.Client;
let bus: RedisBus;
let io: Server;
let floor: Socket | null = null;
let epoch = '';
let wards: readonly string[] = [];
const heads = new Map<string, number>();

play<WriterAsk, WriterReport>(async (ask) => {
  if (ask.do === 'open') {
    await open(ask);
    return { written: {}, heads: Object.fromEntries(heads), tookMs: 0 };
  }
  if (ask.kind === 'floor') floor = connect({ port: ask.port, host: '127.0.0.1', noDelay: true });
  return write(ask);
});

async function open(ask: Extract<WriterAsk, { do: 'open' }>): Promise<void> {
  database = new pg.Client({ connectionString: ask.databaseUrl });
  await database.connect();
  ({ wards } = ask);
  const read = await database.query<{ key: string; seq: string; epoch: string }>(
    `select hospital_id || '/' || id as key, seq, wardline_epoch() as epoch from ward`,
  );
  for (const row of read.rows) {
    heads.set(row.key, Number(row.seq));
    ({ epoch } = row);
  }
  bus = createRedisBus({
    address: parseRedisAddress(ask.redisUrl),
    replayWindowMs: 300_000,
    onError: (_operation, error) => process.stderr.write(`${error.message}\n`),
  });
  await until(() => bus.ping().then(() => true), { what: 'Redis' });
  io = new Server({ adapter: socketIoAdapter(ask.redisUrl, ask.streams) });
}

async function write(ask: Extract<WriterAsk, { do: 'write' }>): Promise<WriterReport> {
  const written: Record<string, number> = {};
  const total = ask.perSecond * ask.seconds;
  const start = performance.now();
  let seed = 1;
  for (let sent = 0; sent < total;) {
    const elapsed = performance.now() - start;
    const due = Math.min(total, Math.floor((elapsed * ask.perSecond) / 1_000));
    const batches = new Map<string, Batch>();
    for (; sent < due; sent += 1) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      const place = ask.inTurn === true ? sent % ask.wards : (seed / 2 ** 32) * ask.wards;
      const ward = wards[Math.floor(place)] ?? '';
      const batch = batches.get(ward) ?? { ward, events: [] };
      batch.events.push(nextEvent(ward));
      batches.set(ward, batch);
      written[ward] = (written[ward] ?? 0) + 1;
    }
    if (batches.size > 0) {
      await commit([...batches.values()]);
      await publish(ask.kind, [...batches.values()]);
    }
    const rest = COMMIT_EVERY_MS - (performance.now() - start - elapsed);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, rest)));
  }
  const tookMs = performance.now() - start;
  return { written, heads: Object.fromEntries(heads), tookMs };
}

function nextEvent(ward: string): WardEvent {
  const seq = (heads.get(ward) ?? 0) + 1;
  heads.set(ward, seq);
  const head = { seq, id: randomUUID(), type: 'handover.noted', at: new Date().toISOString() };
  const rest = { actor: 'bench', commandId: null };
  // Fifteen digits until the year 2001 of the machine's uptime.
  const t = String(Math.round(machineMicros())).padStart(15, '0');
  const bare = JSON.stringify({ ...head, ...rest, data: { t, note: '' } }).length;
  return {
    ...head,
    ...rest,
    data: { t, note: 'n'.repeat(EVENT_BYTES - bare) },
  } as unknown as WardEvent;
}

async function commit(batches: readonly Batch[]): Promise<void> {
  const rows = batches.flatMap(({ ward, events }) => {
    const { hospitalId, wardId } = parseWardKey(ward);
    return events.map((event) => ({ ...event, hospitalId, wardId }));
  });
  await database.query({
    name: 'commit',
    text: `with e as materialized (
        select * from json_to_recordset($1) as e ("hospitalId" text, "wardId" text, seq bigint,
          at timestamptz, id uuid, type text, actor text, data json)),
      moved as (
        update ward set seq = h.seq, last_at = h.at
        from (select "hospitalId", "wardId", max(seq) as seq, max(at) as at from e group by 1, 2) h
        where hospital_id = h."hospitalId" and ward.id = h."wardId")
      insert into ward_event (hospital_id, ward_id, seq, at, id, type, actor, data)
      select "hospitalId", "wardId", seq, at, id, type, actor, data from e`,
    values: [JSON.stringify(rows)],
  });
}

async function publish(kind: PeerKind, batches: readonly Batch[]): Promise<void> {
  if (kind === 'wardline') {
    await bus.publish(
      batches.map(({ ward, events }) => ({
        ward,
        epoch,
        events: events.map((event) => committedEvent(ward, epoch, event)),
      })),
    );
    return;
  }
  for (const { ward, events } of batches) {
    for (const event of events) {
      if (kind === 'floor') toFloor(ward, eventsFrame(ward, epoch, [JSON.stringify(event)]));
      else io.to(ward).emit('event', ward, event);
    }
  }
}

function toFloor(ward: string, frame: Buffer): void {
  const header = Buffer.alloc(6);
  header.writeUInt16BE(ward.length, 0);
  header.writeUInt32BE(frame.length, 2);
  floor?.write(Buffer.concat([header, Buffer.from(ward, 'latin1'), frame]));
}
