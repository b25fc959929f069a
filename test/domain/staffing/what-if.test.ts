import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  evaluateStaffingAnswerSchema,
  evaluateStaffingSchema,
} from '../../../src-shared/contract/commands/evaluate-staffing.ts';
import { californiaRules } from '../../../src-shared/domain/staffing/california.ts';
import { whatIf } from '../../../src-shared/domain/staffing/what-if.ts';
import { refusalOf } from '../support/board-fixture.ts';

type Group = { role: string; count: number; [more: string]: unknown };

function ask(unit: string, patients: number, staff: Group[], fromMemory = false) {
  const question = evaluateStaffingSchema.parse({ pack: 'california', unit, patients, staff });
  const answer = whatIf(question, fromMemory ? californiaRules({ fromMemory }) : undefined);
  return evaluateStaffingAnswerSchema.parse(answer);
}

const rn = (count: number, more: object = {}): Group => ({ role: 'RN', count, ...more });
const rules = (answer: { findings: { ruleId: string }[] }) => answer.findings.map((f) => f.ruleId);

describe('the ratio', () => {
  it.each([
    [10, 2, true],
    [11, 2, false],
    [11, 3, true],
    [0, 0, true],
    [1, 0, false],
  ])('%i medical-surgical patients with %i nurses: %s', (patients, nurses, compliant) => {
    const answer = ask('medical_surgical', patients, [rn(nurses)]);
    expect(answer).toMatchObject({ countedNurses: nurses, compliant });
    expect(answer.requiredNurses).toBe(Math.ceil(patients / 5));
    expect(rules(answer)).toEqual(compliant ? [] : ['california.ratio']);
  });

  it('is told with every number', () => {
    const [finding] = ask('ed', 9, [rn(2)]).findings;
    expect(finding).toEqual({
      ruleId: 'california.ratio',
      severity: 'critical',
      facts: {
        unit: 'ed',
        patients: 9,
        max: 4,
        required: 3,
        counted: 2,
        short: 1,
        certainty: 'verified',
      },
      text: '9 patients in ed need 3 nurses at 1:4; 2 count, 1 short.',
    });
    expect(ask('pacu', 3, [rn(1)]).findings[0]!.text).toContain(
      'at 1:2 (not checked against the regulation)',
    );
  });

  it('is never averaged: one nurse with too many is a finding, whoever has fewer', () => {
    const answer = ask('critical_care', 4, [rn(2, { loads: [1, 3] })]);
    expect(answer).toMatchObject({ requiredNurses: 2, countedNurses: 2, compliant: false });
    expect(answer.findings).toMatchObject([
      { ruleId: 'california.load', facts: { nurses: 1, largest: 3, max: 2 } },
    ]);
    expect(ask('critical_care', 4, [rn(2, { loads: [2, 2] })]).compliant).toBe(true);
  });
});

describe('who counts', () => {
  it.each([
    ['RNs and LVNs', 'medical_surgical', [rn(1), { role: 'LVN', count: 1 }], 2, []],
    ['not assistants', 'medical_surgical', [{ role: 'CNA', count: 3 }], 0, []],
    ['technicians in psychiatry', 'psychiatric', [{ role: 'PsychTech', count: 2 }], 2, []],
    ['not technicians elsewhere', 'pacu', [{ role: 'PsychTech', count: 2 }], 0, []],
    ['not who is not in direct care', 'pacu', [rn(2, { directCare: false })], 0, []],
    ['a charge nurse in direct care', 'pacu', [rn(1, { charge: true })], 1, []],
    [
      'not a charge nurse otherwise',
      'pacu',
      [rn(1, { charge: true, directCare: false })],
      0,
      ['california.not_counted.charge'],
    ],
    [
      'not at triage',
      'ed',
      [rn(2), rn(1, { duty: 'triage' })],
      2,
      ['california.not_counted.triage'],
    ],
    ['not at the radio', 'ed', [rn(2, { duty: 'radio' })], 0, ['california.not_counted.radio']],
    [
      'not without competence',
      'ed',
      [rn(1), rn(2, { competent: false })],
      1,
      ['california.not_counted.not_competent'],
    ],
    [
      'only RNs in critical trauma',
      'ed_critical_trauma',
      [rn(1), { role: 'LVN', count: 2 }],
      1,
      ['california.not_counted.rn_only'],
    ],
    [
      'not who is on a break',
      'pacu',
      [rn(3, { onBreak: 1 })],
      2,
      ['california.not_counted.break_not_relieved'],
    ],
    [
      'a charge nurse who relieves, for as many as are on a break',
      'pacu',
      [rn(3, { onBreak: 1 }), rn(2, { charge: true, directCare: false, relieving: 1 })],
      3,
      ['california.not_counted.charge'],
    ],
    [
      'no reliever when nobody is on a break',
      'pacu',
      [rn(3), rn(1, { directCare: false, relieving: true })],
      3,
      [],
    ],
    [
      'no reliever without competence',
      'pacu',
      [rn(2, { onBreak: 1 }), rn(1, { directCare: false, relieving: true, competent: false })],
      1,
      ['california.not_counted.break_not_relieved', 'california.not_counted.not_competent'],
    ],
  ])('%s', (_what, unit, staff, counted, findings) => {
    const answer = ask(unit, 0, staff);
    expect(answer).toMatchObject({ requiredNurses: 0, countedNurses: counted, compliant: true });
    expect(rules(answer)).toEqual(findings);
  });

  it('breaks a rule where somebody who may not has patients', () => {
    const answer = ask('ed', 4, [rn(1), rn(1, { competent: false, loads: [3] })]);
    expect(answer.compliant).toBe(false);
    expect(answer.findings).toMatchObject([
      {
        ruleId: 'california.not_counted.not_competent',
        severity: 'warning',
        facts: { patients: 3 },
      },
    ]);
  });
});

