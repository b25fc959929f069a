import { describe, expect, it } from 'vitest';
import { evaluateStaffingSchema } from '../../../src-shared/contract/commands/evaluate-staffing.ts';
import { aHospitalsPack, own, ownRatio } from './support/a-hospitals-pack.ts';
import { ask, rn } from './support/ask.ts';

const text = (answer: ReturnType<typeof ask>, rule: string) =>
  answer.findings.find(({ ruleId }) => ruleId.split('.')[1] === rule)?.text;

describe('what a finding says', () => {
  it('names the shift that was asked for, also where a figure for days holds', () => {
    const evening = ask('britishColumbia', 'medical_surgical', 5, [rn(1)], { shift: 'evening' });
    expect(evening.findings[0]).toMatchObject({ facts: { shift: 'evening', max: 4 } });
    expect(text(evening, 'ratio')).toContain('at 1:4 on the evening shift; 1 counts, 1 short.');
  });

  it('of one is in the singular', () => {
    const room = ask('california', 'operating_room', 1, [rn(1, { loads: [2] })]);
    expect(text(room, 'assistants')).toBe(
      '1 patient (counted: occupied rooms) needs 1 assistant besides; there are 0.',
    );
    expect(text(room, 'load')).toBe('1 nurse has more than 1 patient, the most being 2.');
    const pack = aHospitalsPack({ minPresent: own(1), rnMinShare: own(1), ratios: [ownRatio(4)] });
    const few = ask('custom', 'pacu', 1, [], { body: pack.body });
    expect(text(few, 'min_present')).toContain('At least 1 nurse has to be present');
    expect(text(few, 'skill_mix')).toContain('Of 1 nurse required, 1 has to be an RN (100%)');
    const table = { 1: 24, 2: 24, 3: 24, 4: 24, 5: 24, unrated: 24 };
    const care = aHospitalsPack({ careHours: own(table) });
    expect(text(ask('custom', 'pacu', 1, [], { body: care.body }), 'care_hours')).toContain(
      '1 patient needs 24 hours of care in 24 hours, that is 1 nurse at any time',
    );
  });
});

describe('a question is refused', () => {
  const question = { pack: 'queensland', unit: 'prescribed_ward', patients: 4 };
  const issues = (more: object) =>
    evaluateStaffingSchema
      .safeParse({ ...question, staff: [], ...more })
      .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const shift = (startsAt: string, endsAt: string) => issues({ shift: { startsAt, endsAt } });

  it('where more relieve than there are', () => {
    const relieving = (count: number) => issues({ staff: [rn(1, { relieving: count })] });
    expect(relieving(5)).toEqual(['staff.0.relieving: no more can relieve than there are']);
    expect([0, 1].map(relieving)).toEqual([undefined, undefined]);
  });

  it('where a shift is longer than a day', () => {
    expect(shift('2026-03-02T07:00:00Z', '2026-03-03T07:00:00Z')).toBeUndefined();
    expect(shift('2026-03-02T07:00:00Z', '2026-03-03T07:00:00.001Z')).toHaveLength(1);
    expect(shift('2026-03-02T07:00:00Z', '2126-03-02T07:00:00Z')).toHaveLength(1);
  });
});

it('a duty is the same in capitals', () => {
  for (const duty of ['triage', 'Triage', ' TRIAGE ']) {
    expect(ask('california', 'ed', 4, [rn(1, { duty })]).countedNurses).toBe(0);
  }
});
