import { describe, expect, it } from 'vitest';
import type { EvaluateStaffing } from '../../../src-shared/contract/commands/evaluate-staffing.ts';
import { SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';
import { whatIf } from '../../../src-shared/domain/staffing/what-if.ts';
import { refusalOf } from '../support/board-fixture.ts';
import { aHospitalsPack, own, ownRatio } from './support/a-hospitals-pack.ts';
import { ask as askOf, broken, found, type Group, lvn, rn } from './support/ask.ts';
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
          'No number of nurses is required for combined_ldrp: its figure is not in force. ' +
          'From memory: to be checked against the regulation before it is put in force.',
      },
    ]);
  });
});

describe('every field of the question, whatever the pack', () => {
  const PACKS = [
    ['california', 'pacu'],
    ['oregon', 'pacu'],
    ['britishColumbia', 'high_acuity_step_down'],
    ['queensland', 'prescribed_ward'],
    ['victoria', 'nicu'],
    ['nhsEngland', 'pacu'],
    ['custom', 'pacu'],
  ] as const;

  describe.each(PACKS)('%s', (pack, unit) => {
    const count = (...staff: Group[]) => {
      const answer = askOf(pack, unit, 1, staff);
      const others = found(answer).filter((name) => name.startsWith('not_counted'));
      return [answer.countedNurses, ...others];
    };
    const charge = pack === 'victoria' ? [0, 'not_counted.in_charge'] : [1];

    it.each([
      [{}, [2]],
      [{ role: 'CNA' }, [0]],
      [{ competent: false }, [0, 'not_counted.not_competent']],
      [{ duty: 'triage' }, [0, 'not_counted.triage']],
      [{ directCare: false }, [0, 'not_counted.no_direct_care']],
      [{ directCare: false, charge: true }, [0, 'not_counted.charge']],
      [{ count: 1, charge: true }, charge],
      [{ onBreak: 1 }, [1, 'not_counted.break_not_relieved']],
    ])('%j', (how, expected) => {
      expect(count(rn(2, how))).toEqual(expected);
    });

    it('breaks count net of those who relieve them', () => {
      const away = { directCare: false };
      expect(count(rn(3, { onBreak: 2 }), rn(1, { ...away, relieving: true }))[0]).toBe(2);
      expect(count(rn(3, { onBreak: 2 }), rn(3, { ...away, relieving: 2 }))[0]).toBe(3);
    });
  });

  it('who is on a break leaves patients behind, unless somebody relieves', () => {
    const staff = [rn(2, { loads: [1, 1] }), rn(1, { onBreak: 1, loads: [2] })];
    const alone = askOf('california', 'pacu', 4, staff);
    expect(broken(alone)).toEqual(['not_counted.break_not_relieved']);
    expect(alone.findings[0]?.text).toBe(
      '1 nurse does not count, on a break with nobody to relieve them ' +
        '(not checked against the regulation), yet 2 patients are theirs.',
    );
    const relief = rn(1, { charge: true, directCare: false, relieving: true });
    expect(broken(askOf('california', 'pacu', 4, [...staff, relief]))).toEqual([]);
  });

  it('a reliever goes to who has most patients, and leaves the others', () => {
    const onBreak = (load: number) => rn(1, { onBreak: 1, loads: [load] });
    const relief = rn(1, { directCare: false, relieving: true });
    const staff = [onBreak(1), onBreak(2), relief];
    expect(askOf('california', 'pacu', 2, staff).findings).toMatchObject([
      { ruleId: 'california.not_counted.break_not_relieved', facts: { nurses: 1, patients: 1 } },
    ]);
  });

  it('practical nurses count where the law does not ask for registered ones', () => {
    expect(askOf('oregon', 'icu', 2, [lvn(2)])).toMatchObject({ countedNurses: 0 });
    expect(found(askOf('oregon', 'icu', 0, [lvn(2)]))).toEqual(['not_counted.rn_only']);
    expect(askOf('queensland', 'prescribed_ward', 2, [lvn(2)])).toMatchObject({ countedNurses: 2 });
  });

  it('says how Wardline counts where the rules do not', () => {
    const [finding] = askOf('queensland', 'prescribed_ward', 0, [
      rn(1, { competent: false }),
    ]).findings;
    expect(finding?.text).toContain("(Wardline's way to count, the rules do not say)");
  });
});

