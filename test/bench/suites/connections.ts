import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadAsk, LoadReport, PeerKind } from '../delivery/asks.ts';
import { cast, type Player } from '../delivery/cast.ts';
import { castWriter, deliveriesOf, startServer, type Server } from '../delivery/measure.ts';
import { cpuSeconds, postgresCpu, residentBytes } from '../delivery/usage.ts';
import { openWardStage, type WardStage } from '../delivery/ward-stage.ts';
import { printTable } from '../figures.ts';

const CONNECTIONS = Number(process.env['BENCH_CONNECTIONS'] ?? 10_000);
/** Under events. Before that as long as `QUIET_SECONDS` under heartbeats alone. */
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 60);
const QUIET_SECONDS = Number(process.env['BENCH_QUIET_SECONDS'] ?? 30);
const CONNECT_SECONDS = Number(process.env['BENCH_CONNECT_SECONDS'] ?? 1_200);
/** Below the usual limit of 20,000 open files a process. */
const A_PROCESS = Number(process.env['BENCH_A_PROCESS'] ?? 19_000);
const PEERS = (process.env['BENCH_PEERS'] ?? 'wardline').split(',') as PeerKind[];
const A_WARD = 20;
const EVENTS_PER_SECOND = 50;
/** Sockets that one load process opens at the same time. */
const AT_ONCE = 64;
const ARRIVAL_MS = 2_000;

type Load = Player<LoadAsk, LoadReport>;

interface Scene {
  readonly stage: WardStage;
  readonly servers: readonly Server[];
  readonly loads: readonly Load[];
}

/**
 * Many signed-in sockets, each following a ward of twenty readers, with heartbeats, for a while
 * under events: what memory and time each costs the gateways, and whether all of them stay.
 */
export async function connections(): Promise<void> {
  const rows: Record<string, string>[] = [];
  for (const kind of PEERS) rows.push(await connectionsOf(kind));
  const times = `${QUIET_SECONDS} s of heartbeats, then ${SECONDS} s with ${EVENTS_PER_SECOND} events/s`;
  printTable(`${CONNECTIONS} sockets, ${times}`, rows);
}

async function connectionsOf(kind: PeerKind): Promise<Record<string, string>> {
  const stage = await openWardStage(Math.ceil(CONNECTIONS / A_WARD), CONNECTIONS);
  const servers: Server[] = [];
  const loads: Load[] = [];
  const writer = await castWriter(stage, kind === 'socket.io-streams');
  const scene = { stage, servers, loads };
  try {
    const processes = Math.ceil(CONNECTIONS / A_PROCESS);
    for (let index = 0; index < processes; index += 1) {
      servers.push(await startServer(stage, kind));
      loads.push(cast<LoadAsk, LoadReport>('./load.ts', null));
    }
    const idle = memory(servers);
    const connected = await connectAll(kind, scene);
    const usage = await usageOf(scene, writer.pid);
    const start = usage();
    await sleep(QUIET_SECONDS * 1_000);
    const quiet = usage();
    for (const load of loads) await load.ask({ do: 'reset' });
    const { written } = await writer.ask(
      {
        ...{ do: 'write', kind, port: servers[0]?.intake ?? 0, wards: stage.wards.length },
        ...{ perSecond: EVENTS_PER_SECOND, seconds: SECONDS },
      },
      SECONDS * 2_000 + 60_000,
    );
    const loaded = usage();
    await sleep(ARRIVAL_MS);
    const reports = await reportsOf(loads);
    return {
      peer: `${kind}, ${processes} processes`,
      ...connected,
      'live at the end': `${total(reports, 'live')} of ${CONNECTIONS}`,
      'closed by the server': `${total(reports, 'lost')}${whyOf(reports)}`,
      ...memoryFigures(idle, memory(servers)),
      'cores in heartbeats': cores(start, quiet, QUIET_SECONDS),
      'cores with events': cores(quiet, loaded, SECONDS),
      deliveries: `${total(reports, 'deliveries')} of ${deliveriesOf(stage, written)}`,
      gaps: String(total(reports, 'gaps')),
      'p99 (worst process)': `${Math.max(...reports.map(({ p99 }) => p99)).toFixed(1)} ms`,
      max: `${Math.max(...reports.map(({ max }) => max)).toFixed(1)} ms`,
    };
  } finally {
    await writer.stop();
    for (const load of loads) await load.stop();
    for (const server of servers) await server.stop();
    await stage.close();
  }
}

