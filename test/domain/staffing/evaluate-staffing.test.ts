import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  evaluateStaffing,
  nextStaffingChange,
} from '../../../src-shared/domain/staffing/evaluate-staffing.ts';
import { isKnownUnit, knownUnits } from '../../../src-shared/domain/staffing/known-units.ts';
import { DEFAULT_PACK } from '../../../src-shared/domain/staffing/packs.ts';
import { withStaffing } from '../../../src-shared/domain/staffing/with-staffing.ts';
import { admitStay } from '../../../src-shared/domain/transitions/admit-stay.ts';
import {
  aBoard,
  aRecord,
  asNurse,
  aStay,
  aWard,
  DAY,
  NOON,
  onDuty,
} from '../support/board-fixture.ts';

const stays = (count: number) => Array.from({ length: count }, (_, n) => aStay(n + 1));
const judge = (ward: ReturnType<typeof aWard>, at = NOON) =>
  evaluateStaffing(ward, at, DEFAULT_PACK);
const working = (id: string, rest = {}, state = {}) => asNurse(onDuty(id, 'ICU', rest), state);

describe('the verdict on a ward', () => {
  it.each([
    ['critical_care', 2],
    ['nicu', 2],
    ['labor_active', 2],
    ['antepartum_not_active', 4],
    ['postpartum_couplets', 4],
    ['postpartum_mothers_only', 6],
    ['well_baby_nursery', 8],
    ['pediatrics', 4],
    ['pacu', 2],
    ['ed', 4],
    ['ed_critical_care', 2],
    ['ed_critical_trauma', 1],
    ['step_down', 3],
    ['telemetry', 4],
    ['medical_surgical', 5],
    ['specialty_care', 4],
    ['psychiatric', 6],
    ['operating_room', 1],
  ])('%s needs a nurse for every %i patients or part of them', (unitType, max) => {
    const required = (patients: number) =>
      judge(aWard('ICU', { unitType, stays: stays(patients) })).required;
    expect([0, 1, max - 1, max, max + 1, 2 * max, 2 * max + 1].map(required)).toEqual([
      0,
      1,
      max === 1 ? 0 : 1,
      1,
      2,
      2,
      3,
    ]);
  });

  it.each(['combined_ldrp', 'prescribed_ward', 'spa'])('%s has no figure in force', (unitType) => {
    const nurses = [working('N-1', { competencies: [unitType] })];
    expect(judge(aWard('ICU', { unitType, stays: stays(3), nurses }))).toEqual({
      pack: DEFAULT_PACK,
      required: null,
      present: 1,
      ratio: 3,
    });
  });

  it.each([
    ['an RN', {}, {}, 1],
    ['an LVN', { licence: 'LVN' }, {}, 1],
    ['an assistant', { licence: 'CNA' }, {}, 0],
    ['a psychiatric technician', { licence: 'PsychTech' }, {}, 0],
    ['one without the competence', { competencies: ['pacu'] }, {}, 0],
    ['one signed off for the ward by name', { competencies: ['ICU'] }, {}, 1],
    ['one on a break', {}, { onBreakUntil: '2026-03-02T12:00:00.001Z' }, 0],
    ['one whose break is up', {}, { onBreakUntil: NOON }, 1],
    ['one without a shift', {}, { shift: null }, 0],
    ['one whose shift begins now', {}, { shift: { id: 'S', ...DAY, startsAt: NOON } }, 1],
    ['one whose shift ends now', {}, { shift: { id: 'S', ...DAY, endsAt: NOON } }, 0],
  ] as const)('%s', (_who, rest, state, present) => {
    expect(judge(aWard('ICU', { nurses: [working('N-1', rest, state)] })).present).toBe(present);
  });

  it('counts a psychiatric technician in psychiatry, and only RNs in critical trauma', () => {
    const nurses = ['RN', 'LVN', 'PsychTech', 'CNA'].map((licence, n) =>
      working(`N-${n}`, { licence, competencies: ['ICU'] }),
    );
    const present = (unitType: string) => judge(aWard('ICU', { unitType, nurses })).present;
    expect(present('psychiatric')).toBe(3);
    expect(present('ed_critical_trauma')).toBe(1);
    expect(present('nicu')).toBe(2);
  });

  it('says patients per nurse to two decimals', () => {
    const nurses = ['N-1', 'N-2', 'N-3'].map((id) => working(id));
    expect(judge(aWard('ICU', { stays: stays(5), nurses })).ratio).toBe(1.67);
    expect(judge(aWard('ICU', { stays: stays(5) })).ratio).toBeNull();
    expect(judge(aWard('ICU', { nurses })).ratio).toBe(0);
  });
});

