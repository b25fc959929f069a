import { until } from '../../support/until.ts';
import type { LoadAsk, LoadReport, PeerKind, WriterAsk, WriterReport } from './asks.ts';
import { cast, pin, type Player } from './cast.ts';
import { cpuSeconds, postgresCpu } from './usage.ts';
import type { WardStage } from './ward-stage.ts';

/** The cores of server and load. What else runs goes where the system puts it. */
const SERVER_CORE = 0;
const LOAD_CORE = 1;
const CONNECT_MS = 110_000;

export interface Measured {
  readonly kind: PeerKind;
  readonly perSecond: number;
  /** Events a second that the writer came to. */
  readonly wrote: number;
  /** Events received, each counted for each socket. */
  readonly deliveries: number;
  readonly expected: number;
  readonly gaps: number;
  /** CPU seconds a million deliveries. */
  readonly server: number;
  readonly load: number;
  readonly writer: number;
  readonly postgres: number;
  readonly redis: number;
  /** Frames a delivery: below 1 where several events went as one. */
  readonly frames: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface Rates {
  readonly perSecond: readonly number[];
  readonly seconds: number;
}

export interface Server {
  readonly pid: number;
  readonly port: number;
  /** Where the writer sends frames to, of the floor. */
  readonly intake: number;
  stop(): Promise<void>;
}

export type Writer = Player<WriterAsk, WriterReport>;

/** @param streams Socket.IO's events go to a Redis stream instead of a channel */
export async function castWriter(stage: WardStage, streams = false): Promise<Writer> {
  const writer = cast<WriterAsk, WriterReport>('./writer.ts', null);
  await writer.ask({
    do: 'open',
    databaseUrl: stage.database.url,
    redisUrl: stage.redis.url,
    streams,
    wards: stage.wards,
  });
  return writer;
}

/** One peer, freshly started, with all clients of the stage, at each rate in turn. */
export async function measure(
  stage: WardStage,
  writer: Writer,
  kind: PeerKind,
  rates: Rates,
): Promise<Measured[]> {
  const server = await startServer(stage, kind);
  pin(server.pid, SERVER_CORE);
  const load = cast<LoadAsk, LoadReport>('./load.ts', LOAD_CORE);
  try {
    const { port } = server;
    const { clients } = stage;
    await load.ask({ do: 'connect', kind, port, clients, atOnce: 32, withinMs: CONNECT_MS });
    // What is compiled during the first second is not what a day is made of.
    const warmUp = await writer.ask(writeAsk(stage, server, kind, rates.perSecond[0] ?? 0, 3));
    // What it left under way counts for nobody.
    await delivered(load, deliveriesOf(stage, warmUp.written));
    const measured: Measured[] = [];
    for (const perSecond of rates.perSecond) {
      const ask = writeAsk(stage, server, kind, perSecond, rates.seconds);
      measured.push(await measureRate(stage, writer, load, server, ask));
    }
    const { live, lost, firstClose } = await load.ask({ do: 'report' });
    if (live < clients.length) {
      throw new Error(`${kind}: ${live} live, ${lost} lost (${firstClose})`);
    }
    return measured;
  } finally {
    await load.stop();
    await server.stop();
  }
}

function writeAsk(
  stage: WardStage,
  server: Server,
  kind: PeerKind,
  perSecond: number,
  seconds: number,
): Extract<WriterAsk, { do: 'write' }> {
  return { do: 'write', kind, port: server.intake, perSecond, seconds, wards: stage.wards.length };
}

async function measureRate(
  stage: WardStage,
  writer: Writer,
  load: Player<LoadAsk, LoadReport>,
  server: Server,
  ask: Extract<WriterAsk, { do: 'write' }>,
): Promise<Measured> {
  const postgres = await postgresCpu(stage.database);
  const now = (): Record<'server' | 'load' | 'writer' | 'postgres' | 'redis', number> => ({
    server: cpuSeconds(server.pid),
    load: cpuSeconds(load.pid),
    writer: cpuSeconds(writer.pid),
    postgres: postgres(),
    redis: cpuSeconds(stage.redis.pid()),
  });
  await load.ask({ do: 'reset' });
  const before = now();
  const { written, tookMs } = await writer.ask(ask);
  const expected = deliveriesOf(stage, written);
  const report = await delivered(load, expected);
  const after = now();
  const a = (who: keyof typeof before): number =>
    ((after[who] - before[who]) * 1e6) / report.deliveries;
  return {
    ...{ kind: ask.kind, perSecond: ask.perSecond, expected },
    wrote: (ask.perSecond * ask.seconds * 1_000) / tookMs,
    ...{ server: a('server'), load: a('load'), writer: a('writer') },
    ...{ postgres: a('postgres'), redis: a('redis') },
    ...{ deliveries: report.deliveries, gaps: report.gaps },
    frames: report.frames / report.deliveries,
    ...{ p50: report.p50, p99: report.p99, max: report.max },
  };
}

/** How many deliveries so many events of each ward come to. */
export function deliveriesOf(stage: WardStage, written: Readonly<Record<string, number>>): number {
  const readers = new Map<string, number>();
  for (const { ward } of stage.clients) readers.set(ward, (readers.get(ward) ?? 0) + 1);
  const events = Object.entries(written);
  return events.reduce((sum, [ward, count]) => sum + count * (readers.get(ward) ?? 0), 0);
}

/** Waits until so many deliveries are in. What is lost on the way is a result too: the report says. */
async function delivered(load: Player<LoadAsk, LoadReport>, expected: number): Promise<LoadReport> {
  let last = await load.ask({ do: 'report' });
  const isIn = async (): Promise<boolean> => {
    last = await load.ask({ do: 'report' });
    return last.deliveries >= expected;
  };
  await until(isIn, { within: 20_000, every: 100 }).catch(() => undefined);
  return last;
}

/** A peer, freshly started and on no core in particular. The caller stops it. */
export async function startServer(stage: WardStage, kind: PeerKind): Promise<Server> {
  if (kind === 'wardline') {
    const gateway = await stage.gateway();
    const { pid, port } = gateway;
    return { pid, port, intake: 0, stop: async () => void (await gateway.kill9()) };
  }
  if (kind === 'floor') {
    const floor = cast<'listen', { port: number; intake: number }>('./floor-server.ts', null);
    return { pid: floor.pid, stop: floor.stop, ...(await floor.ask('listen')) };
  }
  const peer = cast<{ redisUrl: string; streams: boolean }, { port: number }>(
    './socket-io-server.ts',
    null,
  );
  const streams = kind === 'socket.io-streams';
  const { port } = await peer.ask({ redisUrl: stage.redis.url, streams });
  return { pid: peer.pid, port, intake: 0, stop: peer.stop };
}
