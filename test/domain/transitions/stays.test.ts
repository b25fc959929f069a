import { describe, expect, it } from 'vitest';
import { admitStay } from '../../../src-shared/domain/transitions/admit-stay.ts';
import { dischargeStay } from '../../../src-shared/domain/transitions/discharge-stay.ts';
import { reopenStay } from '../../../src-shared/domain/transitions/reopen-stay.ts';
import { setAcuity } from '../../../src-shared/domain/transitions/set-acuity.ts';
import { setBed } from '../../../src-shared/domain/transitions/set-bed.ts';
import { swapBeds } from '../../../src-shared/domain/transitions/swap-beds.ts';
import { transferStay } from '../../../src-shared/domain/transitions/transfer-stay.ts';
import { updateStay } from '../../../src-shared/domain/transitions/update-stay.ts';
import {
  aBoard,
  anAssignment,
  aRecord,
  asNurse,
  aStay,
  aWard,
  eventsOf,
  NOON,
  onDuty,
  refusalOf,
  uuid,
  wardAfter,
} from '../support/board-fixture.ts';

const anna = onDuty('N-1', 'ICU');
/** Her shift in ICU is over, one assignment keeps her there. */
const berta = aRecord('N-2');
const board = aBoard(
  [
    aWard('ICU', {
      stays: [aStay(1, { bedId: 'B1' }), aStay(2, { bedId: 'B2' }), aStay(3)],
      nurses: [asNurse(berta)],
      assignments: [
        anAssignment(11, 'N-1', uuid(1)),
        anAssignment(12, 'N-2', uuid(1)),
        anAssignment(13, 'N-1', uuid(2)),
      ],
    }),
    aWard('MS1', { stays: [aStay(4, { bedId: 'B1' })] }),
  ],
  [anna, berta],
);
const patient = { ref: 'P-9', label: 'Nina Nine' };
const admission = { hospitalId: 'H1', wardId: 'ICU', patient };

