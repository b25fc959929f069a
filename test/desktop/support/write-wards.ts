import { randomUUID } from 'node:crypto';
import { insertUser } from '../../../server/auth/users.ts';
import { hashPassword } from '../../../server/auth/password-hash.ts';
import {
  type Authorship,
  numberEvents,
  writeAll,
  writesOf,
} from '../../../server/db/append-events.ts';
import { openDatabase } from '../../../server/db/database.ts';
import { insertHospital } from '../../../server/db/insert-hospital.ts';
import { lockWards } from '../../../server/db/lock-wards.ts';
import { migrate } from '../../../server/db/migrate.ts';
import { wardKey } from '../../../src-shared/contract/ids.ts';
import type { RulePack } from '../../../src-shared/contract/state/rule-pack.ts';
import type { EventDraft } from '../../../src-shared/domain/board.ts';
import type { RandomWard } from './random-wards.ts';

/**
 * Wards as commands would have left them, but never judged: no verdict, no alert. They wait to be
 * judged by the first clock that comes. With a user `dispatcher` for them, password `wardline-demo`.
 */
export async function writeWards(
  databaseUrl: string,
  hospitals: ReadonlyMap<string, readonly RandomWard[]>,
  packs: readonly RulePack[],
): Promise<void> {
  await migrate(databaseUrl);
  const database = openDatabase({
    url: databaseUrl,
    maxConnections: 2,
    applicationName: 'wardline test',
    onIdleError: () => undefined,
  });
  try {
    for (const [hospitalId, wards] of hospitals) {
      await database.system(async (tx) => {
        await insertHospital(tx, {
          id: hospitalId,
          name: `Hospital ${hospitalId}`,
          timeZone: 'UTC',
        });
        await tx.query(
          {
            name: 'test-wards',
            text: `insert into ward (hospital_id, id) select $1, unnest($2::text[])`,
          },
          [hospitalId, wards.map(({ wardId }) => wardId)],
        );
        await tx.query(
          {
            name: 'test-nurses',
            text: `
              insert into nurse (hospital_id, id, name, licence, competencies)
              select $1, n.id, n.name, n.licence, n.competencies
              from json_to_recordset($2::json) as n (id text, name text, licence text, competencies text[])`,
          },
          [hospitalId, JSON.stringify(wards.flatMap(({ nurses }) => nurses))],
        );
        const keys = ['_house', ...wards.map(({ wardId }) => wardId)].map((wardId) =>
          wardKey({ hospitalId, wardId }),
        );
        const locked = await lockWards(tx, keys, []);
        const author: Authorship = {
          at: new Date().toISOString(),
          actor: 'system:setup',
          commandId: null,
          command: 'test',
          note: null,
        };
        const drafts = [
          ...packDrafts(hospitalId, wards, packs),
          ...wards.flatMap((one) => wardDrafts(hospitalId, one)),
        ];
        const held = new Map(locked.wards.map((one) => [one.key, one]));
        await writeAll(tx, writesOf(numberEvents(drafts, held, author, randomUUID), author, {}));
        await tx.query(
          {
            name: 'test-due',
            text: `update ward set due_at = now() where hospital_id = $1 and id <> '_house'`,
          },
          [hospitalId],
        );
      });
    }
    const passwordHash = await hashPassword('wardline-demo');
    const memberships = [...hospitals.keys()].map((hospitalId) => ({
      hospitalId,
      role: 'dispatcher' as const,
      wardIds: null,
    }));
    await database.system((tx) =>
      insertUser(tx, { id: 'dispatcher', name: 'Dana Post', passwordHash, memberships }),
    );
  } finally {
    await database.close();
  }
}

function packDrafts(
  hospitalId: string,
  wards: readonly RandomWard[],
  packs: readonly RulePack[],
): EventDraft[] {
  const house = wardKey({ hospitalId, wardId: '_house' });
  return packs.map((pack, index): EventDraft => {
    const judged = wards.filter(({ packId }) => packId === pack.id).map(({ wardId }) => wardId);
    const inForce = { ...pack, hospital: index === 0, wards: judged.sort() };
    return { ward: house, type: 'pack.updated', data: { pack: inForce } };
  });
}

function wardDrafts(hospitalId: string, one: RandomWard): EventDraft[] {
  const { wardId, unitType, nurses, stays, assignments } = one;
  const ward = wardKey({ hospitalId, wardId });
  return [
    {
      ward,
      type: 'ward.updated',
      data: { ward: { hospitalId, wardId, name: wardId, unitType, beds: [] } },
    },
    ...nurses.map((nurse): EventDraft => ({
      ward,
      type: nurse.shift === null ? 'nurse.updated' : 'shift.started',
      data: { nurse },
    })),
    ...stays.map((stay): EventDraft => ({ ward, type: 'stay.admitted', data: { stay } })),
    ...assignments.map((assignment): EventDraft => ({
      ward,
      type: 'assignment.started',
      data: { assignment },
    })),
  ];
}
