import { describe, expect, it } from 'vitest';
import { evaluateStaffingSchema } from '../../../src-shared/contract/commands/evaluate-staffing.ts';
import { SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';
import { whatIf } from '../../../src-shared/domain/staffing/what-if.ts';
import { refusalOf } from '../support/board-fixture.ts';
import { ask, broken, found, type Group, lvn, rn } from './support/ask.ts';
import { inFullForce } from './support/full-force.ts';

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
      const answer = ask(pack, unit, 1, staff);
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
    const alone = ask('california', 'pacu', 4, staff);
    expect(broken(alone)).toEqual(['not_counted.break_not_relieved']);
    expect(alone.findings[0]?.text).toBe(
      '1 nurse does not count, on a break with nobody to relieve them ' +
        '(not checked against the regulation), yet 2 patients are theirs.',
    );
    const relief = rn(1, { charge: true, directCare: false, relieving: true });
    expect(broken(ask('california', 'pacu', 4, [...staff, relief]))).toEqual([]);
  });

  describe('a reliever at the bedside counts for herself alone', () => {
    const away = { directCare: false, relieving: true };
    const care = { relieving: 1 };
    it.each([
      ['one for one', [rn(1, { onBreak: 1, loads: [2] }), rn(1, care)], 1, ['on_break 1 0']],
      ['of the same group', [rn(3, { onBreak: 1, relieving: 1 })], 2, ['on_break 1 0']],
      ['all at work of a group', [rn(4, { onBreak: 2, relieving: true })], 2, ['on_break 2 0']],
      [
        'one for two',
        [rn(4, { onBreak: 2, relieving: 1 })],
        2,
        ['on_break 1 0', 'break_not_relieved 1 0'],
      ],
      [
        'who goes to the most patients',
        [rn(1, { onBreak: 1, loads: [1] }), rn(1, { onBreak: 1, loads: [2] }), rn(1, care)],
        1,
        ['on_break 1 0', 'break_not_relieved 1 1'],
      ],
      [
        'after one who would not count',
        [rn(4, { onBreak: 2, relieving: 1 }), rn(1, away)],
        3,
        ['on_break 1 0'],
      ],
      ['and not needed then', [rn(4, { onBreak: 1, relieving: 1 }), rn(1, away)], 4, []],
      ['with nobody on a break', [rn(2, { relieving: true })], 2, []],
      [
        'who is on a break herself',
        [rn(1, { onBreak: 1, relieving: true })],
        0,
        ['break_not_relieved 1 0'],
      ],
      [
        'without competence',
        [rn(2, { onBreak: 1 }), rn(1, { ...care, competent: false })],
        1,
        ['break_not_relieved 1 0', 'not_competent 1 0'],
      ],
      [
        'who is no nurse',
        [rn(2, { onBreak: 1 }), { role: 'CNA', count: 1, relieving: true }],
        1,
        ['break_not_relieved 1 0'],
      ],
    ] as [string, Group[], number, string[]][])('%s', (_, staff, counted, leftOut) => {
      const answer = ask('california', 'pacu', 1, staff);
      const said = answer.findings.flatMap(({ ruleId, facts: { nurses, patients } }) => {
        const reason = ruleId.split('not_counted.')[1];
        return reason === undefined ? [] : [`${reason} ${String(nurses)} ${String(patients)}`];
      });
      expect(answer.countedNurses).toBe(counted);
      expect(said.sort()).toEqual(leftOut.sort());
    });
  });

  it('a reliever goes to who has most patients, and leaves the others', () => {
    const onBreak = (load: number) => rn(1, { onBreak: 1, loads: [load] });
    const relief = rn(1, { directCare: false, relieving: true });
    const staff = [onBreak(1), onBreak(2), relief];
    expect(ask('california', 'pacu', 2, staff).findings).toMatchObject([
      { ruleId: 'california.not_counted.break_not_relieved', facts: { nurses: 1, patients: 1 } },
    ]);
  });

  it('practical nurses count where the law does not ask for registered ones', () => {
    const { body } = inFullForce(SHIPPED_PACKS.oregon);
    expect(ask('oregon', 'icu', 2, [lvn(2)])).toMatchObject({ countedNurses: 2 });
    expect(ask('oregon', 'icu', 2, [lvn(2)], { body })).toMatchObject({ countedNurses: 0 });
    expect(found(ask('oregon', 'icu', 0, [lvn(2)], { body }))).toEqual(['not_counted.rn_only']);
    expect(ask('queensland', 'prescribed_ward', 2, [lvn(2)])).toMatchObject({ countedNurses: 2 });
  });

  it('says how Wardline counts where the rules do not', () => {
    const [finding] = ask('queensland', 'prescribed_ward', 0, [
      rn(1, { competent: false }),
    ]).findings;
    expect(finding?.text).toContain("(Wardline's way to count, the rules do not say)");
  });
});

