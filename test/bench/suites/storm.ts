import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { LoadAsk, LoadReport, PeerKind } from '../delivery/asks.ts';
import { cast, pin, type Player } from '../delivery/cast.ts';
import { castWriter, startServer, type Server, type Writer } from '../delivery/measure.ts';
import type { StatementRuns, WatchAsk, WatchReport } from '../delivery/query-watch.ts';
import { cpuSeconds } from '../delivery/usage.ts';
import { openWardStage, type WardStage } from '../delivery/ward-stage.ts';
import { printTable } from '../figures.ts';

const CLIENTS = Number(process.env['BENCH_CLIENTS'] ?? 2_000);
const WARDS = 50;
const MISSED = 200;
const EVENTS_PER_SECOND = 1_000;
/** How long Socket.IO may take; Wardline has as long. */
const WITHIN_S = Number(process.env['BENCH_STORM_SECONDS'] ?? 240);
/** The wards' channels are left after a while: nothing is kept in the process either. */
const AWAY_MS = 6_000;
const CONNECT_MS = 600_000;
/** A ticket lives for 30 s. */
const TICKETS_MS = 28_000;
const SERVER_CORE = 0;
const LOAD_CORE = 1;

type Load = Player<LoadAsk, LoadReport>;

/** What is read in a storm, by the statement that reads it. */
const READS: Readonly<Record<string, string>> = {
  'ward-heads-some': 'heads',
  'principals-load': 'authority of those who come',
  'principals-changed': 'authority of those who are there (every 2 s)',
  'notifications-of-devices': 'notifications',
  'ticket-redeem': 'tickets',
  'ward-snapshot': 'snapshots',
};

/**
 * All clients drop, 200 events pass in each ward, and all come back in the same moment with their
 * tickets in hand: by delta from the window, and once more with a window that lost its memory.
 * Beside them Socket.IO with its connection-state recovery on Redis streams.
 */
export async function storm(): Promise<void> {
  const rows = [...(await wardlineStorms()), ...(await socketIoStorm())];
  printTable(`${CLIENTS} clients come back at once, ${MISSED} events missed by each`, rows);
}

async function wardlineStorms(): Promise<Record<string, string>[]> {
  const stage = await openWardStage(WARDS, CLIENTS);
  const writer = await castWriter(stage);
  const watch = cast<WatchAsk, WatchReport>('./query-watch.ts', null);
  const load = cast<LoadAsk, LoadReport>('./load.ts', LOAD_CORE);
  const url = new URL(stage.database.url);
  const { port } = await watch.ask({ do: 'listen', host: url.hostname, port: Number(url.port) });
  url.port = String(port);
  const gateway = await stage.gateway(url.href);
  try {
    const server = { pid: gateway.pid, port: gateway.port };
    await comeIn('wardline', stage, server, load);
    const rows: Record<string, string>[] = [];
    for (const isWindowEmpty of [false, true]) {
      const heads = await missEvents('wardline', writer, load);
      await load.ask({ do: 'tickets' }, TICKETS_MS);
      // At the last moment: the relay fills windows again.
      if (isWindowEmpty) await flush(stage);
      await watch.ask({ do: 'reset' });
      const before = await recoveries(gateway.url);
      const what = isWindowEmpty ? 'Wardline, window lost' : 'Wardline, window whole';
      const row = await comeBack(what, server, load, heads);
      tellReads(what, await watch.ask({ do: 'report' }));
      rows.push({ ...row, recovered: since(before, await recoveries(gateway.url)) });
    }
    return rows;
  } finally {
    await load.stop();
    await writer.stop();
    await gateway.kill9();
    await watch.stop();
    await stage.close();
  }
}

async function socketIoStorm(): Promise<Record<string, string>[]> {
  const kind = 'socket.io-streams';
  const stage = await openWardStage(WARDS, CLIENTS);
  const writer = await castWriter(stage, true);
  const server = await startServer(stage, kind);
  const load = cast<LoadAsk, LoadReport>('./load.ts', LOAD_CORE);
  try {
    await comeIn(kind, stage, server, load);
    // Whoever has had nothing yet has no place in the stream to come back to.
    const { written } = await writer.ask(writeAsk(kind, 1));
    const had = Object.values(written).length;
    if (had < WARDS) throw new Error(`${had} wards had an event`);
    await sleep(1_000);
    const heads = await missEvents(kind, writer, load);
    return [await comeBack('Socket.IO on Redis streams', server, load, heads)];
  } finally {
    await load.stop();
    await writer.stop();
    await server.stop();
    await stage.close();
  }
}

