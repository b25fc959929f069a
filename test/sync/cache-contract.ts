import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionUser } from '../../src-shared/contract/session.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import { emptyState } from '../../src-shared/domain/log/empty-state.ts';
import { parseWardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { KeptCommand } from '../../src-shared/sync/kept-command.ts';
import type { CachePort, KeptWard } from '../../src-shared/sync/ports.ts';

/** A store on some disk that can be opened again and again. */
export interface CacheBench {
  open(): Promise<CachePort>;
  /** Puts something under a ward's key that no version ever wrote. */
  damageWard(ward: WardKey): Promise<void>;
  remove(): Promise<void>;
}

const OWNER: SessionUser = {
  id: 'dispatcher',
  name: 'Dana',
  roles: ['dispatcher'],
  hospitals: ['H1'],
  nurseIds: {},
};

function kept(ward: WardKey, seq: number): KeptWard {
  const state: LogState = {
    ...emptyState(parseWardKey(ward)),
    name: `as of ${String(seq)}`,
  };
  return { ward, cursor: { epoch: 'e1', seq }, state, asOf: 1_000 * seq };
}

function command(id: string): KeptCommand {
  return {
    commandId: id,
    command: {
      kind: 'set-acuity',
      ward: 'H1/ICU',
      stayId: '11111111-1111-4111-8111-111111111111',
      body: { acuity: 3 },
    },
    madeAt: 5_000,
    madeLive: false,
    basis: { 'H1/ICU': { epoch: 'e1', seq: 4 } },
    own: [],
    objects: ['stay:11111111-1111-4111-8111-111111111111'],
    attempts: 1,
    seenIn: [],
    standing: { status: 'queued' },
  };
}

const ID_1 = '00000000-0000-4000-8000-000000000001';
const ID_2 = '00000000-0000-4000-8000-000000000002';

/** What every cache has to keep to (docs/sync.md, K). `bench` makes an empty store for each test. */
export function cacheContract(name: string, bench: () => Promise<CacheBench>): void {
  describe(`the cache contract: ${name}`, () => {
    let store: CacheBench;
    let cache: CachePort;

    beforeEach(async () => {
      store = await bench();
      cache = await store.open();
    });
    afterEach(async () => {
      await cache.close();
      await store.remove();
    });

    async function reopen(): Promise<void> {
      await cache.close();
      cache = await store.open();
    }

    async function wards(): Promise<KeptWard[]> {
      const { wards: list } = await cache.load();
      return [...list].sort((a, b) => (a.ward < b.ward ? -1 : 1));
    }

    it('is empty at first', async () => {
      expect(await cache.load()).toEqual({ owner: null, wards: [], queue: [] });
    });

    it('keeps owner, wards and queue over a restart', async () => {
      await cache.saveOwner(OWNER);
      await cache.saveWards([kept('H1/ED', 2), kept('H1/ICU', 1)]);
      await cache.saveQueue([command(ID_2), command(ID_1)]);
      await reopen();
      expect(await cache.load()).toMatchObject({
        owner: OWNER,
        queue: [command(ID_2), command(ID_1)],
      });
      expect(await wards()).toEqual([kept('H1/ED', 2), kept('H1/ICU', 1)]);
    });

    it('keeps notifications and what was done with them over a restart, and clears them', async () => {
      const notifications = {
        list: [
          {
            ...{ id: ID_1, kind: 'message' as const, title: 't', ref: null, from: 'Desk' },
            ...{ createdAt: '2026-01-01T00:00:00.000Z', hospitalId: 'H1', wardId: null },
            ...{ isRead: false, answer: null, answeredBy: null },
            refused: { answer: 'yes' as const, code: 'command_expired', sentence: 'Too late.' },
          },
        ],
        marks: [{ key: ID_2, id: ID_1, answer: 'yes' as const, madeAt: 1 }],
      };
      await cache.saveOwner(OWNER);
      await cache.saveNotifications?.(notifications);
      await reopen();
      expect((await cache.load()).notifications).toEqual(notifications);
      await cache.clear();
      await cache.saveOwner(OWNER);
      await reopen();
      expect((await cache.load()).notifications).toBeUndefined();
    });

    it('gives nothing back that has no owner', async () => {
      await cache.saveWards([kept('H1/ICU', 1)]);
      await cache.saveQueue([command(ID_1)]);
      expect(await cache.load()).toEqual({ owner: null, wards: [], queue: [] });
    });

    it('K1: replaces cursor and state of a ward together', async () => {
      await cache.saveOwner(OWNER);
      await cache.saveWards([kept('H1/ICU', 1), kept('H1/ED', 1)]);
      await cache.saveWards([kept('H1/ICU', 7)]);
      await reopen();
      expect(await wards()).toEqual([kept('H1/ED', 1), kept('H1/ICU', 7)]);
    });

    it('keeps the house’s log as well', async () => {
      const house: KeptWard = {
        ward: 'H1/_house',
        cursor: { epoch: 'e1', seq: 3 },
        state: emptyState({ hospitalId: 'H1', wardId: '_house' }),
        asOf: 1,
      };
      await cache.saveOwner(OWNER);
      await cache.saveWards([house]);
      expect(await wards()).toEqual([house]);
    });

    it('K6: moves the time of a ward and nothing else, and passes over unknown ones', async () => {
      await cache.saveOwner(OWNER);
      await cache.saveWards([kept('H1/ICU', 1)]);
      await cache.touchWards(
        new Map([
          ['H1/ICU', 99_000],
          ['H1/ED', 99_000],
        ]),
      );
      await reopen();
      expect(await wards()).toEqual([{ ...kept('H1/ICU', 1), asOf: 99_000 }]);
    });

    it('K3: deletes wards, also unknown ones', async () => {
      await cache.saveOwner(OWNER);
      await cache.saveWards([kept('H1/ICU', 1), kept('H1/ED', 1)]);
      await cache.deleteWards(['H1/ICU', 'H1/MS1']);
      await reopen();
      expect(await wards()).toEqual([kept('H1/ED', 1)]);
    });

    it('replaces the queue as a whole', async () => {
      await cache.saveOwner(OWNER);
      await cache.saveQueue([command(ID_1), command(ID_2)]);
      await cache.saveQueue([command(ID_2)]);
      await reopen();
      expect((await cache.load()).queue).toEqual([command(ID_2)]);
      await cache.saveQueue([]);
      expect((await cache.load()).queue).toEqual([]);
    });

    it('keeps every standing of a command', async () => {
      const problem = { code: 'changed_since', status: 409, sentence: 'Something changed.' };
      const event = {
        ward: 'H1/ICU',
        type: 'stay.updated',
        at: '2026-11-22T00:00:00.000Z',
        actor: 'other',
        data: { stay: { id: ID_1 } },
      };
      const all: KeptCommand[] = [
        command(ID_1),
        {
          ...command(ID_1),
          standing: {
            status: 'accepted',
            cursors: { 'H1/ICU': { epoch: 'e1', seq: 9 } },
            awaiting: ['H1/ICU'],
          },
        },
        { ...command(ID_1), standing: { status: 'question', problem, meanwhile: [event] } },
        { ...command(ID_1), standing: { status: 'refused', problem } },
      ];
      await cache.saveOwner(OWNER);
      await cache.saveQueue(all);
      await reopen();
      expect((await cache.load()).queue).toEqual(all);
    });

    it('clears everything', async () => {
      await cache.saveOwner(OWNER);
      await cache.saveWards([kept('H1/ICU', 1)]);
      await cache.saveQueue([command(ID_1)]);
      await cache.clear();
      await cache.saveOwner(OWNER);
      await reopen();
      expect(await cache.load()).toEqual({ owner: OWNER, wards: [], queue: [] });
    });

    it('holds 450 wards', async () => {
      const many = Array.from({ length: 450 }, (_, i) => kept(`H1/W${String(i)}`, i + 1));
      await cache.saveOwner(OWNER);
      await cache.saveWards(many);
      await reopen();
      expect((await wards()).length).toBe(450);
    });

    it('K4: leaves out what cannot be read', async () => {
      await cache.saveOwner(OWNER);
      await cache.saveWards([kept('H1/ICU', 1), kept('H1/ED', 1)]);
      await store.damageWard('H1/ICU');
      expect(await wards()).toEqual([kept('H1/ED', 1)]);
    });
  });
}
