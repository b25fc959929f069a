import { describe, expect, it } from 'vitest';
import type { SessionUser } from '../../src-shared/contract/session.ts';
import { emptyState } from '../../src-shared/domain/log/empty-state.ts';
import { CacheWriter } from '../../src-shared/sync/cache-writer.ts';
import { MemoryCache } from '../../src-shared/sync/memory-cache.ts';
import type { KeptWard } from '../../src-shared/sync/ports.ts';

const OWNER: SessionUser = { id: 'a', name: 'A', roles: [], hospitals: [], nurseIds: {} };

function kept(seq: number): KeptWard {
  const state = emptyState({ hospitalId: 'H1', wardId: 'ICU' });
  return { ward: 'H1/ICU', cursor: { epoch: 'e', seq }, state, asOf: seq };
}

/** A slow disk that notes what is asked of it, and can be held or broken. */
class Disk extends MemoryCache {
  readonly log: string[] = [];
  atOnce = 0;
  broken = false;
  held: Promise<void> = Promise.resolve();

  override async saveWards(wards: readonly KeptWard[]): Promise<void> {
    this.atOnce++;
    expect(this.atOnce).toBe(1);
    await this.held;
    if (this.broken) throw new Error('disk full');
    this.log.push(`wards ${wards.map((each) => each.cursor.seq).join()}`);
    await super.saveWards(wards);
    this.atOnce--;
  }
  override async clear(): Promise<void> {
    this.log.push('clear');
    await super.clear();
  }
  override async saveOwner(owner: SessionUser): Promise<void> {
    this.log.push('owner');
    await super.saveOwner(owner);
  }
}

describe('K: writing behind', () => {
  it('K2: one write at a time, and of each ward the newest', async () => {
    const disk = new Disk();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    disk.held = promise;
    const writer = new CacheWriter(disk, () => undefined);
    writer.saveWard(kept(1));
    await Promise.resolve();
    await Promise.resolve();
    for (let seq = 2; seq <= 100; seq++) writer.saveWard(kept(seq));
    resolve(undefined);
    await writer.idle();
    expect(disk.log).toEqual(['wards 1', 'wards 100']);
  });

  it('a clear comes before what is saved after it, and drops what was before', async () => {
    const disk = new Disk();
    const writer = new CacheWriter(disk, () => undefined);
    writer.saveWard(kept(1));
    writer.clear();
    writer.saveOwner(OWNER);
    writer.saveWard(kept(2));
    await writer.idle();
    expect(disk.log).toEqual(['clear', 'owner', 'wards 2']);
  });

  it('what is saved as a write ends is written, too', async () => {
    const disk = new Disk();
    const writer = new CacheWriter(disk, () => undefined);
    for (let seq = 1; seq <= 50; seq++) {
      writer.saveWard(kept(seq));
      for (let turn = 0; turn < seq % 9; turn++) await Promise.resolve();
    }
    await writer.idle();
    expect(disk.log.at(-1)).toBe('wards 50');
  });

  it('K3: a deletion undoes a save that waits', async () => {
    const disk = new Disk();
    const writer = new CacheWriter(disk, () => undefined);
    writer.saveOwner(OWNER);
    writer.saveWard(kept(1));
    await writer.idle();
    writer.saveWard(kept(2));
    writer.deleteWard('H1/ICU');
    await writer.idle();
    expect((await disk.load()).wards).toEqual([]);
  });

  it('K5: a cache that fails is given up and told once', async () => {
    const disk = new Disk();
    const told: unknown[] = [];
    const writer = new CacheWriter(disk, (error) => told.push(error));
    disk.broken = true;
    writer.saveWard(kept(1));
    await writer.idle();
    writer.saveWard(kept(2));
    writer.saveOwner(OWNER);
    await writer.idle();
    await writer.close();
    expect(told).toEqual([new Error('disk full')]);
    expect(disk.log).toEqual([]);
  });

  it('K5: a cache that was given up is emptied all the same, and then used again', async () => {
    const disk = new Disk();
    const seqs = async () => (await disk.load()).wards.map(({ cursor }) => cursor.seq);
    const writer = new CacheWriter(disk, () => undefined);
    writer.saveOwner(OWNER);
    writer.saveWard(kept(1));
    await writer.idle();
    expect(await seqs()).toEqual([1]);
    disk.broken = true;
    writer.saveWard(kept(2));
    await writer.idle();
    disk.broken = false;
    disk.atOnce = 0;
    writer.clear();
    await writer.idle();
    expect((await disk.load()).owner).toBeNull();
    writer.saveOwner(OWNER);
    writer.saveWard(kept(3));
    await writer.idle();
    expect(await seqs()).toEqual([3]);
    await writer.close();
    writer.clear();
    await writer.idle();
    expect(disk.log.filter((what) => what === 'clear')).toHaveLength(1);
  });

  it('K5: a cache that cannot be read counts as empty', async () => {
    const disk = new Disk();
    disk.load = () => Promise.reject(new Error('corrupt'));
    const told: unknown[] = [];
    const writer = new CacheWriter(disk, (error) => told.push(error));
    expect(await writer.load()).toEqual({ owner: null, wards: [], queue: [] });
    expect(told).toEqual([new Error('corrupt')]);
  });
});
