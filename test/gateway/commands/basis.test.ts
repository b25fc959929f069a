import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { admitStay } from '../../../server/commands/admit-stay.ts';
import { assignNurse } from '../../../server/commands/assign-nurse.ts';
import { confirmAssignment } from '../../../server/commands/confirm-assignment.ts';
import { moveNurse } from '../../../server/commands/move-nurse.ts';
import { setAcuity } from '../../../server/commands/set-acuity.ts';
import { setBed } from '../../../server/commands/set-bed.ts';
import { startBreak } from '../../../server/commands/start-break.ts';
import { transferStay } from '../../../server/commands/transfer-stay.ts';
import type { Basis } from '../../../src-shared/contract/command-headers.ts';
import { Refusal } from '../../../src-shared/domain/refusal.ts';
import {
  type CommandHouse,
  dispatcher,
  openCommandHouse,
  user,
} from '../../support/command-house.ts';

let house: CommandHouse;
beforeAll(async () => {
  house = await openCommandHouse();
  await house.addNurse('H1', 'N-1');
  await house.startShift('H1', 'N-1', 'ICU');
  await house.addNurse('H1', 'N-2');
  await house.startShift('H1', 'N-2', 'ICU');
});
afterAll(() => house.close());

async function here(ward = 'H1/ICU'): Promise<Basis> {
  return { ward, cursor: (await house.snapshot(ward)).cursor };
}

async function admitted(bedId: string | null = null): Promise<string> {
  const { stay } = await house.run(
    admitStay({ hospitalId: 'H1', wardId: 'ICU', bedId, patient: { ref: '1', label: 'A' } }),
  );
  return stay.id;
}

test('nothing about the same things has happened: it goes through', async () => {
  const stayId = await admitted();
  const basis = [await here()];
  await admitted();
  const answer = await house.run(setAcuity({ stayId, acuity: 2 }), dispatcher, {
    headers: { basis },
  });
  expect(answer.stay.acuity).toBe(2);
});

test('the same stay was touched: refused, with the events in question', async () => {
  const stayId = await admitted();
  const basis = [await here()];
  await house.run(setAcuity({ stayId, acuity: 4 }));
  const before = await house.snapshot('H1/ICU');
  const refused = house.run(setAcuity({ stayId, acuity: 2 }), dispatcher, { headers: { basis } });
  await expect(refused).rejects.toMatchObject({
    code: 'changed_since',
    extra: {
      events: [{ ward: 'H1/ICU', type: 'stay.updated', data: { stay: { id: stayId, acuity: 4 } } }],
    },
  });
  expect(await house.snapshot('H1/ICU')).toEqual(before);
});

test("events of the queue's own earlier commands do not count", async () => {
  const stayId = await admitted();
  const basis = [await here()];
  const key = randomUUID();
  await house.run(setAcuity({ stayId, acuity: 4 }), dispatcher, { key });
  const headers = { basis, own: [key] };
  await house.run(setAcuity({ stayId, acuity: 1 }), dispatcher, { headers });
});

test('the nurse was touched, in the ward or in the house', async () => {
  const ward = await here();
  const houseLog = await here('H1/_house');
  await house.run(moveNurse({ hospitalId: 'H1', nurseId: 'N-2', wardId: '_house' }));
  const move = moveNurse({ hospitalId: 'H1', nurseId: 'N-2', wardId: 'ED' });
  for (const basis of [[ward], [houseLog], [ward, houseLog]]) {
    expect(await house.refusal(move, dispatcher, { headers: { basis } })).toBe('changed_since');
  }
  await house.run(moveNurse({ hospitalId: 'H1', nurseId: 'N-2', wardId: 'ICU' }));
});

test('somebody has taken the bed since', async () => {
  const stayId = await admitted();
  const basis = [await here()];
  await admitted('B2');
  const set = setBed({ stayId, bedId: 'B2' });
  expect(await house.refusal(set, dispatcher, { headers: { basis } })).toBe('changed_since');
  const other = await house.run(setBed({ stayId, bedId: 'B3' }), dispatcher, {
    headers: { basis },
  });
  expect(other.stay.bedId).toBe('B3');
});

test('a delivery is no change, a confirmation is one', async () => {
  const stayId = await admitted();
  const { assignment } = await house.run(
    assignNurse({ hospitalId: 'H1', wardId: 'ICU', nurseId: 'N-1', stayId }),
  );
  const basis = [await here()];
  const confirm = confirmAssignment({ assignmentId: assignment.id });
  await house.run(confirm);
  expect(await house.refusal(confirm, dispatcher, { headers: { basis } })).toBe('changed_since');
  // What a device's receipt will write: delivered now, confirmed by nobody.
  await house.test.query(
    `update ward_event set data = jsonb_set(jsonb_set(data::jsonb,
         '{assignment,deliveredAt}', to_jsonb(to_char(at at time zone 'UTC',
           'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))), '{assignment,confirmedAt}', 'null')::json
     where type = 'assignment.updated' and ward_id = 'ICU'`,
  );
  await house.run(startBreak({ hospitalId: 'H1', nurseId: 'N-2', minutes: 10 }), dispatcher, {
    headers: { basis },
  });
  await house.run(confirm, dispatcher, { headers: { basis } });
});

test('positions that cannot be compared count as changed', async () => {
  const stayId = await admitted();
  const { ward, cursor } = await here();
  const command = setAcuity({ stayId, acuity: 5 });
  const codes = await Promise.all(
    [
      { ward, cursor: { ...cursor, epoch: 'another' } },
      { ward, cursor: { ...cursor, seq: cursor.seq + 1000 } },
      { ward: 'H1/NONE', cursor },
      { ward: 'H2/ICU', cursor },
    ].map((basis) => house.refusal(command, dispatcher, { headers: { basis: [basis] } })),
  );
  expect(codes).toEqual(Array.from(codes, () => 'changed_since'));
  await house.test.query(
    `update ward set kept_after = $1 where hospital_id = 'H1' and id = 'ICU'`,
    [cursor.seq],
  );
  const gone = { ward, cursor: { ...cursor, seq: cursor.seq - 1 } };
  expect(await house.refusal(command, dispatcher, { headers: { basis: [gone] } })).toBe(
    'changed_since',
  );
  await house.test.query('update ward set kept_after = 0');
});

test('events of a ward that the user may not read are not told', async () => {
  const stayId = await admitted();
  const { assignment } = await house.run(
    assignNurse({ hospitalId: 'H1', wardId: 'ICU', nurseId: 'N-1', stayId }),
  );
  const basis = [await here()];
  await house.run(setAcuity({ stayId, acuity: 1 }));
  const nurse = user('n1', ['nurse'], ['H1'], { H1: 'N-1' });
  try {
    await house.run(confirmAssignment({ assignmentId: assignment.id }), nurse, {
      headers: { basis },
    });
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(error.code).toBe('changed_since');
    expect(error.extra['events']).toEqual([]);
  }
});

test('a command expires by the clock of the database, after it has waited for its locks', async () => {
  const stayId = await admitted();
  const past = new Date(Date.now() - 1000).toISOString();
  const future = new Date(Date.now() + 60_000).toISOString();
  const move = transferStay({ stayId, wardId: 'ED' });
  expect(await house.refusal(move, dispatcher, { headers: { expires: past } })).toBe(
    'command_expired',
  );
  await house.run(move, dispatcher, { headers: { expires: future } });
});
