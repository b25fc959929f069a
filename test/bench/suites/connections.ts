import { setTimeout as sleep } from 'node:timers/promises';
import type { TestGateway } from '../../support/gateway-process.ts';
import type { LoadAsk, LoadReport } from '../delivery/asks.ts';
import { cast, type Player } from '../delivery/cast.ts';
import { castWriter } from '../delivery/measure.ts';
import { cpuSeconds, postgresCpu, residentBytes } from '../delivery/usage.ts';
import { openWardStage, type WardStage } from '../delivery/ward-stage.ts';
import { printTable } from '../figures.ts';

const CONNECTIONS = Number(process.env['BENCH_CONNECTIONS'] ?? 10_000);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 60);
/** Below the usual limit of open files a process. */
const A_PROCESS = 19_000;
const A_WARD = 20;
const EVENTS_PER_SECOND = 50;

type Load = Player<LoadAsk, LoadReport>;

/**
 * Many signed-in sockets, each following a ward, with heartbeats, for a while under events: what
 * memory and time each costs the gateways, and whether all of them stay.
 */
export async function connections(): Promise<void> {
  const processes = Math.ceil(CONNECTIONS / A_PROCESS);
  const stage = await openWardStage(Math.ceil(CONNECTIONS / A_WARD), CONNECTIONS);
  const gateways: TestGateway[] = [];
  const loads: Load[] = [];
  const writer = await castWriter(stage);
  try {
    for (let index = 0; index < processes; index += 1) {
      gateways.push(await stage.gateway());
      loads.push(cast<LoadAsk, LoadReport>('./load.ts', null));
    }
    const idle = gateways.map(({ pid }) => residentBytes(pid));
    const began = performance.now();
    await connectAll(stage, gateways, loads);
    const connectMs = performance.now() - began;
    process.stdout.write(`${CONNECTIONS} live after ${(connectMs / 1_000).toFixed(1)} s\n`);
    const postgres = await postgresCpu(stage.database);
    const cpu = (): number => gateways.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0);
    const before = { cpu: cpu(), postgres: postgres() };
    await sleep(SECONDS * 500);
    const quiet = { cpu: cpu(), postgres: postgres() };
    for (const load of loads) await load.ask({ do: 'reset' });
    await writer.ask(
      {
        do: 'write',
        kind: 'wardline',
        port: 0,
        perSecond: EVENTS_PER_SECOND,
        seconds: SECONDS / 2,
        wards: stage.wards.length,
      },
      SECONDS * 1_000 + 60_000,
    );
    await sleep(2_000);
    const reports = await Promise.all(loads.map((load) => load.ask({ do: 'report' })));
    const resident = gateways.map(({ pid }) => residentBytes(pid));
    const grown = resident.reduce((sum, bytes, index) => sum + bytes - (idle[index] ?? 0), 0);
    const total = (figure: (report: LoadReport) => number): number =>
      reports.reduce((sum, report) => sum + figure(report), 0);
    printTable(`${CONNECTIONS} sockets in ${processes} gateway processes`, [
      {
        live: String(total((report) => report.live)),
        'lost or closed': String(total((report) => report.lost)),
        connect: `${(connectMs / 1_000).toFixed(1)} s`,
        'RSS a connection': `${(grown / CONNECTIONS / 1_024).toFixed(2)} KiB`,
        'RSS of the processes': resident
          .map((bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`)
          .join(' '),
        'gateway CPU, heartbeats alone': `${((quiet.cpu - before.cpu) / (SECONDS / 2)).toFixed(2)} cores`,
        'PostgreSQL CPU, the same': `${((quiet.postgres - before.postgres) / (SECONDS / 2)).toFixed(2)} cores`,
        deliveries: String(total((report) => report.deliveries)),
        gaps: String(total((report) => report.gaps)),
        p99: `${Math.max(...reports.map((report) => report.p99)).toFixed(1)} ms`,
      },
    ]);
  } finally {
    await writer.stop();
    for (const load of loads) await load.stop();
    for (const gateway of gateways) await gateway.kill9();
    await stage.close();
  }
}

async function connectAll(
  stage: WardStage,
  gateways: readonly TestGateway[],
  loads: readonly Load[],
): Promise<void> {
  await Promise.all(
    loads.map(async (load, index) => {
      // A ward's readers are spread over all gateways.
      const clients = stage.clients.filter((_, place) => place % loads.length === index);
      const port = gateways[index]?.port ?? 0;
      await load.ask({ do: 'connect', kind: 'wardline', port, clients, atOnce: 256 }, 1_200_000);
    }),
  );
}