describe('the next change by time alone', () => {
  const ends = '2026-03-02T19:00:00.000Z';
  it.each([
    [NOON, '2026-03-02T12:20:00.000Z'],
    ['2026-03-02T12:20:00.000Z', ends],
    ['2026-03-02T06:00:00.000Z', DAY.startsAt],
    [ends, null],
  ])('after %s is %s', (after, next) => {
    const nurses = [
      working('N-1'),
      working('N-2', {}, { onBreakUntil: '2026-03-02T12:20:00.000Z' }),
      asNurse(aRecord('N-3')),
    ];
    expect(nextStaffingChange({ nurses }, after)).toBe(next);
  });

  it('misses none: between two of them the verdict stands', () => {
    const minute = (n: number) => new Date(Date.parse(DAY.startsAt) + n * 60_000).toISOString();
    const nurseArbitrary = fc.record({
      from: fc.nat({ max: 60 }),
      length: fc.nat({ max: 60 }),
      pause: fc.option(fc.nat({ max: 120 })),
    });
    const property = fc.property(fc.array(nurseArbitrary, { maxLength: 5 }), (shifts) => {
      const nurses = shifts.map(({ from, length, pause }, n) =>
        working(
          `N-${n}`,
          {},
          {
            shift: { id: 'S', startsAt: minute(from), endsAt: minute(from + length) },
            onBreakUntil: pause === null ? null : minute(pause),
          },
        ),
      );
      const ward = aWard('ICU', { nurses });
      let next = nextStaffingChange(ward, minute(0));
      for (let n = 1; n < 130; n += 1) {
        if (minute(n) === next) next = nextStaffingChange(ward, minute(n));
        else expect(judge(ward, minute(n))).toEqual(judge(ward, minute(n - 1)));
      }
      expect(next).toBeNull();
    });
    fc.assert(property, { numRuns: 50 });
  });
});

describe('with staffing', () => {
  const board = aBoard([aWard('ICU'), aWard('MS1')], [onDuty('N-1', 'ICU')]);
  const admit = admitStay(board, {
    hospitalId: 'H1',
    wardId: 'ICU',
    patient: { ref: 'P', label: 'P' },
  });

  it('adds a verdict after the drafts, for each ward and never for the house', () => {
    const { drafts, logs } = withStaffing(board.logs, admit.drafts, NOON);
    expect(drafts.map((draft) => [draft.ward, draft.type])).toEqual([
      ['H1/ICU', 'stay.admitted'],
      ['H1/ICU', 'staffing.updated'],
      ['H1/MS1', 'staffing.updated'],
    ]);
    expect(logs.get('H1/ICU')).toMatchObject({
      stays: [{}],
      staffing: { required: 1, present: 1, ratio: 1, asOf: NOON },
    });
    expect(board.logs.get('H1/ICU')).toMatchObject({ stays: [], staffing: null });
  });

  it('adds nothing when the verdict stands, whatever the time', () => {
    const { logs } = withStaffing(board.logs, admit.drafts, NOON);
    expect(withStaffing(logs, [], '2026-03-02T13:00:00.000Z').drafts).toEqual([]);
  });

  it('notices what time alone has changed', () => {
    const { logs } = withStaffing(board.logs, admit.drafts, NOON);
    const { drafts } = withStaffing(logs, [], DAY.endsAt);
    expect(drafts).toMatchObject([
      { ward: 'H1/ICU', data: { staffing: { present: 0, ratio: null, asOf: DAY.endsAt } } },
    ]);
  });

  it('leaves a ward alone that was never set up', () => {
    const bare = aBoard([aWard('ICU', { name: null, unitType: null, beds: [] })]);
    expect(withStaffing(bare.logs, [], NOON).drafts).toEqual([]);
  });
});

it('knows the units of every pack', () => {
  expect(isKnownUnit('medical_surgical')).toBe(true);
  expect(isKnownUnit('ed_fast_track')).toBe(true);
  expect(isKnownUnit('level1_med_surg')).toBe(true);
  expect(isKnownUnit('spa')).toBe(false);
  expect(knownUnits().length).toBeGreaterThan(40);
});
