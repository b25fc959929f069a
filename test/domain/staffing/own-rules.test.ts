import { describe, expect, it } from 'vitest';
import type { EvaluateStaffing } from '../../../src-shared/contract/commands/evaluate-staffing.ts';
import { whatIf } from '../../../src-shared/domain/staffing/what-if.ts';
import { aHospitalsPack, own, ownRatio } from './support/a-hospitals-pack.ts';
import { ask, broken, found, type Group, lvn, rn } from './support/ask.ts';

describe('a hospital’s own rules', () => {
  const HOURS = { 1: 3, 2: 4.35, 3: 6.1, 4: 8, 5: 12, unrated: 6 };
  const judge = (
    figures: Parameters<typeof aHospitalsPack>[0],
    patients: number,
    staff: readonly Group[],
    more: object = {},
  ) => ask('custom', 'telemetry', patients, staff, { body: aHospitalsPack(figures).body, ...more });

  it('as they ship ask for nothing, and say that', () => {
    const answer = ask('custom', 'telemetry', 9, []);
    expect(answer).toMatchObject({ requiredNurses: null, compliant: true });
    expect(answer.findings[0]?.text).toContain('The hospital has set no figure yet.');
  });

  it.each([
    [4, 1, []],
    [5, 1, ['ratio']],
    [5, 2, []],
  ])('a ratio: %i patients with %i nurses', (patients, nurses, rules) => {
    const answer = judge({ ratios: [ownRatio(4)] }, patients, [rn(nurses)]);
    expect(broken(answer)).toEqual(rules);
    for (const { text } of answer.findings) expect(text).toContain("(the hospital's own figure)");
  });

  it('a ratio between two days holds on the first and no more on the last', () => {
    const between = { ...ownRatio(2), from: '2026-03-02', until: '2026-03-04' };
    const required = (at: string) =>
      judge({ ratios: [ownRatio(4), between] }, 8, [], { at }).requiredNurses;
    expect(required('2026-03-01T23:59:59Z')).toBe(2);
    expect(required('2026-03-02T00:00:00Z')).toBe(4);
    expect(required('2026-03-03T23:59:59Z')).toBe(4);
    expect(required('2026-03-04T00:00:00Z')).toBe(2);
  });

  it('a practical nurse in charge leaves the registered ones at the bedside', () => {
    const mix = {
      rnMinShare: own(0.5),
      ratios: [ownRatio(4)],
      inCharge: { ...own(1), shifts: null },
    };
    const charge = { charge: true };
    const rules = (...staff: Group[]) => broken(judge(mix, 8, staff));
    expect(rules(rn(1, charge), lvn(1), lvn(1, charge))).toEqual([]);
    expect(rules(rn(1, charge), lvn(2))).toEqual(['skill_mix']);
  });

  it('a ratio for days alone leaves the night without one', () => {
    const day = { ratios: [ownRatio(4, { shift: 'day' as const })] };
    expect(judge(day, 8, [], { at: '2026-03-02T18:59:00Z' }).requiredNurses).toBe(2);
    expect(judge(day, 8, [], { at: '2026-03-02T19:00:00Z' }).requiredNurses).toBeNull();
  });

  it.each([
    [0, 0, 0, []],
    [1, 2, 3, ['min_present']],
    [1, 3, 3, []],
    [13, 3, 4, ['ratio']],
    [13, 4, 4, []],
  ])('a floor: %i patients with %i nurses', (patients, nurses, required, rules) => {
    const answer = judge({ minPresent: own(3), ratios: [ownRatio(4)] }, patients, [rn(nurses)]);
    expect(answer.requiredNurses).toBe(required);
    expect(broken(answer)).toEqual(rules);
  });

  it.each([
    [3, 2, []],
    [2, 3, ['skill_mix']],
    [2, 30, ['skill_mix']],
    [4, 1, []],
  ])('a skill mix of 60%% of five: %i RNs and %i LVNs', (rns, lvns, rules) => {
    const mix = { rnMinShare: own(0.6), ratios: [ownRatio(4)] };
    expect(broken(judge(mix, 20, [rn(rns), lvn(lvns)]))).toEqual(rules);
  });

  it.each([
    [[5, 5], 2, 1, []],
    [[5, 5, 1], 3, 2, ['care_hours']],
    [[3, 3, 3, 3], 4, 2, ['care_hours']],
    [[], 4, 1, []],
    [[], 5, 2, ['care_hours']],
    [[5, 2], 3, 1, []],
  ])('hours of care for %j of %i patients: %i nurses', (acuity, patients, required, rules) => {
    const answer = judge({ careHours: own(HOURS) }, patients, [rn(1)], { acuity });
    expect(answer.requiredNurses).toBe(required);
    expect(broken(answer)).toEqual(rules);
  });

  it('hours of care add up without the errors of binary fractions', () => {
    const table = { 1: 0.1, 2: 0.2, 3: 0.7, 4: 2.4, 5: 24, unrated: 0 };
    const acuity = Array.from({ length: 240 }, () => 1);
    const answer = judge({ careHours: own(table) }, 240, [rn(1)], { acuity });
    expect(answer.requiredNurses).toBe(1);
    const told = judge({ careHours: own(HOURS) }, 3, [], { acuity: [2, 3] }).findings[0];
    expect(told).toMatchObject({
      ruleId: 'custom.care_hours',
      facts: { patients: 3, rated: 2, hoursPerDay: 16.45, required: 1, counted: 0, short: 1 },
    });
  });

  it('may be asked instead of those that ship', () => {
    const mine = aHospitalsPack({ ratios: [ownRatio(2)] });
    const question: EvaluateStaffing = { pack: 'custom', unit: 'ed', patients: 4, staff: [] };
    expect(whatIf(question, mine).requiredNurses).toBe(2);
  });

  it('may prompt to look closer at a load by day, breaking no rule', () => {
    const prompt = { loadPrompt: own(8), minPresent: own(2) };
    const loaded = (load: number, shift: string) =>
      judge(prompt, 9, [rn(2, { loads: [load, 0] })], { shift });
    expect(found(loaded(8, 'day'))).toEqual([]);
    expect(found(loaded(9, 'night'))).toEqual([]);
    expect(loaded(9, 'day')).toMatchObject({
      compliant: true,
      findings: [{ ruleId: 'custom.load_prompt', severity: 'notice' }],
    });
  });
});
