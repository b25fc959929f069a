import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addNote } from '../../../server/commands/add-note.ts';
import { admitStay } from '../../../server/commands/admit-stay.ts';
import { assignNurse } from '../../../server/commands/assign-nurse.ts';
import type { Command } from '../../../server/commands/command.ts';
import { confirmAssignment } from '../../../server/commands/confirm-assignment.ts';
import { dischargeStay } from '../../../server/commands/discharge-stay.ts';
import { endAssignment } from '../../../server/commands/end-assignment.ts';
import { endBreak } from '../../../server/commands/end-break.ts';
import { endShift } from '../../../server/commands/end-shift.ts';
import { moveNurse } from '../../../server/commands/move-nurse.ts';
import { putLocations } from '../../../server/commands/put-locations.ts';
import { putNurse } from '../../../server/commands/put-nurse.ts';
import { putShift } from '../../../server/commands/put-shift.ts';
import { putWard } from '../../../server/commands/put-ward.ts';
import { setAcuity } from '../../../server/commands/set-acuity.ts';
import { setBed } from '../../../server/commands/set-bed.ts';
import { startBreak } from '../../../server/commands/start-break.ts';
import { swapBeds } from '../../../server/commands/swap-beds.ts';
import { transferStay } from '../../../server/commands/transfer-stay.ts';
import type { ProblemCode } from '../../../src-shared/contract/problem.ts';
import type { Principal } from '../../../server/auth/principal.ts';
import {
  admin,
  BEDS,
  type CommandHouse,
  openCommandHouse,
  user,
} from '../../support/command-house.ts';

const dispatcher = user('dispatcher', ['dispatcher'], ['H1']);
const bothHospitals = user('both', ['dispatcher'], ['H1', 'H2']);
const integration = user('adt', ['integration'], ['H1']);
const stranger = user('stranger', ['dispatcher', 'admin'], ['H2']);
const nobody = user('nobody', [], []);
const herself = user('n1', ['nurse'], ['H1'], { H1: 'N-1' });
const colleague = user('n2', ['nurse'], ['H1'], { H1: 'N-2' });

let house: CommandHouse;
/** A patient in B1 whom N-1 has, and one in B2. */
let stayId: string;
let otherStayId: string;
let assignmentId: string;

beforeAll(async () => {
  house = await openCommandHouse();
  for (const nurseId of ['N-1', 'N-2', 'N-3', 'N-4']) await house.addNurse('H1', nurseId);
  await house.addNurse('H1', 'N-5', { competencies: ['ed'] });
  await house.startShift('H1', 'N-1', 'ICU');
  await house.startShift('H1', 'N-2', 'ICU');
  await house.startShift('H1', 'N-3', 'ED');
  await house.startShift('H1', 'N-5', 'ICU');
  await house.addNurse('H2', 'N-2');
});
afterAll(() => house.close());

beforeEach(async () => {
  for (const { id } of (await house.wardState('H1/ICU')).stays) {
    await house.run(dischargeStay({ stayId: id }));
  }
  stayId = await admitted('B1');
  otherStayId = await admitted('B2');
  const { assignment } = await house.run(
    assignNurse({ hospitalId: 'H1', wardId: 'ICU', nurseId: 'N-1', stayId }),
  );
  assignmentId = assignment.id;
});

const patient = { ref: '1', label: 'A' };
const hospitalId = 'H1';
const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
const inTwoHours = new Date(Date.now() + 2 * 3_600_000).toISOString();
const ward = { name: 'ICU', unitType: 'critical_care', beds: BEDS };
const nurse = { name: 'Ann', licence: 'RN' as const, competencies: [] };

async function admitted(bedId: string | null, wardId = 'ICU'): Promise<string> {
  const { stay } = await house.run(admitStay({ hospitalId, wardId, bedId, patient }));
  return stay.id;
}

async function heads(): Promise<unknown> {
  return house.test.query('select hospital_id, id, seq, audit_seq from ward order by 1, 2');
}

