import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertUser } from '../../../server/auth/users.ts';
import { admitStay } from '../../../server/commands/admit-stay.ts';
import { assignNurse } from '../../../server/commands/assign-nurse.ts';
import {
  appendNotifications,
  type NotificationDraft,
  type NotificationRow,
  pruneNotifications,
  type Recipients,
  releaseNotifications,
} from '../../../server/db/notifications.ts';
import type { Role } from '../../../src-shared/contract/session.ts';
import { type CommandHouse, openCommandHouse } from '../../support/command-house.ts';

let house: CommandHouse;
beforeAll(async () => {
  house = await openCommandHouse();
});
afterAll(() => house.close());

async function member(
  role: Role = 'nurse',
  hospitalId = 'H1',
  wardIds: readonly string[] | null = null,
): Promise<string> {
  const id = `u-${randomUUID()}`;
  const memberships = [{ hospitalId, role, wardIds }];
  await house.database.system((tx) =>
    insertUser(tx, { id, name: `The ${role}`, passwordHash: 'x', memberships }),
  );
  return id;
}

function draft(to: Recipients, with_: Partial<NotificationDraft> = {}): NotificationDraft {
  return {
    id: randomUUID(),
    hospitalId: 'H1',
    wardId: null,
    to,
    kind: 'system',
    title: 'a title',
    ref: null,
    sender: 'system:test',
    senderName: null,
    urgent: false,
    ...with_,
  };
}

const append = (...drafts: NotificationDraft[]): Promise<readonly NotificationRow[]> =>
  house.database.app(['H1'], (tx) => appendNotifications(tx, drafts));
const release = (most = 10): Promise<NotificationRow[]> =>
  house.database.system((tx) => releaseNotifications(tx, most));
/** As if so much time had passed for a user's line. */
const age = (userId: string, ms: number): Promise<unknown> =>
  house.test.query(
    `update notification_line set recent = array(
       select t - make_interval(secs => $2::float / 1000) from unnest(recent) t) where user_id = $1`,
    [userId, ms],
  );

describe('whom a draft is for', () => {
  test('a user, a nurse’s user, everybody on a ward but the sender, those of a role', async () => {
    const nurse = await member();
    const other = await member();
    const lead = await member('dispatcher', 'H1', ['ICU']);
    const elsewhere = await member('dispatcher', 'H1', ['ED']);
    const abroad = await member('dispatcher', 'H2');
    await house.addNurse('H1', 'N-1', { userId: nurse });
    await house.addNurse('H1', 'N-2', { userId: other });
    await house.addNurse('H1', 'N-3');
    for (const id of ['N-1', 'N-2', 'N-3']) await house.startShift('H1', id, 'ICU');
    const users = async (to: Recipients, with_: Partial<NotificationDraft> = {}) =>
      (await append(draft(to, { wardId: 'ICU', ...with_ }))).map((row) => row.userId).sort();
    expect(await users({ userId: nurse })).toEqual([nurse]);
    expect(await users({ nurseId: 'N-1' })).toEqual([nurse]);
    expect(await users({ nurseId: 'N-3' })).toEqual([]);
    expect(await users({ onWard: true })).toEqual([nurse, other].sort());
    expect(await users({ onWard: true }, { sender: nurse })).toEqual([other]);
    expect(await users({ role: 'dispatcher' })).toEqual([lead]);
    expect(await users({ role: 'dispatcher' }, { wardId: null })).toEqual([lead, elsewhere].sort());
    expect(await users({ userId: abroad })).toEqual([]);
  });

  test('no hospital but those of the transaction', async () => {
    const abroad = await member('dispatcher', 'H2');
    expect(await append(draft({ userId: abroad }, { hospitalId: 'H2' }))).toEqual([]);
    const seen = await house.database.system((tx) =>
      appendNotifications(tx, [draft({ userId: abroad }, { hospitalId: 'H2' })]),
    );
    expect(seen.map((row) => row.userId)).toEqual([abroad]);
  });

  test('an id that a user has already is not made again', async () => {
    const userId = await member();
    const one = draft({ userId });
    expect(await append(one)).toHaveLength(1);
    expect(await append(one)).toHaveLength(0);
  });
});

