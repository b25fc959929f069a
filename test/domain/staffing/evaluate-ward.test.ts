import { describe, expect, it } from 'vitest';
import type { Nurse } from '../../../src-shared/contract/state/nurse.ts';
import {
  evaluateStaffing,
  evaluateStaffingRules,
  nextStaffingChange,
} from '../../../src-shared/domain/staffing/evaluate-staffing.ts';
import { DEFAULT_PACK, SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';
import {
  anAssignment,
  asNurse,
  aStay,
  aWard,
  DAY,
  NOON,
  onDuty,
} from '../support/board-fixture.ts';
import { aHospitalsPack, own } from './support/a-hospitals-pack.ts';
import { found } from './support/ask.ts';

const SOON = '2026-03-02T12:30:00.000Z';
const LATER = '2026-03-02T13:00:00.000Z';

const nurse = (id: string, state: Partial<Nurse> = {}, rest = {}) =>
  asNurse(onDuty(id, 'ICU', rest), state);

/** An ICU in which each nurse has so many patients of her own. */
function anIcu(nurses: readonly (readonly [Nurse, patients: number])[], rest = {}) {
  const holders = nurses.flatMap(([{ id }, patients]) => Array<string>(patients).fill(id));
  return aWard('ICU', {
    nurses: nurses.map(([one]) => one),
    stays: holders.map((_, n) => aStay(n + 1)),
    assignments: holders.map((id, n) => anAssignment(100 + n, id, aStay(n + 1).id)),
    ...rest,
  });
}

const judge = (state: ReturnType<typeof aWard>, at = NOON) =>
  evaluateStaffingRules(state, at, DEFAULT_PACK)!;
const said = (state: ReturnType<typeof aWard>, at = NOON) =>
  judge(state, at).findings.map(({ ruleId, severity, facts }) => [
    ruleId.replace('california.', ''),
    severity,
    facts['patients'] ?? facts['largest'],
  ]);

describe('the loads of a ward', () => {
  it('are each nurse’s own patients, posts on the ward as a whole aside', () => {
    const ward = anIcu([
      [nurse('N-1'), 3],
      [nurse('N-2'), 1],
    ]);
    const assignments = [...ward.assignments, anAssignment(200, 'N-2', null)];
    expect(said({ ...ward, assignments })).toEqual([['load', 'critical', 3]]);
  });

  it('on a break are with whoever relieves, and may be too many', () => {
    const away = { onBreakUntil: SOON, relievedBy: 'N-2' };
    const ward = anIcu([
      [nurse('N-1', away), 2],
      [nurse('N-2'), 1],
      [nurse('N-3'), 1],
    ]);
    expect(said(ward)).toEqual([
      ['load', 'critical', 3],
      ['not_counted.on_break', 'notice', 0],
    ]);
    expect(said(ward, SOON)).toEqual([]);
  });

  it.each([
    ['with nobody to relieve', { relievedBy: null }, ['break_not_relieved', 'warning', 2]],
    ['with somebody from outside', { relievedBy: 'N-9' }, ['on_break', 'notice', 0]],
    ['with somebody off shift', { relievedBy: 'N-4' }, ['break_not_relieved', 'warning', 2]],
    ['with one who is on a break', { relievedBy: 'N-5' }, ['break_not_relieved', 'warning', 2]],
  ])('on a break %s', (_how, away, [reason, severity, patients]) => {
    const off = { shift: { id: 'S', ...DAY, endsAt: NOON } };
    const ward = anIcu([
      [nurse('N-1', { onBreakUntil: SOON, ...away }), 2],
      [nurse('N-2'), 0],
      [nurse('N-4', off), 0],
      [nurse('N-5', { onBreakUntil: SOON }), 0],
    ]);
    expect(said(ward)).toContainEqual([`not_counted.${reason}`, severity, patients]);
  });

  it('go on to who relieves the reliever, and never round in a circle', () => {
    const chain = (last: string | null) =>
      anIcu([
        [nurse('N-1', { onBreakUntil: SOON, relievedBy: 'N-2' }), 1],
        [nurse('N-2', { onBreakUntil: SOON, relievedBy: last }), 1],
        [nurse('N-3'), 1],
      ]);
    expect(said(chain('N-3'))).toContainEqual(['load', 'critical', 3]);
    expect(said(chain('N-1'))).toContainEqual(['not_counted.break_not_relieved', 'warning', 2]);
  });

  it('in the hands of who may not have any break a rule', () => {
    const ward = anIcu([
      [nurse('N-1'), 1],
      [nurse('N-2', { shift: null }), 1],
      [nurse('N-3', {}, { competencies: ['pacu'] }), 1],
    ]);
    expect(said(ward)).toEqual([
      ['not_counted.not_competent', 'warning', 1],
      ['not_counted.off_shift', 'warning', 1],
      ['ratio', 'critical', 3],
    ]);
  });
});

describe('a ward', () => {
  it('that was never set up is not judged', () => {
    const bare = aWard('ICU', { unitType: null });
    expect(evaluateStaffingRules(bare, NOON, DEFAULT_PACK)).toBeNull();
    expect(evaluateStaffing(bare, NOON, DEFAULT_PACK).required).toBeNull();
  });

  it('of a unit that the pack does not know is told so', () => {
    const ward = anIcu([[nurse('N-1'), 9]]);
    const oregon = evaluateStaffingRules(ward, NOON, SHIPPED_PACKS.oregon)!;
    expect(oregon).toMatchObject({ required: null, counted: 1, compliant: true });
    expect(oregon.findings[0]?.text).toBe(
      'No number of nurses is required for Critical care: the pack oregon has no such unit.',
    );
    const edited = evaluateStaffingRules(ward, NOON, { id: 'oregon', version: 7 })!;
    expect(edited.findings[0]?.text).toContain('version 7 of the pack oregon is not here');
  });

  it('is judged by the hospital’s own table of care and the acuity on the board', () => {
    const table = { 1: 2, 2: 4, 3: 8, 4: 16, 5: 24, unrated: 12 };
    const pack = aHospitalsPack({ careHours: own(table) });
    const acuities = [5, 4, 3, null, null] as const;
    const stays = acuities.map((acuity, n) => aStay(n + 1, { acuity }));
    const ward = aWard('ICU', { stays, nurses: [nurse('N-1')] });
    expect(evaluateStaffing(ward, NOON, pack)).toMatchObject({ required: 3, present: 1 });
    expect(evaluateStaffingRules(ward, NOON, pack)).toMatchObject({
      required: 3,
      findings: [{ ruleId: 'custom.care_hours', facts: { hoursPerDay: 72, short: 2 } }],
    });
  });

  it('may spare somebody to be in charge, where the board does not say who is', () => {
    const competent = { competencies: ['nicu'] };
    const ward = aWard('ICU', {
      unitType: 'nicu',
      stays: [aStay(1), aStay(2)],
      nurses: [nurse('N-1', {}, competent)],
    });
    const one = evaluateStaffingRules(ward, NOON, SHIPPED_PACKS.victoria)!;
    expect(one.findings).toMatchObject([
      { ruleId: 'victoria.in_charge', severity: 'warning', facts: { required: 1, there: 0 } },
    ]);
    const two = { ...ward, nurses: [...ward.nurses, nurse('N-2', {}, competent)] };
    expect(evaluateStaffingRules(two, NOON, SHIPPED_PACKS.victoria)!.findings).toEqual([]);
  });

  it('spares one for each post: who is in charge is not at triage too', () => {
    const besides = { ...own(1), shifts: null };
    const pack = aHospitalsPack({ inCharge: besides, triage: besides });
    const spared = (count: number, stays = [aStay(1)]) => {
      const nurses = Array.from({ length: count }, (_, n) => nurse(`N-${n}`));
      return found(evaluateStaffingRules(aWard('ICU', { stays, nurses }), NOON, pack)!);
    };
    expect(spared(0)).toEqual(['in_charge', 'no_figure', 'triage']);
    expect(spared(1)).toEqual(['no_figure', 'triage']);
    expect(spared(2)).toEqual(['no_figure']);
    expect(spared(0, [])).toEqual(['no_figure']);
  });

  it('looks back where it is told what was', () => {
    const ward = anIcu([[nurse('N-1', {}, { competencies: ['ed'] }), 4]], { unitType: 'ed' });
    const history = [{ from: '2026-03-02T00:00:00.000Z', to: NOON, patients: 5, nurses: 1 }];
    const { oregon } = SHIPPED_PACKS;
    expect(evaluateStaffingRules(ward, NOON, oregon)!.findings).toEqual([]);
    const told = evaluateStaffingRules(ward, NOON, oregon, null, { history })!;
    expect(found(told)).toEqual(['average']);
  });
});

describe('a waiver', () => {
  const waiver = { author: 'Dr. Duty', reason: 'Flood, wards merged', endsAt: SOON };
  const short = anIcu([[nurse('N-1'), 2]], { stays: [1, 2, 3].map((n) => aStay(n)) });
  const under = (at: string) => evaluateStaffingRules(short, at, DEFAULT_PACK, waiver)!;

  it('marks what is found, and breaks no rule, until it ends', () => {
    expect(under(NOON)).toMatchObject({ compliant: true, required: 2, counted: 1 });
    expect(under(NOON).findings).toMatchObject([
      {
        ruleId: 'california.ratio',
        severity: 'critical',
        waived: waiver,
        text:
          'Critical care: 3 patients need 2 nurses at 1:2; 1 counts, 1 short. ' +
          `Waived until ${SOON.slice(0, 10)} ${SOON.slice(11, 16)} UTC by Dr. Duty: Flood, wards merged`,
      },
    ]);
    expect(under(SOON)).toMatchObject({ compliant: false, findings: [{ waived: null }] });
  });

  it('ends at a time that the clock is told of', () => {
    const next = (after: string) => nextStaffingChange(short, after, DEFAULT_PACK, waiver);
    expect(next(NOON)).toBe(SOON);
    expect(next(SOON)).toBe(DAY.endsAt);
  });
});

describe('the next change that a pack makes by itself', () => {
  const empty = { nurses: [] };
  it.each([
    ['california', LATER, null],
    ['queensland', '2026-03-02T12:00:00.000Z', '2026-03-02T13:00:00.000Z'],
    ['queensland', '2026-03-02T13:00:00.000Z', '2026-03-02T21:00:00.000Z'],
    ['oregon', '2026-03-02T12:00:00.000Z', '2026-06-01T07:00:00.000Z'],
    ['oregon', '2026-06-01T07:00:00.000Z', null],
    ['nhsEngland', NOON, null],
  ] as const)('%s after %s: %s', (id, after, next) => {
    expect(nextStaffingChange(empty, after, SHIPPED_PACKS[id])).toBe(next);
  });

  it('is when the number required changes', () => {
    const ward = aWard('W', {
      unitType: 'prescribed_ward',
      stays: Array.from({ length: 28 }, (_, n) => aStay(n)),
    });
    const required = (at: string) => evaluateStaffing(ward, at, SHIPPED_PACKS.queensland).required;
    expect(required('2026-03-02T12:59:59.999Z')).toBe(7);
    expect(required('2026-03-02T13:00:00.000Z')).toBe(4);
    expect(required('2026-03-02T20:59:59.999Z')).toBe(4);
    expect(required('2026-03-02T21:00:00.000Z')).toBe(7);
  });
});