/** One of each command that would succeed, about things of H1. */
const commands: Record<string, () => Command> = {
  'admit-stay': () => admitStay({ hospitalId, wardId: 'ICU', patient }),
  'transfer-stay': () => transferStay({ stayId, wardId: 'ED' }),
  'discharge-stay': () => dischargeStay({ stayId }),
  'set-acuity': () => setAcuity({ stayId, acuity: 3 }),
  'set-bed': () => setBed({ stayId, bedId: 'B3' }),
  'swap-beds': () => swapBeds({ stayId, withStayId: otherStayId }),
  'assign-nurse': () => assignNurse({ hospitalId, wardId: 'ICU', nurseId: 'N-1' }),
  'move-nurse': () => moveNurse({ hospitalId, nurseId: 'N-1', wardId: 'ED' }),
  'start-break': () => startBreak({ hospitalId, nurseId: 'N-1', minutes: 10 }),
  'end-break': () => endBreak({ hospitalId, nurseId: 'N-1' }),
  'end-shift': () => endShift({ hospitalId, nurseId: 'N-1', reason: 'ill' }),
  'confirm-assignment': () => confirmAssignment({ assignmentId }),
  'add-note': () => addNote({ assignmentId, text: 'slept well' }),
  'end-assignment': () => endAssignment({ assignmentId }),
  'put-ward': () => putWard({ hospitalId, wardId: 'ICU', ...ward }),
  'put-nurse': () => putNurse({ hospitalId, nurseId: 'N-1', ...nurse }),
  'put-shift': () =>
    putShift({
      hospitalId,
      shiftId: 'S-1',
      nurseId: 'N-4',
      wardId: 'ICU',
      startsAt: inAnHour,
      endsAt: inTwoHours,
    }),
  'put-locations': () => putLocations({ hospitalId, locations: [] }),
};
const setup = ['put-ward', 'put-nurse', 'put-shift', 'put-locations'];
const hers = ['confirm-assignment', 'add-note', 'end-assignment', 'start-break', 'end-break'];

describe.each(Object.keys(commands))('%s', (name) => {
  const command = (): Command => (commands[name] as () => Command)();

  test.each([
    ['of another hospital', stranger],
    ['of no hospital', nobody],
  ])('is not found by a user %s', async (_, principal) => {
    const before = await heads();
    expect(await house.refusal(command(), principal)).toBe('not_found');
    expect(await heads()).toEqual(before);
  });

  test('is forbidden to who has another role', async () => {
    const before = await heads();
    const others: Principal[] = setup.includes(name)
      ? [dispatcher, integration, herself]
      : [user('admin', ['admin'], ['H1']), colleague];
    if (!setup.includes(name) && !hers.includes(name)) others.push(herself);
    for (const principal of others) {
      expect(await house.refusal(command(), principal)).toBe('forbidden');
    }
    expect(await heads()).toEqual(before);
  });
});

describe('what a nurse may do herself', () => {
  test('her break, her assignments', async () => {
    await house.run(startBreak({ hospitalId, nurseId: 'N-1', minutes: 5 }), herself);
    await house.run(endBreak({ hospitalId, nurseId: 'N-1' }), herself);
    const confirmed = await house.run(confirmAssignment({ assignmentId }), herself);
    expect(confirmed.assignment.confirmedAt).not.toBeNull();
    const noted = await house.run(addNote({ assignmentId, text: 'dressing changed' }), herself);
    expect(noted.assignment.notes).toMatchObject([{ by: 'n1', text: 'dressing changed' }]);
    await house.run(endAssignment({ assignmentId }), herself);
  });

  test('a nurse id of another hospital does not help', async () => {
    const elsewhere = user('n1', ['nurse'], ['H1', 'H2'], { H2: 'N-1' });
    expect(await house.refusal(confirmAssignment({ assignmentId }), elsewhere)).toBe('forbidden');
  });
});

