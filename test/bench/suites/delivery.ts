import { mkdirSync, writeFileSync } from 'node:fs';
import type { PeerKind } from '../delivery/asks.ts';
import { barChart } from '../delivery/bar-chart.ts';
import { castWriter, measure, type Measured, type Rates } from '../delivery/measure.ts';
import { openWardStage } from '../delivery/ward-stage.ts';
import { medianWithSpread, printTable, quantile } from '../figures.ts';

const CLIENTS = Number(process.env['BENCH_CLIENTS'] ?? 2_000);
const PEERS: readonly PeerKind[] = ['wardline', 'socket.io', 'floor'];
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10);
const FOLDER = 'test-output';

/** What must hold, as ratios of medians. */
interface Bound {
  readonly title: string;
  readonly perSecond: number;
  readonly ofSocketIo: number;
  readonly ofFloor: number | null;
}
const IN_WARDS: readonly Bound[] = [
  { title: '50 wards, 500/s', perSecond: 500, ofSocketIo: 0.6, ofFloor: 1.25 },
  { title: '50 wards, 2,000/s', perSecond: 2_000, ofSocketIo: 0.7, ofFloor: 1.25 },
];
const IN_ONE: readonly Bound[] = [
  { title: 'one ward, 50/s', perSecond: 50, ofSocketIo: 0.7, ofFloor: null },
];

/**
 * What it costs to bring an event to a socket: Wardline, Socket.IO 4 with its Redis adapter, and a
 * bare TCP server that writes the same bytes, in alternated rounds.
 */
export async function delivery(): Promise<void> {
  const wards = await rounds(50, { perSecond: [500, 2_000], seconds: SECONDS });
  report(`${CLIENTS} clients in 50 wards`, wards);
  const big = await rounds(1, { perSecond: [50], seconds: SECONDS });
  report(`${CLIENTS} clients in one ward`, big);
  printTable('What must hold', [...judge(wards, IN_WARDS), ...judge(big, IN_ONE)]);
  mkdirSync(FOLDER, { recursive: true });
  const bars = [...wards, ...big.map((one) => ({ ...one, big: true }))];
  writeFileSync(`${FOLDER}/delivery.svg`, chart(bars));
  writeFileSync(`${FOLDER}/delivery.json`, JSON.stringify({ wards, big }, null, 1));
  process.stdout.write(`\n${FOLDER}/delivery.svg, ${FOLDER}/delivery.json\n`);
}

/** Each peer in each round, beginning with another one each time. */
async function rounds(wards: number, rates: Rates): Promise<Measured[]> {
  const stage = await openWardStage(wards, CLIENTS);
  const writer = await castWriter(stage);
  try {
    const measured: Measured[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let turn = 0; turn < PEERS.length; turn += 1) {
        const kind = PEERS[(round + turn) % PEERS.length] ?? 'floor';
        const found = await measure(stage, writer, kind, rates);
        measured.push(...found);
        for (const one of found) process.stdout.write(`${lineOf(one)}\n`);
      }
    }
    return measured;
  } finally {
    await writer.stop();
    await stage.close();
  }
}

function lineOf(one: Measured): string {
  const { kind, perSecond, server, frames, p99, deliveries, expected, gaps } = one;
  const figures = `${server.toFixed(2)} s/M, ${frames.toFixed(2)} frames a delivery, p99 ${p99.toFixed(1)} ms`;
  return `${kind} ${perSecond}/s: ${figures}, ${deliveries} of ${expected}, ${gaps} gaps`;
}

function judge(measured: readonly Measured[], bounds: readonly Bound[]): Record<string, string>[] {
  return bounds.flatMap(({ title, perSecond, ofSocketIo, ofFloor }) => {
    const of = (kind: PeerKind, figure: (one: Measured) => number): number =>
      medianOf(
        measured.filter((one) => one.kind === kind && one.perSecond === perSecond),
        figure,
      );
    const cpu = (one: Measured): number => one.server;
    const p99 = (one: Measured): number => one.p99;
    const mine = measured.filter((one) => one.kind === 'wardline' && one.perSecond === perSecond);
    const line = (
      what: string,
      seen: number,
      most: number,
      digits = 2,
    ): Record<string, string> => ({
      what: `${title}: ${what}`,
      'at most': most.toFixed(digits),
      seen: seen.toFixed(digits),
      holds: seen <= most ? 'yes' : 'NO',
    });
    const mineCpu = of('wardline', cpu);
    return [
      line('CPU, of Socket.IO', mineCpu / of('socket.io', cpu), ofSocketIo),
      ...(ofFloor === null ? [] : [line('CPU, of the floor', mineCpu / of('floor', cpu), ofFloor)]),
      line('p99 in ms, Socket.IO beside it', of('wardline', p99), of('socket.io', p99), 1),
      line(
        'events lost or out of order',
        mine.reduce((sum, one) => sum + lostBy(one), 0),
        0,
        0,
      ),
    ];
  });
}

function medianOf(measured: readonly Measured[], figure: (one: Measured) => number): number {
  return quantile(measured.map(figure), 0.5);
}

function lostBy({ expected, deliveries, gaps }: Measured): number {
  return Math.abs(expected - deliveries) + gaps;
}

function report(title: string, measured: readonly Measured[]): void {
  const rates = [...new Set(measured.map((one) => one.perSecond))];
  const rows = rates.flatMap((perSecond) => {
    const of = (kind: PeerKind): Measured[] =>
      measured.filter((one) => one.kind === kind && one.perSecond === perSecond);
    const cpu = (kind: PeerKind): number => medianOf(of(kind), (one) => one.server);
    return PEERS.map((kind) => {
      const mine = of(kind);
      const median = (figure: (one: Measured) => number, digits = 2): string =>
        medianOf(mine, figure).toFixed(digits);
      return {
        what: `${kind}, ${perSecond} events/s`,
        'CPU s / million': medianWithSpread(mine.map((one) => one.server)),
        'of Socket.IO': (cpu(kind) / cpu('socket.io')).toFixed(2),
        'of the floor': (cpu(kind) / cpu('floor')).toFixed(2),
        p50: `${median((one) => one.p50, 1)} ms`,
        p99: `${medianWithSpread(
          mine.map((one) => one.p99),
          1,
        )} ms`,
        'frames / delivery': median((one) => one.frames),
        lost: String(mine.reduce((sum, one) => sum + lostBy(one), 0)),
        'written / s': median((one) => one.wrote, 0),
        'writer + PostgreSQL + Redis': `${median((one) => one.writer)} + ${median((one) => one.postgres)} + ${median((one) => one.redis)}`,
        'the load': median((one) => one.load),
      };
    });
  });
  printTable(`${title}, ${ROUNDS} rounds of ${SECONDS} s, CPU s a million deliveries`, rows);
}

function chart(measured: readonly (Measured & { big?: boolean })[]): string {
  const groups = new Map<string, Map<string, number[]>>();
  for (const { big, perSecond, kind, server } of measured) {
    const name = big === true ? `one ward, ${perSecond}/s` : `50 wards, ${perSecond}/s`;
    const group = groups.get(name) ?? new Map<string, number[]>();
    groups.set(name, group.set(kind, [...(group.get(kind) ?? []), server]));
  }
  const bars = [...groups].map(([name, group]) => ({
    name,
    bars: [...group].map(([kind, samples]) => ({ name: kind, samples })),
  }));
  return barChart(`CPU seconds a million deliveries, ${CLIENTS} clients`, bars);
}