describe('ten a second', () => {
  test('the eleventh waits, is not lost, and goes when a second is over', async () => {
    const userId = await member();
    const made = await append(
      ...Array.from({ length: 25 }, (_, i) => draft({ userId }, { title: String(i) })),
    );
    expect(made.map((row) => row.seq)).toEqual(
      Array.from({ length: 25 }, (_, i) => (i < 10 ? i + 1 : null)),
    );
    expect((await release()).filter((row) => row.userId === userId)).toEqual([]);
    await age(userId, 1_000);
    const next = (await release()).filter((row) => row.userId === userId);
    expect(next.map((row) => [row.seq, row.title])).toEqual(
      Array.from({ length: 10 }, (_, i) => [i + 11, String(i + 10)]),
    );
    await age(userId, 1_000);
    const rest = (await release(2)).filter((row) => row.userId === userId);
    expect(rest.map((row) => row.title)).toEqual(['20', '21']);
    expect(await append(draft({ userId }, { title: 'late' }))).toMatchObject([{ seq: null }]);
    await age(userId, 1_000);
    const last = (await release()).filter((row) => row.userId === userId);
    expect(last.map((row) => row.title)).toEqual(['22', '23', '24', 'late']);
    await age(userId, 1_000);
    expect(await append(draft({ userId }))).toMatchObject([{ seq: 27 }]);
  });

  test('the house’s own goes before what waits, and senders take turns', async () => {
    const userId = await member();
    const from = (sender: string, count: number, urgent = false): NotificationDraft[] =>
      Array.from({ length: count }, (_, i) =>
        draft({ userId }, { sender, title: `${sender}${i}`, urgent }),
      );
    await append(...from('a', 30));
    await append(...from('b', 2), ...from('c', 1));
    await append(...from('house', 1, true));
    await age(userId, 1_000);
    const gone = (await release()).filter((row) => row.userId === userId);
    expect(gone.map((row) => row.title)).toEqual(
      ['house0', 'a10', 'b0', 'c0', 'a11', 'b1', 'a12', 'a13', 'a14', 'a15'], // prettier-ignore
    );
    expect(await append(...from('d', 1))).toMatchObject([{ seq: null }]);
    await age(userId, 1_000);
    const next = (await release(2)).filter((row) => row.userId === userId);
    expect(next.map((row) => row.title).sort()).toEqual(['a16', 'd0']);
  });

  test('assignments and alerts of the house go before its messages, also of the same sender', async () => {
    const userId = await member();
    const from = (kind: NotificationDraft['kind'], count: number, urgent = true) =>
      Array.from({ length: count }, (_, i) =>
        draft({ userId }, { kind, sender: 'desk', title: `${kind}${i}`, urgent }),
      );
    await append(...from('message', 30));
    await append(...from('alert', 2, false));
    await append(...from('assignment', 2), ...from('alert', 1));
    await age(userId, 1_000);
    const gone = (await release(4)).filter((row) => row.userId === userId);
    expect(gone.map((row) => row.title)).toEqual(['assignment0', 'assignment1', 'alert0', 'message10']); // prettier-ignore
    // There is room: it need not wait for what comes after it anyway.
    const [at] = await append(...from('assignment', 1));
    expect(at?.seq).toBe(15);
    expect(await append(...from('message', 1))).toMatchObject([{ seq: null }]);
  });

  test('what was read while it waited is not sent, has no place, and holds up nothing', async () => {
    const userId = await member();
    const made = await append(
      ...Array.from({ length: 14 }, (_, i) => draft({ userId }, { title: String(i) })),
    );
    const readNow = (ids: readonly (string | undefined)[]): Promise<unknown> =>
      house.test.query(
        'update notification set read_at = now() where user_id = $1 and id = any ($2::uuid[])',
        [userId, ids],
      );
    await readNow([made[10]?.id, made[12]?.id]);
    await age(userId, 1_000);
    const gone = (await release()).filter((row) => row.userId === userId);
    expect(gone.map((row) => [row.seq, row.title])).toEqual([[11, '11'], [12, '13']]); // prettier-ignore
    await age(userId, 1_000);
    const more = await append(...Array.from({ length: 12 }, () => draft({ userId })));
    await readNow(more.slice(10).map((row) => row.id));
    await age(userId, 1_000);
    expect(await append(draft({ userId }))).toMatchObject([{ seq: 23 }]);
    expect((await release()).filter((row) => row.userId === userId)).toEqual([]);
    const [line] = await house.test.query<{ waiting: number }>(
      'select waiting from notification_line where user_id = $1',
      [userId],
    );
    expect(line?.waiting).toBe(0);
  });

  test('many at once give each user’s places without gap or repeat', async () => {
    const userId = await member();
    await Promise.all(Array.from({ length: 30 }, () => append(draft({ userId }))));
    for (let i = 0; i < 6; i += 1) {
      await age(userId, 1_000);
      await Promise.all([release(4), release(4), release(4)]);
    }
    const rows = await house.test.query<{ seq: string }>(
      'select seq from notification where user_id = $1 order by seq',
      [userId],
    );
    expect(rows.map((row) => Number(row.seq))).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });
});

