import Sqlite from 'better-sqlite3';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCache } from '../../src-main/cache/open-cache.ts';
import { removeSetAside } from '../../src-main/cache/set-aside.ts';
import { Seal } from '../../src-main/cache/seal.ts';
import { MAX_WARDS, SqliteCache } from '../../src-main/cache/sqlite-cache.ts';
import { emptyState } from '../../src-shared/domain/log/empty-state.ts';
import { parseWardKey } from '../../src-shared/contract/ids.ts';
import type { KeptCommand } from '../../src-shared/sync/kept-command.ts';
import type { KeptWard } from '../../src-shared/sync/ports.ts';
import { cacheContract } from '../sync/cache-contract.ts';

const KEY = randomBytes(32);
const OWNER = { id: 'd', name: 'Dana', roles: [], hospitals: ['H1'], nurseIds: {} };

function kept(ward: string, seq: number, asOf = seq): KeptWard {
  const state = { ...emptyState(parseWardKey(ward)), name: 'Zebulon Quill' };
  return { ward, cursor: { epoch: 'e', seq }, state, asOf };
}

function uuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

function command(commandId: string): KeptCommand {
  return {
    ...{ commandId, madeAt: 1, madeLive: false, basis: {}, own: [], objects: [], attempts: 0 },
    command: { kind: 'end-break', ward: 'H1/ICU', nurseId: 'N-1', body: { hospitalId: 'H1' } },
    ...{ seenIn: [], standing: { status: 'queued' as const } },
  };
}

cacheContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wardline-cache-'));
  const path = join(folder, 'cache.db');
  return {
    open: async () => SqliteCache.open(path, KEY),
    damageWard: async (ward) => {
      const db = new Sqlite(path);
      const changed = db
        .prepare(`update ward set sealed = zeroblob(length(sealed)) where key = ?`)
        .run(ward).changes;
      db.close();
      if (changed !== 1) throw new Error('there was nothing to damage');
    },
    remove: () => rm(folder, { recursive: true }),
  };
});

