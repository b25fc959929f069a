import { describe, expect, it } from 'vitest';
import type { EvaluateStaffing } from '../../../src-shared/contract/commands/evaluate-staffing.ts';
import { SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';
import { whatIf } from '../../../src-shared/domain/staffing/what-if.ts';
import { refusalOf } from '../support/board-fixture.ts';
import { ask as askOf, type Group, rn } from './support/ask.ts';
import { inFullForce } from './support/full-force.ts';

const FULL_FORCE = { body: inFullForce(SHIPPED_PACKS.california).body };

const ask = (unit: string, patients: number, staff: readonly Group[], fromMemory = false) =>
  askOf('california', unit, patients, staff, fromMemory ? FULL_FORCE : {});
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
      text: 'Emergency: 9 patients need 3 nurses at 1:4; 2 count, 1 short.',
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
    [
      'not who is not in direct care',
      'pacu',
      [rn(2, { directCare: false })],
      0,
      ['california.not_counted.no_direct_care'],
    ],
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
    ['who is at the radio, as that rule is from memory', 'ed', [rn(2, { duty: 'radio' })], 2, []],
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
    ['LVN share', 'medical_surgical', 15, lvns, 'california.skill_mix'],
    ['the radio', 'ed', 4, [rn(1), rn(1, { duty: 'radio' })], 'california.not_counted.radio'],
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

  it('a unit whose figure is off says so', () => {
    const answer = ask('combined_ldrp', 3, [rn(1)]);
    expect(answer).toMatchObject({ requiredNurses: null, countedNurses: 1, compliant: true });
    expect(answer.findings).toMatchObject([
      {
        ruleId: 'california.no_figure',
        text:
          'No number of nurses is required for Labor to postpartum (LDRP): its figure of 1:3 is not in force. ' +
          'From memory: to be checked against the regulation before it is put in force.',
      },
    ]);
  });
});

describe('refused', () => {
  it('a unit or pack that is not known, naming what is', () => {
    const question: EvaluateStaffing = { pack: 'california', unit: 'spa', patients: 1, staff: [] };
    const refusal = refusalOf(() => whatIf(question));
    expect(refusal.code).toBe('unknown_unit');
    expect(refusal.detail).toContain('critical_care, nicu');
    for (const pack of ['victoria', 'nhsEngland', 'custom', 'atlantis', 'euWorkingTime']) {
      expect(refusalOf(() => whatIf({ ...question, pack })).code).toBe('unknown_unit');
    }
    const atlantis = { ...question, unit: 'ed', pack: 'atlantis' };
    expect(refusalOf(() => whatIf(atlantis)).detail).toContain('california, oregon');
  });

  it('rules that say of a figure of their own that the law has it', () => {
    const body = structuredClone(SHIPPED_PACKS.california.body);
    const index = body.units.findIndex(({ unit }) => unit === 'telemetry');
    const [ratio] = body.units[index]!.ratios;
    ratio!.value = 9;
    const question = { pack: 'california', unit: 'telemetry', patients: 9, staff: [], body };
    const refusal = refusalOf(() => whatIf(question));
    expect(refusal.code).toBe('invalid_request');
    expect(refusal.extra['errors']).toMatchObject([{ path: `body.units.${index}.ratios.0` }]);
    ratio!.certainty = 'hospital';
    expect(whatIf(question).findings[0]?.text).toContain("1:9 (the hospital's own figure)");
  });
});