describe('what is from memory', () => {
  const lvns: Group[] = [rn(1), { role: 'LVN', count: 2 }];
  it.each([
    ['LVN share', 'medical_surgical', 15, lvns, 'california.lvn_share'],
    ['two nurses in the ED', 'ed', 4, [rn(1)], 'california.min_present'],
    ['only RNs in the nursery', 'nicu', 4, lvns, 'california.not_counted.rn_only'],
    ['the ratio of combined_ldrp', 'combined_ldrp', 4, [rn(1)], 'california.ratio'],
  ])('ships off: %s', (_what, unit, patients, staff, ruleId) => {
    const shipped = ask(unit, patients, staff);
    expect(shipped.compliant).toBe(true);
    expect(rules(shipped)).not.toContain(ruleId);
    const inForce = ask(unit, patients, staff, true);
    expect(inForce.findings.find((finding) => finding.ruleId === ruleId)?.facts['certainty']).toBe(
      'memory',
    );
  });

  it('half of the nurses may be LVNs, when that is in force', () => {
    const half: Group[] = [rn(2), { role: 'LVN', count: 2 }];
    expect(ask('medical_surgical', 20, half, true).compliant).toBe(true);
  });

  it('a unit without a figure says so', () => {
    const answer = ask('operating_room', 3, [rn(1)]);
    expect(answer).toMatchObject({ requiredNurses: null, countedNurses: 1, compliant: true });
    expect(answer.findings[0]).toMatchObject({
      ruleId: 'california.no_figure',
      text:
        'No number of nurses is required for operating_room: ' +
        '1 RN circulating + 1 scrub assistant per occupied room.',
    });
    expect(ask('combined_ldrp', 3, []).findings[0]!.text).toContain('from memory');
  });
});

describe('refused', () => {
  it('a unit or pack that is not known, naming what is', () => {
    const question = { pack: 'california' as const, unit: 'spa', patients: 1, staff: [] };
    const refusal = refusalOf(() => whatIf(question));
    expect(refusal.code).toBe('unknown_unit');
    expect(refusal.detail).toContain('critical_care, nicu');
    expect(refusalOf(() => whatIf({ ...question, pack: 'victoria' })).code).toBe('unknown_unit');
  });
});

describe('whatever is asked', () => {
  const group = fc.record({
    role: fc.constantFrom('RN', 'LVN', 'CNA', 'PsychTech'),
    count: fc.integer({ min: 1, max: 5 }),
    directCare: fc.boolean(),
    charge: fc.boolean(),
    duty: fc.constantFrom('triage', 'radio', null),
    onBreak: fc.nat({ max: 1 }),
    relieving: fc.boolean(),
    competent: fc.boolean(),
  });
  const unit = fc.constantFrom(...californiaRules({ fromMemory: false }).keys());
  const patients = fc.nat({ max: 40 });

  it('the order of the staff does not matter', () => {
    const property = fc.property(
      unit,
      patients,
      fc.array(group, { maxLength: 6 }),
      (u, p, staff) => {
        expect(ask(u, p, staff.toReversed())).toEqual(ask(u, p, staff));
      },
    );
    fc.assert(property);
  });

  it('one more RN never makes it worse, one more patient never better', () => {
    const property = fc.property(
      unit,
      patients,
      fc.array(group, { maxLength: 6 }),
      (u, p, staff) => {
        const answer = ask(u, p, staff);
        const more = ask(u, p, [...staff, rn(1)]);
        expect(more.countedNurses).toBe(answer.countedNurses + 1);
        if (answer.compliant) expect(more.compliant).toBe(true);
        if (!answer.compliant) expect(ask(u, p + 1, staff).compliant).toBe(false);
      },
    );
    fc.assert(property);
  });
});