describe('the shift and the day', () => {
  const required = (pack: string, unit: string, patients: number, when: object) =>
    askOf(pack, unit, patients, [], when).requiredNurses;

  it.each([
    [{ shift: 'morning' }, 7],
    [{ shift: 'day' }, 7],
    [{ shift: 'evening' }, 7],
    [{ shift: 'night' }, 4],
    [{ at: '2026-03-02T22:59:59+10:00' }, 7],
    [{ at: '2026-03-02T23:00:00+10:00' }, 4],
    [{ at: '2026-03-02T21:00:00Z' }, 7],
    [{ at: '2026-03-02T20:59:59Z' }, 4],
    [{ shift: 'night', at: '2026-03-02T12:00:00+10:00' }, 4],
    [{ shift: { startsAt: '2026-03-02T11:00:00+10:00', endsAt: '2026-03-02T19:00:00+10:00' } }, 7],
    [{ shift: { startsAt: '2026-03-02T19:00:00+10:00', endsAt: '2026-03-03T03:00:00+10:00' } }, 4],
    [{}, 7],
  ])('28 patients of Queensland, %j: %i', (when, nurses) => {
    expect(required('queensland', 'prescribed_ward', 28, when)).toBe(nurses);
  });

  it.each([
    [{ at: '2026-05-31T12:00:00-07:00' }, 4],
    [{ at: '2026-06-01T12:00:00-07:00' }, 5],
    [{}, 5],
  ])('20 medical-surgical patients of Oregon, %j: %i', (when, nurses) => {
    expect(required('oregon', 'medical_surgical', 20, when)).toBe(nurses);
  });

  it('a load above the ratio is only worth knowing where the ward counts as a whole', () => {
    const answer = askOf('queensland', 'prescribed_ward', 8, [rn(2, { loads: [3, 5] })], {
      shift: 'morning',
    });
    expect(answer.compliant).toBe(true);
    expect(answer.findings).toMatchObject([
      { ruleId: 'queensland.load', severity: 'notice', facts: { nurses: 1, largest: 5, max: 4 } },
    ]);
  });

  it('names the shift that a figure is for', () => {
    const [finding] = askOf('queensland', 'prescribed_ward', 8, [rn(1)], {
      shift: 'night',
    }).findings;
    expect(finding).toMatchObject({
      facts: { shift: 'night', required: 2, short: 1 },
      text: '8 patients in prescribed_ward need 2 nurses at 1:7 on the night shift; 1 count, 1 short.',
    });
  });
});

describe('Victoria in full force', () => {
  const { body } = inFullForce(SHIPPED_PACKS.victoria);
  const judge = (unit: string, shift: string, patients: number, ...staff: Group[]) =>
    broken(askOf('victoria', unit, patients, staff, { shift, body }));
  const charge = rn(1, { charge: true, directCare: false });
  const triage = rn(1, { duty: 'triage' });

  it.each([
    ['morning', 2, ['in_charge']],
    ['afternoon', 2, ['in_charge']],
    ['night', 1, []],
  ])('level 1, %s', (shift, nurses, rules) => {
    expect(judge('level1_med_surg', shift, 8, rn(nurses))).toEqual(rules);
    expect(judge('level1_med_surg', shift, 8, rn(nurses), charge)).toEqual([]);
    expect(judge('level1_med_surg', shift, 9, rn(nurses), charge)).toEqual(['ratio']);
  });

  it('who is in charge and relieves a break is not in charge meanwhile', () => {
    const away = { charge: true, directCare: false, relieving: true };
    const onBreak = rn(2, { onBreak: 1 });
    expect(judge('nicu', 'night', 4, rn(2), rn(1, away))).toEqual([]);
    expect(judge('nicu', 'night', 6, onBreak, rn(1), rn(1, away))).toEqual(['in_charge']);
    const helper = rn(1, { directCare: false, relieving: true });
    expect(judge('nicu', 'night', 6, onBreak, rn(1), rn(1, away), helper)).toEqual([]);
  });

  it('an emergency department needs somebody in charge and somebody at triage', () => {
    expect(judge('emergency', 'night', 6, rn(2))).toEqual(['in_charge', 'triage']);
    expect(judge('emergency', 'night', 6, rn(2), triage)).toEqual(['in_charge']);
    expect(judge('emergency', 'night', 6, rn(2), charge, triage)).toEqual([]);
  });
});

describe('exceptions', () => {
  const staff = [rn(1)];

  it('take patients out, and say so', () => {
    const excepted = [{ exception: 'swing_bed', patients: 2 }];
    const answer = askOf('oregon', 'icu', 4, staff, { excepted });
    expect(answer).toMatchObject({ requiredNurses: 1, compliant: true });
    expect(answer.findings).toMatchObject([
      {
        ruleId: 'oregon.excepted.swing_bed',
        severity: 'notice',
        facts: { patients: 2 },
        text:
          '2 of the patients are not judged, by an exception: swing beds ' +
          '(not checked against the regulation).',
      },
    ]);
  });

  it('take out a whole unit', () => {
    const excepted = [{ exception: 'psychiatric_unit', patients: 0 }];
    const answer = askOf('oregon', 'icu', 40, staff, { excepted });
    expect(answer).toMatchObject({ requiredNurses: null, countedNurses: 1, compliant: true });
    expect(found(answer)).toEqual(['excepted.psychiatric_unit']);
  });

  it('that do not apply are refused, naming those that do', () => {
    const question = { pack: 'oregon', unit: 'pacu', patients: 1, staff: [] };
    const excepted = [{ exception: 'icu_committee', patients: 1 }];
    const refusal = refusalOf(() => whatIf({ ...question, excepted }));
    expect(refusal.code).toBe('invalid_request');
    expect(refusal.detail).toContain('swing_bed');
    expect(refusal.detail).not.toContain('critical_until_stable');
  });
});

describe('a hospital’s own rules', () => {
  const HOURS = { 1: 3, 2: 4.35, 3: 6.1, 4: 8, 5: 12, unrated: 6 };
  const judge = (
    figures: Parameters<typeof aHospitalsPack>[0],
    patients: number,
    staff: readonly Group[],
    more: object = {},
  ) =>
    askOf('custom', 'telemetry', patients, staff, { body: aHospitalsPack(figures).body, ...more });

  it('as they ship ask for nothing, and say that', () => {
    const answer = askOf('custom', 'telemetry', 9, []);
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
});