test('integrations dispatch; a dispatcher of some wards dispatches there', async () => {
  await house.run(setAcuity({ stayId, acuity: 4 }), integration);
  const ofIcu: Principal = {
    ...dispatcher,
    memberships: [{ hospitalId: 'H1', role: 'dispatcher', wardIds: ['ICU'] }],
  };
  await house.run(setAcuity({ stayId, acuity: 5 }), ofIcu);
  expect(await house.refusal(transferStay({ stayId, wardId: 'ED' }), ofIcu)).toBe('forbidden');
});

describe('refusals', () => {
  const cases: [string, ProblemCode, () => Command | Promise<Command>, Principal?][] = [
    ['an unknown ward', 'not_found', () => admitStay({ hospitalId, wardId: 'NONE', patient })],
    [
      'an unknown hospital',
      'not_found',
      () => admitStay({ hospitalId: 'H9', wardId: 'ICU', patient }),
    ],
    [
      'the house is no ward',
      'not_found',
      () => admitStay({ hospitalId, wardId: '_house', patient }),
    ],
    [
      'an unknown bed',
      'not_found',
      () => admitStay({ hospitalId, wardId: 'ICU', bedId: 'ZZ', patient }),
    ],
    [
      'an occupied bed',
      'bed_occupied',
      () => admitStay({ hospitalId, wardId: 'ICU', bedId: 'B1', patient }),
    ],
    [
      'an id that is open here',
      'stay_exists',
      () => admitStay({ id: stayId, hospitalId, wardId: 'ICU', patient }),
    ],
    [
      'an id that is open in another ward',
      'stay_exists',
      () => admitStay({ id: stayId, hospitalId, wardId: 'ED', patient }),
    ],
    [
      'an id of an ended stay',
      'stay_exists',
      async () => {
        await house.run(dischargeStay({ stayId: otherStayId }));
        return admitStay({ id: otherStayId, hospitalId, wardId: 'ICU', patient });
      },
    ],
    [
      'an id of another hospital',
      'stay_exists',
      () => admitStay({ id: stayId, hospitalId: 'H2', wardId: 'ICU', patient }),
      stranger,
    ],
    ['an unknown stay', 'not_found', () => setAcuity({ stayId: randomUUID(), acuity: 1 })],
    ['a transfer to an unknown ward', 'not_found', () => transferStay({ stayId, wardId: 'NONE' })],
    ['a transfer into the house', 'not_found', () => transferStay({ stayId, wardId: '_house' })],
    [
      'a transfer into an occupied bed',
      'bed_occupied',
      async () => {
        await admitted('B1', 'ED').catch(() => undefined);
        return transferStay({ stayId, wardId: 'ED', bedId: 'B1' });
      },
    ],
    ['a bed that is taken', 'bed_occupied', () => setBed({ stayId, bedId: 'B2' })],
    [
      'beds of two wards',
      'different_wards',
      async () => swapBeds({ stayId, withStayId: await admitted(null, 'ED') }),
    ],
    ['a swap with nobody', 'not_found', () => swapBeds({ stayId, withStayId: randomUUID() })],
    [
      'an unknown nurse',
      'not_found',
      () => assignNurse({ hospitalId, wardId: 'ICU', nurseId: 'N-99', stayId }),
    ],
    [
      'an unknown patient',
      'not_found',
      () => assignNurse({ hospitalId, wardId: 'ICU', nurseId: 'N-1', stayId: randomUUID() }),
    ],
    [
      'the same patient again',
      'nurse_already_assigned',
      () => assignNurse({ hospitalId, wardId: 'ICU', nurseId: 'N-1', stayId }),
    ],
    [
      'a nurse without a shift',
      'nurse_off_shift',
      () => assignNurse({ hospitalId, wardId: 'ICU', nurseId: 'N-4', stayId }),
    ],
    [
      'a nurse of another ward',
      'nurse_elsewhere',
      () => assignNurse({ hospitalId, wardId: 'ICU', nurseId: 'N-3', stayId }),
    ],
    [
      'a nurse who cannot do it',
      'not_competent',
      () => assignNurse({ hospitalId, wardId: 'ICU', nurseId: 'N-5', stayId }),
    ],
    [
      'an assignment id that is taken elsewhere',
      'assignment_exists',
      () => assignNurse({ id: assignmentId, hospitalId, wardId: 'ED', nurseId: 'N-3' }),
    ],
    ['an unknown assignment', 'not_found', () => confirmAssignment({ assignmentId: randomUUID() })],
    [
      'moving a nurse without a shift',
      'nurse_off_shift',
      () => moveNurse({ hospitalId, nurseId: 'N-4', wardId: 'ED' }),
    ],
    [
      'moving to an unknown ward',
      'not_found',
      () => moveNurse({ hospitalId, nurseId: 'N-1', wardId: 'NONE' }),
    ],
    [
      'lending to a hospital one has no part in',
      'not_found',
      () => moveNurse({ hospitalId, nurseId: 'N-1', toHospitalId: 'H2', wardId: 'ICU' }),
    ],
    [
      'lending where somebody else has that id',
      'nurse_id_taken',
      async () => {
        await house.run(
          putNurse({ ...nurse, name: 'Zoe', hospitalId: 'H2', nurseId: 'N-1' }),
          admin,
        );
        return moveNurse({ hospitalId, nurseId: 'N-1', toHospitalId: 'H2', wardId: 'ICU' });
      },
      bothHospitals,
    ],
    [
      'a break of who is not there',
      'nurse_off_shift',
      () => startBreak({ hospitalId, nurseId: 'N-4', minutes: 5 }),
    ],
    [
      'relieved by herself',
      'invalid_request',
      () => startBreak({ hospitalId, nurseId: 'N-1', minutes: 5, relievedBy: 'N-1' }),
    ],
    [
      'relieved by nobody known',
      'not_found',
      () => startBreak({ hospitalId, nurseId: 'N-1', minutes: 5, relievedBy: 'N-99' }),
    ],
    [
      'relieved by one of another ward who is on a break herself',
      'nurse_on_break',
      async () => {
        await house.run(startBreak({ hospitalId, nurseId: 'N-3', minutes: 5 }));
        return startBreak({ hospitalId, nurseId: 'N-1', minutes: 5, relievedBy: 'N-3' });
      },
    ],
    ['the end of no break', 'nurse_not_on_break', () => endBreak({ hospitalId, nurseId: 'N-2' })],
    [
      'the end of no shift',
      'nurse_off_shift',
      () => endShift({ hospitalId, nurseId: 'N-4', reason: 'ill' }),
    ],
    [
      'putting the house',
      'not_found',
      () => putWard({ hospitalId, wardId: '_house', ...ward }),
      admin,
    ],
    [
      'an unknown unit',
      'unknown_unit',
      () => putWard({ hospitalId, wardId: 'ICU', ...ward, unitType: 'spa' }),
      admin,
    ],
    [
      'a bed in use that would go',
      'bed_occupied',
      () => putWard({ hospitalId, wardId: 'ICU', ...ward, beds: [] }),
      admin,
    ],
    [
      'a user that does not exist',
      'invalid_request',
      () => putNurse({ hospitalId, nurseId: 'N-1', ...nurse, userId: 'ghost' }),
      admin,
    ],
    [
      'a location of an unknown ward',
      'invalid_request',
      () => putLocations({ hospitalId, locations: [{ pointOfCare: 'X', wardId: 'NONE' }] }),
      admin,
    ],
  ];
  test.each(cases)('%s: %s', async (_, code, make, principal = dispatcher) => {
    const command = await make();
    const before = await heads();
    expect(await house.refusal(command, principal)).toBe(code);
    expect(await heads()).toEqual(before);
  });

  test('what has ended', async () => {
    await house.run(endAssignment({ assignmentId }));
    for (const make of [
      confirmAssignment,
      (input: { assignmentId: string }) => addNote({ ...input, text: 'x' }),
    ]) {
      expect(await house.refusal(make({ assignmentId }))).toBe('assignment_ended');
    }
    await house.run(dischargeStay({ stayId }));
    for (const command of [
      setAcuity({ stayId, acuity: 1 }),
      setBed({ stayId, bedId: 'B4' }),
      swapBeds({ stayId, withStayId: otherStayId }),
      swapBeds({ stayId: otherStayId, withStayId: stayId }),
      transferStay({ stayId, wardId: 'ED' }),
      dischargeStay({ stayId }),
    ]) {
      expect(await house.refusal(command)).toBe('stay_ended');
    }
  });

  test('texts that could not be kept as they are', async () => {
    for (const text of ['a\0b', 'half \ud800 a pair']) {
      const command = addNote({ assignmentId, text });
      expect(await house.refusal(command, dispatcher, { body: { text } })).toBe('invalid_request');
    }
  });
});