describe('the file of the cache', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wardline-cache-'));
    path = join(folder, 'cache.db');
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function fill(): Promise<void> {
    const cache = SqliteCache.open(path, KEY);
    await cache.saveOwner(OWNER);
    await cache.saveWards([kept('H1/ICU', 1)]);
    await cache.close();
  }

  const open = (key = KEY, forgetBefore = 0) => openCache({ path, key, forgetBefore });

  it('says nothing readable, neither in the file nor in its log', async () => {
    const cache = SqliteCache.open(path, KEY);
    await cache.saveOwner(OWNER);
    await cache.saveWards([kept('H1/ICU', 1)]);
    const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    expect(bytes.length).toBeGreaterThan(1);
    for (const each of bytes) {
      expect(each).not.toContain('Zebulon');
      expect(each).not.toContain('Dana');
    }
    await cache.close();
  });

  it('writes of a long queue what differs', async () => {
    const cache = SqliteCache.open(path, KEY);
    const rows = (): Map<number, string> => {
      const db = new Sqlite(path, { readonly: true });
      const all = db
        .prepare<[], { position: number; sealed: Buffer }>('select * from command')
        .all();
      db.close();
      // Sealed anew, even the same text is another.
      return new Map(all.map(({ position, sealed }) => [position, sealed.toString('hex')]));
    };
    const ids = async (): Promise<string[]> =>
      (await cache.load()).queue.map(({ commandId }) => commandId);
    const [a, b, c, d] = Array.from({ length: 4 }, (_, i) => command(uuid(i)));
    await cache.saveOwner(OWNER);
    await cache.saveQueue([a!, b!, c!]);
    const first = rows();
    await cache.saveQueue([{ ...b!, attempts: 1 }, c!, d!]);
    const second = rows();
    expect([...second.keys()]).toEqual([2, 3, 4]);
    expect(second.get(2)).not.toBe(first.get(2));
    expect(second.get(3)).toBe(first.get(3));
    expect((await cache.load()).queue).toEqual([{ ...b!, attempts: 1 }, c!, d!]);
    await cache.saveQueue([d!, b!, c!, a!]);
    expect(await ids()).toEqual([uuid(3), uuid(1), uuid(2), uuid(0)]);
    await cache.saveQueue([a!, d!]);
    expect(await ids()).toEqual([uuid(0), uuid(3)]);
    await cache.close();
  });

  it('is opened again as it was', async () => {
    await fill();
    const { cache, kind, notice } = open();
    expect({ kind, notice }).toEqual({ kind: 'disk', notice: null });
    expect((await cache.load()).wards).toHaveLength(1);
    await cache.close();
  });

  it.each([
    [
      'damaged',
      () => {
        writeFileSync(path, randomBytes(10_000));
      },
    ],
    [
      'cut short',
      () => {
        writeFileSync(path, readFileSync(path).subarray(0, 5_000));
      },
    ],
    [
      'foreign',
      () => {
        for (const part of ['', '-wal', '-shm']) rmSync(path + part, { force: true });
        const db = new Sqlite(path);
        db.exec('create table a (b)');
        db.close();
      },
    ],
    [
      'of a newer version',
      () => {
        const db = new Sqlite(path);
        db.pragma('user_version = 99');
        db.close();
      },
    ],
  ])('is set aside and made anew when it is %s', async (_why, spoil) => {
    await fill();
    spoil();
    const { cache, kind, notice } = open();
    expect(kind).toBe('disk');
    expect(notice).toMatch(/set aside/);
    expect(await cache.load()).toEqual({ owner: null, wards: [], queue: [] });
    await cache.saveOwner(OWNER);
    expect((await cache.load()).owner).toEqual(OWNER);
    expect(existsSync(`${path}.set-aside`)).toBe(true);
    await cache.close();
    const again = open();
    expect(again.notice).toBeNull();
    await again.cache.close();
  });

  it('is set aside when it was sealed with another key', async () => {
    await fill();
    const { cache, notice } = open(randomBytes(32));
    expect(notice).toMatch(/another user or computer/);
    expect((await cache.load()).owner).toBeNull();
    await cache.close();
  });

  it('opens what is there without writing anything, as on a disk that is full', async () => {
    const first = open().cache;
    await first.saveOwner(OWNER);
    await first.saveWards([kept('H1/ICU', 7), kept('H1/ED', 3)]);
    await first.close();
    const before = readFileSync(path);
    // No index of the log can be made.
    mkdirSync(`${path}-shm`);
    const { cache, kind } = open(KEY, 1);
    expect(kind).toBe('disk');
    expect((await cache.load()).wards).toHaveLength(2);
    await cache.close();
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is in memory where the disk does not let us, and says so', async () => {
    const { cache, kind, notice } = openCache({
      path: join(folder, 'no-such-folder', 'cache.db'),
      key: KEY,
      forgetBefore: 0,
    });
    expect(kind).toBe('memory');
    expect(notice).toMatch(/Nothing can be kept/);
    await cache.saveOwner(OWNER);
    expect((await cache.load()).owner).toEqual(OWNER);
  });

  it('leaves out what was known to be true too long ago', async () => {
    const before = SqliteCache.open(path, KEY);
    await before.saveOwner(OWNER);
    await before.saveWards([kept('H1/ICU', 1, 1_000), kept('H1/ED', 1, 2_000)]);
    await before.close();
    const { cache } = open(KEY, 1_500);
    expect((await cache.load()).wards.map(({ ward }) => ward)).toEqual(['H1/ED']);
    await cache.close();
  });

  it('keeps a bounded number of wards, the newest', async () => {
    const cache = SqliteCache.open(path, KEY);
    await cache.saveOwner(OWNER);
    await cache.saveWards(
      Array.from({ length: MAX_WARDS + 5 }, (_, i) => kept(`H1/W${String(i)}`, i)),
    );
    const wards = (await cache.load()).wards.map(({ ward }) => ward);
    expect(wards).toHaveLength(MAX_WARDS);
    expect(wards).not.toContain('H1/W4');
    expect(wards).toContain('H1/W5');
    await cache.close();
  });

  it('keeps notes until it is cleared', async () => {
    const cache = SqliteCache.open(path, KEY);
    cache.saveNote('hospitals', [{ id: 'H1' }]);
    expect(cache.note('hospitals')).toEqual([{ id: 'H1' }]);
    expect(cache.note('other')).toBeUndefined();
    await cache.clear();
    expect(cache.note('hospitals')).toBeUndefined();
    await cache.close();
  });

  it('leaves nothing of what was set aside once that is removed', async () => {
    await fill();
    writeFileSync(path, randomBytes(10_000));
    const opened = openCache({ path, key: KEY, forgetBefore: 0 });
    await opened.cache.close();
    expect(readdirSync(folder)).toContain('cache.db.set-aside');
    removeSetAside(path);
    expect(readdirSync(folder).filter((name) => name.includes('set-aside'))).toEqual([]);
  });
});

describe('a seal', () => {
  const seal = new Seal(KEY);
  it('opens what it closed, at its place only', () => {
    const sealed = seal.close('text', 'ward:H1/ICU');
    expect(seal.open(sealed, 'ward:H1/ICU')).toBe('text');
    expect(seal.open(sealed, 'ward:H1/ED')).toBeNull();
    expect(seal.open(sealed.subarray(1), 'ward:H1/ICU')).toBeNull();
    expect(seal.open(Buffer.alloc(3), 'ward:H1/ICU')).toBeNull();
    expect(new Seal(randomBytes(32)).open(sealed, 'ward:H1/ICU')).toBeNull();
  });
  it('never closes the same text alike', () => {
    expect(seal.close('text', 'a').equals(seal.close('text', 'a'))).toBe(false);
  });
  it('takes no other length of key', () => {
    expect(() => new Seal(randomBytes(16))).toThrow(/32 bytes/);
  });
});