/** All that can be connected in time; what could not is told, and the rest is measured. */
async function connectAll(kind: PeerKind, scene: Scene): Promise<Record<string, string>> {
  const { stage, servers, loads } = scene;
  const withinMs = CONNECT_SECONDS * 1_000;
  const usage = await usageOf(scene, 0);
  const before = usage();
  const began = performance.now();
  const reports = await Promise.all(
    loads.map((load, index) => {
      // A ward's readers are spread over all gateways.
      const clients = stage.clients.filter((_, place) => place % loads.length === index);
      const port = servers[index]?.port ?? 0;
      const ask = { do: 'connect', kind, port, clients, atOnce: AT_ONCE, withinMs } as const;
      return load.ask(ask, withinMs + 60_000);
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  const live = total(reports, 'live');
  const refused = `${total(reports, 'refused')}${whyOf(reports)}`;
  process.stdout.write(`${kind}: ${live} live after ${seconds.toFixed(1)} s, ${refused} refused\n`);
  return {
    connected: `${live} in ${seconds.toFixed(1)} s`,
    'tried again': refused,
    'cores while connecting': cores(before, usage(), seconds),
  };
}

type Usage = Readonly<Record<'servers' | 'PostgreSQL' | 'Redis' | 'writer' | 'load', number>>;

/** @param writer 0: not counted */
async function usageOf({ stage, servers, loads }: Scene, writer: number): Promise<() => Usage> {
  const postgres = await postgresCpu(stage.database);
  const sum = (all: readonly { pid: number }[]): number =>
    all.reduce((seconds, { pid }) => seconds + cpuSeconds(pid), 0);
  return () => ({
    servers: sum(servers),
    PostgreSQL: postgres(),
    Redis: cpuSeconds(stage.redis.pid()),
    writer: writer === 0 ? 0 : cpuSeconds(writer),
    load: sum(loads),
  });
}

function cores(before: Usage, after: Usage, seconds: number): string {
  return (Object.keys(after) as (keyof Usage)[])
    .map((who) => `${who} ${((after[who] - before[who]) / Math.max(seconds, 1e-3)).toFixed(2)}`)
    .join(', ');
}

function memory(servers: readonly Server[]): number[] {
  return servers.map(({ pid }) => residentBytes(pid));
}

function memoryFigures(idle: readonly number[], now: readonly number[]): Record<string, string> {
  const grown = now.reduce((sum, bytes, index) => sum + bytes - (idle[index] ?? 0), 0);
  const mebibytes = (bytes: readonly number[]): string =>
    bytes.map((one) => (one / 2 ** 20).toFixed(0)).join(' ');
  return {
    'RSS a connection': `${(grown / CONNECTIONS / 1_024).toFixed(2)} KiB`,
    'RSS of each process, idle → now': `${mebibytes(idle)} → ${mebibytes(now)} MiB`,
  };
}

function reportsOf(loads: readonly Load[]): Promise<LoadReport[]> {
  return Promise.all(loads.map((load) => load.ask({ do: 'report' })));
}

function total(
  reports: readonly LoadReport[],
  figure: 'live' | 'lost' | 'refused' | 'deliveries' | 'gaps',
): number {
  return reports.reduce((sum, report) => sum + report[figure], 0);
}

function whyOf(reports: readonly LoadReport[]): string {
  const why = reports.map(({ firstClose }) => firstClose).find((word) => word !== '');
  return why === undefined ? '' : ` (${why})`;
}