test('what is older than seven days goes, with its receipts, and a line does not wait for it', async () => {
  const userId = await member();
  await append(...Array.from({ length: 12 }, () => draft({ userId })));
  await house.test.query(
    `insert into receipt (notification_id, user_id, device_id, delivered_at)
     select id, user_id, '', now() from notification where user_id = $1 limit 1`,
    [userId],
  );
  const gone = (): Promise<number> => house.database.system((tx) => pruneNotifications(tx, 100));
  expect(await gone()).toBe(0);
  await house.test.query(
    `update notification set created_at = now() - interval '169 hours' where user_id = $1`,
    [userId],
  );
  expect(await gone()).toBe(12);
  const left = await house.test.query('select from receipt where user_id = $1', [userId]);
  expect(left).toEqual([]);
  await age(userId, 1_000);
  await release();
  expect(await append(draft({ userId }))).toMatchObject([{ seq: 11 }]);
});

describe('an assignment', () => {
  test('to a nurse who has a user makes one, in the same transaction', async () => {
    const userId = await member();
    await house.addNurse('H1', 'N-8', { userId });
    await house.addNurse('H1', 'N-9');
    for (const id of ['N-8', 'N-9']) await house.startShift('H1', id, 'ICU');
    const patient = { ref: 'p', label: 'A secret name' };
    const { stay } = await house.run(
      admitStay({ hospitalId: 'H1', wardId: 'ICU', bedId: 'B5', patient }),
    );
    const give = (nurseId: string, stayId: string) =>
      house.run(assignNurse({ hospitalId: 'H1', wardId: 'ICU', nurseId, stayId }));
    const { assignment } = await give('N-8', stay.id);
    await give('N-9', stay.id);
    const rows = await house.test.query(
      `select kind, title, ref, ward_id, sender, seq::int, xmin = (
         select a.xmin from assignment a where a.id = $2::uuid) as together
       from notification where user_id = $1`,
      [userId, assignment.id],
    );
    expect(rows).toEqual([
      {
        kind: 'assignment',
        title: 'New patient in B5, ICU',
        ref: assignment.id,
        ward_id: 'ICU',
        sender: 'dispatcher',
        seq: 1,
        together: true,
      },
    ]);
    await expect(give('N-8', stay.id)).rejects.toThrow();
    expect(await house.test.query('select from notification where user_id = $1', [userId])).toHaveLength(1); // prettier-ignore
  });
});
