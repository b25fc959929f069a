// Stands between a gateway and PostgreSQL and writes down which prepared statement was run when.
import { connect, createServer, type AddressInfo } from 'node:net';
import { play } from './cast.ts';
import { statementsOf } from './statements-of.ts';

export type WatchAsk =
  | { readonly do: 'listen'; readonly host: string; readonly port: number }
  | { readonly do: 'reset' }
  | { readonly do: 'report' };

/** How often a statement ran since `reset`. */
export interface StatementRuns {
  readonly count: number;
  /** The most in any 100 ms. */
  readonly mostIn100Ms: number;
  /** The least time between two, in milliseconds; Infinity where it ran once. */
  readonly leastApartMs: number;
  /** The most with the same values in any 100 ms. */
  readonly mostAlikeIn100Ms: number;
}

export interface WatchReport {
  readonly port: number;
  readonly runs: Readonly<Record<string, StatementRuns>>;
}

const SPAN_MS = 100;

/** Times by statement, and by statement and values. */
const times = new Map<string, number[]>();
const alike = new Map<string, Map<string, number[]>>();
let port = 0;

play<WatchAsk, WatchReport>(async (ask) => {
  if (ask.do === 'listen') port = await listen(ask.host, ask.port);
  if (ask.do === 'reset') {
    times.clear();
    alike.clear();
  }
  const runs = [...times].map(([name, all]): [string, StatementRuns] => [
    name,
    {
      count: all.length,
      mostIn100Ms: mostIn(all),
      leastApartMs: all.reduce((least, at, i) => Math.min(least, at - (all[i - 1] ?? -Infinity)), Infinity), // prettier-ignore
      mostAlikeIn100Ms: Math.max(...[...(alike.get(name)?.values() ?? [])].map(mostIn)),
    },
  ]);
  return { port, runs: Object.fromEntries(runs) };
});

function listen(host: string, target: number): Promise<number> {
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host, port: target, noDelay: true });
    const read = statementsOf((name, values) => {
      const at = performance.now();
      push(times, name, at);
      const byValues = alike.get(name) ?? new Map<string, number[]>();
      alike.set(name, byValues);
      push(byValues, values, at);
    });
    near.on('data', (bytes: Buffer) => {
      read(bytes);
      far.write(bytes);
    });
    far.on('data', (bytes) => near.write(bytes));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => other.destroy());
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function push(map: Map<string, number[]>, key: string, at: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [at]);
  else known.push(at);
}

/** @param all ascending */
function mostIn(all: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (const [index, at] of all.entries()) {
    while ((all[first] ?? at) <= at - SPAN_MS) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