describe('admit', () => {
  it('opens a stay with what is known of it', () => {
    const outcome = admitStay(board, { ...admission, id: uuid(9), bedId: 'B3', acuity: 4 });
    const stay = {
      id: uuid(9),
      patient,
      bedId: 'B3',
      acuity: 4,
      admittedAt: NOON,
      expectedDischargeAt: null,
    };
    expect(outcome).toEqual({
      ward: 'H1/ICU',
      drafts: [{ ward: 'H1/ICU', type: 'stay.admitted', data: { stay } }],
      answer: { stay },
    });
  });

  it('draws an id, and lets the patient wait for a bed', () => {
    const { stay } = admitStay(board, admission).answer;
    expect(stay).toMatchObject({ bedId: null, acuity: null });
    expect(stay.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('takes the time of admission from intake', () => {
    const admittedAt = '2026-03-02T11:00:00.000Z';
    expect(admitStay(board, { ...admission, admittedAt }).answer.stay.admittedAt).toBe(admittedAt);
  });

  it.each([
    ['not_found', { wardId: 'XX' }, 'Hospital H1 has no ward XX.'],
    ['not_found', { wardId: '_house' }, '_house is the float pool, not a ward with beds.'],
    ['not_found', { bedId: 'B7' }, 'Ward ICU has no bed B7. Its beds are B1, B2, B3.'],
    ['bed_occupied', { bedId: 'B1' }, 'Patient 1 is in bed B1.'],
    ['stay_exists', { id: uuid(1) }, undefined],
  ])('refuses %s for %j', (code, change, detail) => {
    expect(refusalOf(() => admitStay(board, { ...admission, ...change }))).toMatchObject({
      code,
      detail,
    });
  });

  it('does not know a ward that was never set up', () => {
    const bare = aBoard([aWard('ICU', { name: null, unitType: null })]);
    expect(refusalOf(() => admitStay(bare, admission)).code).toBe('not_found');
  });

  it('names no more than 30 beds', () => {
    const beds = Array.from({ length: 40 }, (_, n) => ({ id: `B${n + 10}`, label: 'x' }));
    const big = aBoard([aWard('ICU', { beds })]);
    const { detail } = refusalOf(() => admitStay(big, { ...admission, bedId: 'X' }));
    expect(detail).toMatch(/B39 and 10 more\.$/);
  });
});

describe('discharge', () => {
  it('ends assignments first, and lets go whom nothing keeps', () => {
    const outcome = dischargeStay(board, { stayId: uuid(1) });
    expect(eventsOf(outcome)).toEqual([
      'H1/ICU assignment.ended',
      'H1/ICU assignment.ended',
      'H1/ICU nurse.left',
      'H1/ICU stay.discharged',
    ]);
    const ward = wardAfter(board, outcome, 'ICU');
    expect(ward.nurses.map((nurse) => nurse.id)).toEqual(['N-1']);
    expect(ward.stays.map((stay) => stay.id)).toEqual([uuid(2), uuid(3)]);
    expect(outcome.answer.stay).toEqual(aStay(1, { bedId: 'B1' }));
  });

  it('refuses a stay that is not there', () => {
    expect(refusalOf(() => dischargeStay(board, { stayId: uuid(77) })).code).toBe('not_found');
  });

  it('needs the records of the nurses it may send away', () => {
    const blind = { ...board, nurses: new Map() };
    expect(refusalOf(() => dischargeStay(blind, { stayId: uuid(1) })).code).toBe('not_found');
  });
});

describe('reopen', () => {
  const stay = aStay(8, { bedId: 'B3' });
  it('brings back the same stay', () => {
    const outcome = reopenStay(board, { wardId: 'ICU', stay });
    expect(outcome.drafts).toEqual([{ ward: 'H1/ICU', type: 'stay.admitted', data: { stay } }]);
  });
  it.each([
    ['stay_exists', aStay(1)],
    ['bed_occupied', aStay(8, { bedId: 'B1' })],
    ['not_found', aStay(8, { bedId: 'B9' })],
  ])('refuses %s', (code, again) => {
    expect(refusalOf(() => reopenStay(board, { wardId: 'ICU', stay: again })).code).toBe(code);
  });
});

describe('transfer', () => {
  it('ends assignments, then leaves and arrives by one move', () => {
    const outcome = transferStay(board, { stayId: uuid(1), wardId: 'MS1', bedId: 'B2' });
    expect(outcome.ward).toBe('H1/MS1');
    expect(eventsOf(outcome)).toEqual([
      'H1/ICU assignment.ended',
      'H1/ICU assignment.ended',
      'H1/ICU nurse.left',
      'H1/ICU stay.left',
      'H1/MS1 stay.arrived',
    ]);
    const [left, arrived] = outcome.drafts.slice(-2);
    expect(left!.data).toMatchObject({ stay: aStay(1, { bedId: 'B1' }) });
    expect(arrived!.data).toMatchObject({ stay: aStay(1, { bedId: 'B2' }) });
    expect(left!.data).toHaveProperty('moveId', (arrived!.data as { moveId: string }).moveId);
  });

  it('without a bed waits for one in the new ward', () => {
    const outcome = transferStay(board, { stayId: uuid(2), wardId: 'MS1' });
    expect(outcome.answer.stay.bedId).toBeNull();
  });

  it('within the ward is a change of bed, or nothing', () => {
    const change = transferStay(board, { stayId: uuid(1), wardId: 'ICU', bedId: 'B3' });
    expect(eventsOf(change)).toEqual(['H1/ICU stay.updated']);
    expect(transferStay(board, { stayId: uuid(1), wardId: 'ICU' })).toEqual({
      ward: 'H1/ICU',
      drafts: [],
      answer: { stay: aStay(1, { bedId: 'B1' }) },
    });
  });

  it.each([
    ['not_found', { stayId: uuid(77), wardId: 'MS1' }],
    ['not_found', { stayId: uuid(1), wardId: 'XX' }],
    ['not_found', { stayId: uuid(1), wardId: '_house' }],
    ['not_found', { stayId: uuid(1), wardId: 'MS1', bedId: 'B9' }],
    ['bed_occupied', { stayId: uuid(1), wardId: 'MS1', bedId: 'B1' }],
  ])('refuses %s for %j', (code, input) => {
    expect(refusalOf(() => transferStay(board, input)).code).toBe(code);
  });
});

describe('set bed', () => {
  it('puts a patient into a bed, takes the patient out, or leaves things', () => {
    const set = (stayId: string, bedId: string | null) => setBed(board, { stayId, bedId });
    expect(set(uuid(3), 'B3').answer.stay.bedId).toBe('B3');
    expect(eventsOf(set(uuid(3), 'B3'))).toEqual(['H1/ICU stay.updated']);
    expect(set(uuid(1), null).answer.stay.bedId).toBeNull();
    expect(set(uuid(1), 'B1').drafts).toEqual([]);
  });
  it.each([
    ['bed_occupied', uuid(3), 'B1'],
    ['not_found', uuid(3), 'B9'],
    ['not_found', uuid(77), 'B3'],
  ])('refuses %s', (code, stayId, bedId) => {
    expect(refusalOf(() => setBed(board, { stayId, bedId })).code).toBe(code);
  });
});

describe('swap beds', () => {
  it.each([
    [1, 2, ['B2', 'B1'], 3],
    [1, 3, [null, 'B1'], 2],
    [3, 1, ['B1', null], 2],
  ])('of %i with %i, never two in a bed', (first, second, beds, events) => {
    const outcome = swapBeds(board, { stayId: uuid(first), withStayId: uuid(second) });
    expect(outcome.drafts).toHaveLength(events);
    for (let n = 1; n <= events; n += 1) {
      const step = { ...outcome, drafts: outcome.drafts.slice(0, n) };
      const taken = wardAfter(board, step, 'ICU').stays.flatMap((stay) => stay.bedId ?? []);
      expect(new Set(taken).size).toBe(taken.length);
    }
    const { stays } = wardAfter(board, outcome, 'ICU');
    const bedOf = (n: number) => stays.find((stay) => stay.id === uuid(n))?.bedId;
    expect([bedOf(first), bedOf(second)]).toEqual(beds);
    expect(outcome.answer.stay.bedId).toBe(beds[0]);
  });

  it('of a patient with itself changes nothing', () => {
    expect(swapBeds(board, { stayId: uuid(1), withStayId: uuid(1) }).drafts).toEqual([]);
  });

  it('refuses patients of two wards, or unknown ones', () => {
    const swap = (withStayId: string) => () => swapBeds(board, { stayId: uuid(1), withStayId });
    expect(refusalOf(swap(uuid(4))).code).toBe('different_wards');
    expect(refusalOf(swap(uuid(77))).code).toBe('not_found');
  });
});

describe('acuity and corrections', () => {
  it('set, cleared, or left as it is', () => {
    expect(setAcuity(board, { stayId: uuid(1), acuity: 3 }).answer.stay.acuity).toBe(3);
    expect(setAcuity(board, { stayId: uuid(1), acuity: null }).drafts).toEqual([]);
    expect(refusalOf(() => setAcuity(board, { stayId: uuid(77), acuity: 1 })).code).toBe(
      'not_found',
    );
  });

  it('correct a patient, and say nothing when nothing is new', () => {
    const outcome = updateStay(board, { stayId: uuid(1), change: { patient } });
    expect(eventsOf(outcome)).toEqual(['H1/ICU stay.updated']);
    expect(outcome.answer.stay).toEqual(aStay(1, { bedId: 'B1', patient }));
    const same = updateStay(board, {
      stayId: uuid(1),
      change: { patient: { label: 'Patient 1', ref: 'P-1' } },
    });
    expect(same.drafts).toEqual([]);
  });
});