describe('the shift and the day', () => {
  const required = (pack: string, unit: string, patients: number, when: object) =>
    ask(pack, unit, patients, [], when).requiredNurses;

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
    const answer = ask('queensland', 'prescribed_ward', 8, [rn(2, { loads: [3, 5] })], {
      shift: 'morning',
    });
    expect(answer.compliant).toBe(true);
    expect(answer.findings).toMatchObject([
      { ruleId: 'queensland.load', severity: 'notice', facts: { nurses: 1, largest: 5, max: 4 } },
    ]);
  });

  it('names the shift that a figure is for', () => {
    const [finding] = ask('queensland', 'prescribed_ward', 8, [rn(1)], {
      shift: 'night',
    }).findings;
    expect(finding).toMatchObject({
      facts: { shift: 'night', required: 2, short: 1 },
      text: 'Prescribed ward: 8 patients need 2 nurses at 1:7 on the night shift; 1 counts, 1 short.',
    });
  });
});

it('says that it took the strictest where no shift is known', () => {
  const [finding] = ask('queensland', 'prescribed_ward', 8, [rn(1)]).findings;
  expect(finding?.text).toContain(
    'at 1:4 on the morning shift (the strictest, as no shift is known); 1 count',
  );
});

describe('Victoria in full force', () => {
  const { body } = inFullForce(SHIPPED_PACKS.victoria);
  const judge = (unit: string, shift: string, patients: number, ...staff: Group[]) =>
    broken(ask('victoria', unit, patients, staff, { shift, body }));
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
  const { body } = inFullForce(SHIPPED_PACKS.oregon);

  it('take patients out, and say so', () => {
    const excepted = [{ exception: 'swing_bed', patients: 2 }];
    const answer = ask('oregon', 'icu', 4, staff, { excepted, body });
    expect(answer).toMatchObject({ requiredNurses: 1, compliant: true });
    expect(answer.findings).toMatchObject([
      {
        ruleId: 'oregon.excepted.swing_bed',
        severity: 'notice',
        facts: { patients: 2 },
        text:
          '2 of the patients are not judged, by an exception: swing beds ' +
          '(from memory, unconfirmed).',
      },
    ]);
  });

  it('that are not in force take out nobody, and say so', () => {
    for (const exception of ['swing_bed', 'psychiatric_unit']) {
      const excepted = [{ exception, patients: 2 }];
      const answer = ask('oregon', 'icu', 4, staff, { excepted });
      expect(answer).toMatchObject({ requiredNurses: 2, compliant: false });
      const [remark] = answer.findings.filter(({ severity }) => severity === 'notice');
      expect(remark).toMatchObject({ facts: { patients: 0, certainty: 'memory' } });
      expect(remark?.text).toContain('which is not in force. From memory');
    }
  });

  it('take out a whole unit', () => {
    const excepted = [{ exception: 'psychiatric_unit', patients: 40 }];
    const answer = ask('oregon', 'icu', 40, staff, { excepted, body });
    expect(answer).toMatchObject({ requiredNurses: null, countedNurses: 1, compliant: true });
    expect(found(answer)).toEqual(['excepted.psychiatric_unit']);
  });

  it('that are said to cover nobody change nothing', () => {
    for (const exception of ['swing_bed', 'psychiatric_unit']) {
      const excepted = [{ exception, patients: 0 }];
      const answer = ask('oregon', 'icu', 40, staff, { excepted, body });
      expect(answer).toEqual(ask('oregon', 'icu', 40, staff, { body }));
    }
  });

  it('of more patients than there are, or twice, are refused', () => {
    const more = (...excepted: [string, number][]) => {
      const all = excepted.map(([exception, patients]) => ({ exception, patients }));
      return refusalOf(() => ask('oregon', 'icu', 4, staff, { excepted: all, body }));
    };
    expect(more(['swing_bed', 5]).detail).toBe('exceptions cover 5 of 4 patients');
    expect(more(['swing_bed', 3], ['icu_committee', 2]).code).toBe('invalid_request');
    const answer = ask('oregon', 'icu', 4, staff, {
      excepted: [{ exception: 'swing_bed', patients: 4 }],
      body,
    });
    expect(answer).toMatchObject({ requiredNurses: 0, compliant: true });
    const twice = { exception: 'swing_bed', patients: 1 };
    const question = { pack: 'oregon', unit: 'icu', patients: 4, staff: [] };
    const asked = evaluateStaffingSchema.safeParse({ ...question, excepted: [twice, twice] });
    expect(asked.error?.issues[0]?.message).toBe('each exception stands once');
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