test('ending an assignment twice answers the same and changes nothing', async () => {
  const first = await house.run(endAssignment({ assignmentId }));
  const before = await heads();
  const again = await house.run(endAssignment({ assignmentId }));
  expect(again.assignment).toEqual(first.assignment);
  expect(again.cursor).toEqual(first.cursor);
  expect(await heads()).toEqual(before);
});

describe('shifts', () => {
  const span = (hours: number, length = 1): { startsAt: string; endsAt: string } => ({
    startsAt: new Date(Date.now() + hours * 3_600_000).toISOString(),
    endsAt: new Date(Date.now() + (hours + length) * 3_600_000).toISOString(),
  });
  const put = (shiftId: string, nurseId: string, wardId: string | null, hours: number): Command =>
    putShift({ hospitalId, shiftId, nurseId, wardId, ...span(hours) });

  test('near ones stand in the house log, far ones have a row only', async () => {
    await house.run(put('near', 'N-4', 'ICU', 5), admin);
    await house.run(put('far', 'N-4', null, 100), admin);
    const { state } = await house.snapshot('H1/_house');
    expect('shifts' in state && state.shifts.map((shift) => shift.id)).toEqual(['near']);
    expect(await house.folded('H1/_house')).toEqual(state);
    const rows = await house.test.query(
      `select id, status, announced, ward_id from shift where id in ('near', 'far') order by id`,
    );
    expect(rows).toEqual([
      { id: 'far', status: 'planned', announced: false, ward_id: '_house' },
      { id: 'near', status: 'planned', announced: true, ward_id: 'ICU' },
    ]);
    await house.run(put('near', 'N-4', 'ICU', 200), admin);
    const later = await house.snapshot('H1/_house');
    expect('shifts' in later.state && later.state.shifts).toEqual([]);
    expect(await house.folded('H1/_house')).toEqual(later.state);
  });

  test('two of one nurse never overlap, also where only the rows know', async () => {
    await house.run(put('first', 'N-4', 'ED', 300), admin);
    expect(await house.refusal(put('second', 'N-4', 'MS1', 300.5), admin)).toBe('shift_overlaps');
    expect(await house.refusal(put('third', 'N-1', 'MS1', 3), admin)).toBe('shift_overlaps');
  });

  test('a running one gets other times, an ended one nothing', async () => {
    await house.addNurse('H1', 'N-6');
    const shiftId = await house.startShift('H1', 'N-6', 'MS1');
    const before = (await house.wardState('H1/MS1')).nurses.find((one) => one.id === 'N-6');
    const longer = new Date(Date.parse(before?.shift?.endsAt ?? '') + 3_600_000).toISOString();
    const times = { startsAt: before?.shift?.startsAt ?? '', endsAt: longer };
    const change = (wardId: string): Command =>
      putShift({ hospitalId, shiftId, nurseId: 'N-6', wardId, ...times });
    await house.run(change('MS1'), admin);
    expect(await house.refusal(change('ED'), admin)).toBe('shift_fixed');
    const after = (await house.wardState('H1/MS1')).nurses.find((one) => one.id === 'N-6');
    expect(after?.shift?.endsAt).toBe(longer);
    await house.run(endShift({ hospitalId, nurseId: 'N-6', reason: 'sent home' }));
    expect(await house.refusal(change('MS1'), admin)).toBe('shift_fixed');
    const rows = await house.test.query('select status, end_reason from shift where id = $1', [
      shiftId,
    ]);
    expect(rows).toEqual([{ status: 'ended', end_reason: 'sent home' }]);
  });
});

