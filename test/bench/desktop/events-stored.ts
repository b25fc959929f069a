import Sqlite from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Seal } from '../../../src-main/cache/seal.ts';
import type { WardKey } from '../../../src-shared/contract/ids.ts';
import type { LogState } from '../../../src-shared/contract/state/log-state.ts';
import { DeskHost } from '../../main/support/desk-host.ts';
import { until } from '../../support/until.ts';
import { medianWithSpread, printTable, quantile } from '../figures.ts';
import { EventSource } from './event-source.ts';

/**
 * How many events a second the sync host applies and has on the disk, over these wards: from the
 * first event sent until the file's cursors, read from outside, stand at the last. Beside it the same
 * without a file.
 */
export async function eventsStored(
  states: readonly LogState[],
  events: number,
  turns: number,
): Promise<void> {
  const stored: number[] = [];
  const applied: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    stored.push(await rate(states, events, true));
    applied.push(await rate(states, events, false));
  }
  printTable(
    `Events of ${String(states.length)} logs through the sync host, ${String(events)} at once`,
    [
      { what: 'applied and stored, cache on', 'a second': medianWithSpread(stored, 0) },
      { what: 'baseline: applied, in memory', 'a second': medianWithSpread(applied, 0) },
      {
        what: 'share left with the cache on',
        'a second': `${((100 * quantile(stored, 0.5)) / quantile(applied, 0.5)).toFixed(0)} %`,
      },
    ],
  );
}

async function rate(
  states: readonly LogState[],
  events: number,
  isStored: boolean,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'wardline-events-'));
  const cachePath = isStored ? join(folder, 'cache.db') : null;
  const source = await EventSource.open(states);
  const host = new DeskHost({ gateway: source.url, cachePath });
  try {
    await host.watch.start();
    await host.signIn();
    const zero = new Map(source.seqs);
    await until(() => source.subscriptions >= states.length, { within: 60_000 });
    await until(() => isAt(zero, host, cachePath), { within: 60_000, what: 'the first state' });
    const began = performance.now();
    await source.send(events);
    await until(() => isAt(source.seqs, host, cachePath), {
      within: 120_000,
      every: 20,
      what: 'the last event',
    });
    return events / ((performance.now() - began) / 1_000);
  } finally {
    await host.close();
    await source.close();
    rmSync(folder, { recursive: true });
  }
}

async function isAt(
  wanted: ReadonlyMap<WardKey, number>,
  host: DeskHost,
  cachePath: string | null,
): Promise<boolean> {
  const cursors = cachePath === null ? await cursorsInMemory(host) : cursorsIn(cachePath, host.key);
  return [...wanted].every(([ward, seq]) => cursors.get(ward) === seq);
}

/** The cursors of a cache's file, as another process reads them. */
function cursorsIn(path: string, key: Buffer): Map<string, number> {
  const seal = new Seal(key);
  const db = new Sqlite(path, { readonly: true });
  try {
    const rows = db
      .prepare<[], { key: string; sealed: Buffer }>('select key, sealed from ward')
      .all();
    return new Map(
      rows.map(({ key: ward, sealed }) => {
        const text = seal.open(sealed, `ward:${ward}`) ?? '{}';
        return [ward, (JSON.parse(text) as { cursor?: { seq: number } }).cursor?.seq ?? -1];
      }),
    );
  } finally {
    db.close();
  }
}

async function cursorsInMemory(host: DeskHost): Promise<Map<string, number>> {
  const boards = await host.boards();
  return new Map(
    boards.map(({ state, cursor }) => [`${state.hospitalId}/${state.wardId}`, cursor?.seq ?? -1]),
  );
}
