import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPrincipals, type Principals } from '../../../server/auth/principals.ts';
import { openFamily } from '../../../server/auth/sessions.ts';
import { rotateEpoch } from '../../../server/db/epoch.ts';
import { readRightsChanges, type RightsMark } from '../../../server/db/rights-changes.ts';
import { openHttpHouse, type HttpHouse } from '../http/http-house.ts';

let house: HttpHouse;
let principals: Principals;
const family = randomUUID();
beforeAll(async () => {
  house = await openHttpHouse();
  principals = createPrincipals(house.database);
  await openFamily(house.database, 'nurse', family);
});
afterAll(() => house.close());

async function markNow(): Promise<RightsMark> {
  return (await readRightsChanges(house.database, null)).mark;
}

async function usersSince(mark: RightsMark): Promise<readonly string[] | null> {
  const { users } = await readRightsChanges(house.database, mark);
  return users === null ? null : [...users].sort();
}

/** What every socket of the nurse would be compared with; null: cut off. */
async function digestNow(): Promise<string | null | undefined> {
  const known = [{ userId: 'nurse', family, digest: '' }];
  const rights = (await principals.changed(known)).get(0);
  return rights === null ? null : rights?.digest;
}

const assignmentTo = (nurse: string): string => `
  insert into assignment (id, hospital_id, ward_id, nurse_id, started_at, started_by)
  values (gen_random_uuid(), 'H1', 'MS1', ${nurse}, now(), 'dispatcher')`;

// In this order: each takes rights away or gives some back.
const CHANGES: readonly (readonly [string, string])[] = [
  ['a running shift moves', `update shift set ward_id = 'MS1' where nurse_id = 'N-1'`],
  ['a shift ends', `update shift set status = 'ended' where nurse_id = 'N-1'`],
  [
    'a shift is entered that runs',
    `insert into shift (hospital_id, id, nurse_id, ward_id, starts_at, ends_at, status)
     values ('H1', 'late', 'N-1', 'MS1', now() + interval '9 days', now() + interval '10 days', 'running')`,
  ],
  ['a shift is deleted', `delete from shift where id = 'late'`],
  ['an assignment begins', assignmentTo(`'N-1'`)],
  ['an assignment ends', `update assignment set ended_at = now() where nurse_id = 'N-1'`],
  ['the name changes', `update app_user set name = 'Another name' where id = 'nurse'`],
  ['a membership is narrowed', `update membership set ward_ids = '{MS1}' where user_id = 'nurse'`],
  [
    'a membership is given',
    `insert into membership (user_id, hospital_id, role) values ('nurse', 'H2', 'dispatcher')`,
  ],
  [
    'a membership is taken',
    `delete from membership where user_id = 'nurse' and hospital_id = 'H2'`,
  ],
  ['the nurse is unlinked', `update nurse set user_id = null where id = 'N-1'`],
  ['the nurse is linked', `update nurse set user_id = 'nurse' where id = 'N-1'`],
  ['the user is disabled', `update app_user set disabled_at = now() where id = 'nurse'`],
  ['the user is let in again', `update app_user set disabled_at = null where id = 'nurse'`],
  ['the sign-in is revoked', `update session_family set revoked_at = now() where id = '${family}'`],
];

describe('changes of rights', () => {
  it.each(['MS1', 'ICU'])('are noted of the nurse a command is about: to %s', async (wardId) => {
    const mark = await markNow();
    const answer = await house.call({
      ...{ method: 'POST', url: '/api/v1/nurses/N-1/move', as: 'dispatcher' },
      body: { hospitalId: 'H1', wardId },
    });
    expect(answer.status).toBe(200);
    expect(await usersSince(mark)).toEqual(['nurse']);
  });

  it.each(CHANGES)('are noted when %s', async (_what, statement) => {
    const before = await digestNow();
    const mark = await markNow();
    expect(await usersSince(mark)).toEqual([]);
    await house.test.query(statement);
    expect(await usersSince(mark)).toEqual(['nurse']);
    expect(await digestNow()).not.toBe(before);
  });

  it('of a transaction that was under way are found once it has ended', async () => {
    const tx = await house.database.begin('system');
    await tx.query({ name: 'take', text: `update membership set ward_ids = '{}'` });
    const mark = await markNow();
    // Later ones end first, and the mark moves on over them.
    await house.test.query(`update app_user set name = 'D' where id = 'dispatcher'`);
    const { mark: next, users } = await readRightsChanges(house.database, mark);
    expect([...(users ?? [])]).toEqual(['dispatcher']);
    await tx.commit();
    expect(await usersSince(next)).toEqual(expect.arrayContaining(['nurse', 'other-nurse']));
  });

  it('are found when their transaction has a number from before a crash', async () => {
    const mark = await markNow();
    // The mark saw some end whose numbers were lost in the crash, and are given out again.
    const beyond = { ...mark, xmin: String(BigInt(mark.xmin) + 1_000n) };
    await house.test.query(`update app_user set name = 'E' where id = 'dispatcher'`);
    expect(await usersSince(beyond)).toEqual(['dispatcher']);
  });

  it('may be anybody’s without a mark, after an hour, and in a new epoch', async () => {
    expect((await readRightsChanges(house.database, null)).users).toBeNull();
    const mark = await markNow();
    const old = new Date(Date.parse(mark.at) - 3_600_000).toISOString();
    expect(await usersSince({ ...mark, at: old })).toBeNull();
    await rotateEpoch(house.database);
    expect(await usersSince(mark)).toBeNull();
  });

  // In this order: the last one takes the users themselves.
  it.each(['session_family', 'assignment', 'shift', 'membership', 'nurse', 'app_user'])(
    'of everybody are noted when %s is emptied',
    async (table) => {
      const mark = await markNow();
      await house.test.query(`truncate ${table} cascade`);
      expect(await usersSince(mark)).toEqual(expect.arrayContaining(['dispatcher', 'nurse']));
    },
  );
});