describe('moves', () => {
  test('an override brings a nurse from another ward, and the audit says why', async () => {
    await house.run(moveNurse({ hospitalId, nurseId: 'N-3', wardId: 'ED' }));
    const answer = await house.run(
      assignNurse({
        hospitalId,
        wardId: 'ICU',
        nurseId: 'N-3',
        stayId: otherStayId,
        override: { reason: 'nobody else is left' },
      }),
    );
    expect(Object.keys(answer.cursors).sort()).toEqual(['H1/ED', 'H1/ICU']);
    const [entry] = await house.test.query<{ body: string }>(
      `select body from audit where ward_id = 'ICU' and hospital_id = 'H1'
       order by audit_seq desc limit 1`,
    );
    expect(JSON.parse(entry?.body ?? '')).toMatchObject({
      actor: 'dispatcher',
      command: 'assign-nurse',
      note: { override: 'nobody else is left' },
    });
  });

  test('a nurse lent to another hospital is on its staff, her shift goes on there', async () => {
    await house.addNurse('H1', 'N-7');
    const shiftId = await house.startShift('H1', 'N-7', 'MS1');
    const move = moveNurse({ hospitalId, nurseId: 'N-7', toHospitalId: 'H2', wardId: 'ICU' });
    const answer = await house.run(move, bothHospitals);
    expect(Object.keys(answer.cursors).sort()).toEqual(['H1/MS1', 'H2/ICU']);
    expect((await house.wardState('H1/MS1')).nurses).toEqual([]);
    expect((await house.wardState('H2/ICU')).nurses.map((one) => one.id)).toEqual(['N-7']);
    const shifts = await house.test.query(
      'select hospital_id, ward_id, status from shift where id = $1 order by 1',
      [shiftId],
    );
    expect(shifts).toEqual([
      { hospital_id: 'H1', ward_id: 'MS1', status: 'ended' },
      { hospital_id: 'H2', ward_id: 'ICU', status: 'running' },
    ]);
    const back = moveNurse({
      hospitalId: 'H2',
      nurseId: 'N-7',
      toHospitalId: 'H1',
      wardId: 'ED',
    });
    await house.run(back, bothHospitals);
    for (const key of ['H1/MS1', 'H1/ED', 'H2/ICU']) {
      expect(await house.folded(key)).toEqual((await house.snapshot(key)).state);
    }
  });

  test('a nurse who is moved within the hospital keeps her shift', async () => {
    await house.run(moveNurse({ hospitalId, nurseId: 'N-2', wardId: '_house' }));
    const pool = await house.snapshot('H1/_house');
    expect(pool.state.nurses.map((one) => one.id)).toContain('N-2');
    await house.run(moveNurse({ hospitalId, nurseId: 'N-2', wardId: 'ICU', reason: 'busy' }));
    const posts = await house.test.query(
      `select ward_id, ended_at is null as open from post
       where nurse_id = 'N-2' and hospital_id = 'H1' order by id`,
    );
    expect(posts).toEqual([
      { ward_id: 'ICU', open: false },
      { ward_id: '_house', open: false },
      { ward_id: 'ICU', open: true },
    ]);
  });
});