/** So many events to each ward. */
function writeAsk(kind: PeerKind, missed: number): Parameters<Writer['ask']>[0] {
  return {
    ...{ do: 'write', kind, port: 0, wards: WARDS, inTurn: true },
    ...{ perSecond: EVENTS_PER_SECOND, seconds: (WARDS * missed) / EVENTS_PER_SECOND },
  };
}

async function comeIn(
  kind: PeerKind,
  stage: WardStage,
  server: Pick<Server, 'pid' | 'port'>,
  load: Load,
): Promise<void> {
  pin(server.pid, SERVER_CORE);
  const { clients } = stage;
  const ask = { kind, port: server.port, clients, atOnce: 128, withinMs: CONNECT_MS };
  const { live, firstClose } = await load.ask({ do: 'connect', ...ask }, CONNECT_MS + 10_000);
  if (live < CLIENTS) throw new Error(`${kind}: ${live} of ${CLIENTS} connected (${firstClose})`);
}

/** Drops all, and writes what they miss. Gives the heads that they have to come to. */
async function missEvents(
  kind: PeerKind,
  writer: Writer,
  load: Load,
): Promise<Readonly<Record<string, number>>> {
  await load.ask({ do: 'cut' });
  await sleep(AWAY_MS);
  return (await writer.ask(writeAsk(kind, MISSED))).heads;
}

async function comeBack(
  what: string,
  server: Pick<Server, 'pid'>,
  load: Load,
  heads: Readonly<Record<string, number>>,
): Promise<Record<string, string>> {
  const before = cpuSeconds(server.pid);
  const withinMs = WITHIN_S * 1_000;
  const report = await load.ask({ do: 'return', heads, withinMs }, withinMs + 60_000);
  const cpu = cpuSeconds(server.pid) - before;
  const isDone = report.live === CLIENTS;
  process.stdout.write(
    `${what}: ${report.live} of ${CLIENTS} live after ${report.tookMs.toFixed(0)} ms\n`,
  );
  return {
    what,
    live: `${report.live} of ${CLIENTS}`,
    'all live after': isDone ? `${(report.tookMs / 1_000).toFixed(2)} s` : `not in ${WITHIN_S} s`,
    'server CPU a client': `${((cpu * 1_000) / CLIENTS).toFixed(2)} ms`,
    gaps: String(report.gaps),
    'sent away and come again': String(report.refused),
    'state forgotten': String(report.forgotten),
    recovered: '',
  };
}

async function flush(stage: WardStage): Promise<void> {
  const redis = new Redis(stage.redis.url);
  await redis.flushall();
  redis.disconnect();
}

function tellReads(what: string, { runs }: WatchReport): void {
  const rows = Object.entries(READS).map(([statement, reads]) => {
    const run: StatementRuns | undefined = runs[statement];
    return {
      reads,
      queries: String(run?.count ?? 0),
      'most in any 100 ms': String(run?.mostIn100Ms ?? 0),
      'least apart': run === undefined ? '' : `${run.leastApartMs.toFixed(0)} ms`,
      'of the same ward or batch in 100 ms': String(run?.mostAlikeIn100Ms ?? 0),
    };
  });
  printTable(`${what}: what was asked of PostgreSQL until all were live`, rows);
}

/** How many were recovered so far, by kind. */
async function recoveries(url: string): Promise<Map<string, number>> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const kinds = new Map<string, number>();
  for (const [, kind = '', count] of metrics.matchAll(
    /^wardline_recoveries_total\{kind="(\w+)",.*\} (\d+)/gm,
  )) {
    kinds.set(kind, (kinds.get(kind) ?? 0) + Number(count));
  }
  return kinds;
}

function since(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): string {
  return [...now]
    .map(([kind, count]): [string, number] => [kind, count - (before.get(kind) ?? 0)])
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ');
}
