import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateStaffingSchema } from '../../src-shared/contract/commands/evaluate-staffing.ts';
import { packBodySchema } from '../../src-shared/contract/state/rule-pack.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { canonicalJson } from '../../src-shared/domain/log/canonical-json.ts';
import { evaluateStaffingRules } from '../../src-shared/domain/staffing/evaluate-staffing.ts';
import { SHIPPED_PACKS } from '../../src-shared/domain/staffing/packs.ts';
import { packOfWard } from '../../src-shared/domain/staffing/pack-of-ward.ts';
import { whatIf } from '../../src-shared/domain/staffing/what-if.ts';
import { whoCounts } from '../../src-shared/domain/staffing/who-counts.ts';
import { edited, editOf } from '../../src-renderer/features/admin/rules/unit-edit.ts';
import { asked, questionOf } from '../../src-renderer/features/what-if/question.ts';
import { patientsPerNurse } from '../../src-renderer/view/load-limit.ts';
import {
  CERTAINTY_WORDS,
  conditionLines,
  figuresOfUnit,
  linesBehind,
  ruleWords,
} from '../../src-renderer/view/rule-figures.ts';
import { historyWords, shortSpans, stepsOf } from '../../src-renderer/view/staffing-steps.ts';
import { wardProof } from '../../src-renderer/view/ward-proof.ts';
import { houseState, wardState } from './support/demo-states.ts';

const now = Date.parse('2026-11-22T02:00:00.000Z');
const MINUTE = 60_000;
const at = (minutes: number) => new Date(now + minutes * MINUTE).toISOString();
const { california, queensland, victoria } = SHIPPED_PACKS;

/** A ward with nurses of every kind: on a break, off shift, of each licence, signed off or not. */
const wards = fc
  .record({
    unitType: fc.constantFrom('ed', 'critical_care', 'nicu', 'prescribed_ward'),
    stays: fc.integer({ min: 0, max: 30 }),
    nurses: fc.array(
      fc.record({
        licence: fc.constantFrom('RN' as const, 'LVN' as const, 'CNA' as const),
        competent: fc.boolean(),
        ends: fc.integer({ min: -60, max: 600 }),
        breaks: fc.option(fc.integer({ min: -20, max: 40 })),
        relieved: fc.boolean(),
      }),
      { maxLength: 12 },
    ),
  })
  .map(({ unitType, stays, nurses }): WardState => {
    const spec = { hospitalId: 'H1', wardId: 'W', name: 'W', unitType, beds: 30 };
    const state = wardState({ ...spec, stays, nurses: nurses.length }, now);
    return {
      ...state,
      nurses: state.nurses.map((nurse, index) => {
        const given = nurses[index];
        if (given === undefined) return nurse;
        return {
          ...nurse,
          licence: given.licence,
          competencies: given.competent ? [unitType] : [],
          shift: nurse.shift && { ...nurse.shift, endsAt: at(given.ends) },
          onBreakUntil: given.breaks === null ? null : at(given.breaks),
          relievedBy: given.relieved ? (state.nurses[0]?.id ?? null) : null,
        };
      }),
    };
  });

describe('who counts', () => {
  it('is, person by person, the head count of the verdict', () => {
    fc.assert(
      fc.property(wards, fc.constantFrom(california, queensland, victoria), (state, pack) => {
        const evaluation = evaluateStaffingRules(state, at(0), pack);
        const people = whoCounts(state, at(0), pack);
        expect(people.filter(({ counts }) => counts)).toHaveLength(evaluation?.counted ?? 0);
        for (const { counts, whyNot } of people) if (counts) expect(whyNot).toBeNull();
      }),
    );
  });
});

describe('the proof', () => {
  it('comes to the very facts that an alert was raised with', () => {
    const spec = { hospitalId: 'H1', wardId: 'ED', name: 'ED', unitType: 'ed', beds: 20 };
    const state = wardState({ ...spec, stays: 13, nurses: 3 }, now);
    const found = evaluateStaffingRules(state, at(0), california)?.findings.find(
      ({ ruleId }) => ruleId === 'california.ratio',
    );
    const proof = wardProof(state, california, now, 'california.ratio');
    expect(found).toBeDefined();
    expect(canonicalJson(proof.finding?.facts ?? null)).toBe(canonicalJson(found?.facts ?? null));
    expect(proof.figures.map(({ words }) => words)).toContain('One nurse to at most 4 patients');
  });

  it('says of what is not checked against the regulation that it is not', () => {
    const lines = linesBehind('california.ratio', california.body, 'postpartum_couplets');
    const [ratio] = lines;
    expect(ratio?.words).toBe('One nurse to at most 4 couplets');
    expect(CERTAINTY_WORDS[ratio?.certainty ?? 'verified']).toBe(
      'not checked against the regulation',
    );
  });

  it('names the rule on breaks behind patients whom nobody relieves', () => {
    const lines = linesBehind('california.not_counted.break_not_relieved', california.body, 'ed');
    expect(lines.map(({ of }) => of)).toEqual(['breaks']);
    expect(ruleWords('california.not_counted.break_not_relieved')).toMatch(/does not count/);
  });

  it('has a line with words, certainty and source for every figure of every pack', () => {
    for (const pack of Object.values(SHIPPED_PACKS)) {
      const lines = [...conditionLines(pack.body), ...pack.body.units.flatMap(figuresOfUnit)];
      expect(lines.length).toBeGreaterThan(0);
      for (const { words, source, inForce, whyOff } of lines) {
        expect(words).not.toMatch(/undefined|null|NaN/);
        expect(source).not.toBe('');
        if (!inForce) expect(whyOff).not.toBeNull();
      }
    }
  });
});

describe('the pack of a ward', () => {
  const house = houseState('H1', 0, now);
  const own = { ...queensland, hospital: false, wards: ['W'] };
  const both = { ...house, packs: [...house.packs, own] };

  it('is its own, else the hospital’s, else that of the last verdict', () => {
    const staffing = null;
    expect(packOfWard({ wardId: 'W', staffing }, both).id).toBe('queensland');
    expect(packOfWard({ wardId: 'X', staffing }, both).id).toBe('california');
    const judged = wardState(
      { hospitalId: 'H1', wardId: 'W', name: 'W', unitType: 'ed', beds: 1, stays: 0, nurses: 0 },
      now,
    );
    expect(packOfWard(judged, null)).toEqual({ id: 'california', version: 1 });
  });

  it('sets how many patients a nurse may have, by the shift where it depends on that', () => {
    const ward = { unitType: 'prescribed_ward' };
    // 10:00 and 02:00 in Brisbane.
    expect(patientsPerNurse(ward, queensland, Date.parse('2026-11-22T00:00:00.000Z'))).toBe(4);
    expect(patientsPerNurse(ward, queensland, Date.parse('2026-11-22T16:00:00.000Z'))).toBe(7);
    expect(patientsPerNurse({ unitType: 'ed' }, california, now)).toBe(4);
    expect(patientsPerNurse({ unitType: null }, california, now)).toBeNull();
  });
});

describe('what if', () => {
  it('begins with the ward as it stands and asks what the API understands', () => {
    fc.assert(
      fc.property(wards, (state) => {
        const question = questionOf(state, 'california', at(0));
        const parsed = evaluateStaffingSchema.safeParse(asked(question, at(0)));
        expect(parsed.error?.message).toBeUndefined();
      }),
    );
  });

  it('finds broken what is broken on the board, loads and all', () => {
    const broken = (findings: readonly { ruleId: string; severity: string }[]) =>
      findings
        .filter(({ severity }) => severity !== 'notice')
        .map(({ ruleId }) => ruleId)
        // Who is off shift is no one to think about, though patients may still be theirs.
        .filter((ruleId) => !ruleId.endsWith('.off_shift'));
    fc.assert(
      fc.property(wards, fc.infiniteStream(fc.nat()), (ward, picks) => {
        const pick = <T>(list: readonly T[]) => list[picks.next().value % list.length];
        const assignments = ward.assignments.map((one) => {
          return { ...one, nurseId: pick(ward.nurses)?.id ?? one.nurseId };
        });
        const state = { ...ward, assignments };
        const pack = state.unitType === 'prescribed_ward' ? queensland : california;
        const question = asked(questionOf(state, pack.id, at(0)), at(0));
        const answer = whatIf(evaluateStaffingSchema.parse(question));
        const evaluation = evaluateStaffingRules(state, at(0), pack);
        expect(broken(answer.findings)).toEqual(broken(evaluation?.findings ?? []));
      }),
    );
  });

  it('comes to the same required nurses as the ward itself', () => {
    const spec = { hospitalId: 'H1', wardId: 'ED', name: 'ED', unitType: 'ed', beds: 20 };
    const state = wardState({ ...spec, stays: 13, nurses: 4 }, now);
    const question = evaluateStaffingSchema.parse(
      asked(questionOf(state, 'california', at(0)), at(0)),
    );
    const evaluation = evaluateStaffingRules(state, at(0), california);
    const answer = whatIf(question);
    expect(answer.requiredNurses).toBe(evaluation?.required);
    expect(answer.countedNurses).toBe(evaluation?.counted);
  });
});

describe('editing a pack', () => {
  const unit = california.body.units.find((one) => one.unit === 'ed');
  if (unit === undefined) throw new Error('no ED');

  it('without a change leaves every figure as it was', () => {
    expect(edited(california.body, unit, editOf(unit))).toEqual(california.body);
  });

  it('makes what was changed the hospital’s own figure, with its source', () => {
    const edit = { ...editOf(unit), ratio: '3', careHours: '4, 5, 6.5, 9, 14, 6', source: 'Board' };
    const body = packBodySchema.parse(edited(california.body, unit, edit));
    const after = body.units.find((one) => one.unit === 'ed');
    expect(after?.ratios).toEqual([
      expect.objectContaining({ value: 3, certainty: 'hospital', source: 'Board', inForce: true }),
    ]);
    expect(after?.careHours?.value).toMatchObject({ 3: 6.5, unrated: 6 });
    expect(after?.rnMinShare).toEqual(unit.rnMinShare);
  });

  it('takes a figure away where its field was emptied', () => {
    const body = packBodySchema.parse(
      edited(california.body, unit, { ...editOf(unit), ratio: '' }),
    );
    expect(body.units.find((one) => one.unit === 'ed')?.ratios).toEqual([]);
  });

  it('lets the contract say what is wrong with a figure', () => {
    const wrong = edited(california.body, unit, { ...editOf(unit), ratio: 'four' });
    expect(packBodySchema.safeParse(wrong).success).toBe(false);
  });
});

describe('the last hours as steps', () => {
  const point = (minutes: number, required: number | null, present: number) => ({
    at: at(minutes),
    pack: { id: 'california', version: 1 },
    required,
    present,
    ratio: null,
    waived: false,
  });
  const history = {
    from: at(-720),
    to: at(0),
    alerts: [],
    points: [point(-900, 4, 4), point(-60, 5, 4), point(-40, 6, 4), point(-30, 6, 6)],
  };

  it('joins what follows on each other while the ward is short', () => {
    expect(shortSpans(history)).toEqual([
      { from: now - 60 * MINUTE, to: now - 30 * MINUTE, by: 2 },
    ]);
  });

  it('draws each value from its beginning to its end, and what is short besides', () => {
    const { times, series } = stepsOf(history);
    expect(times[0]).toBe(now - 720 * MINUTE);
    expect(times.at(-1)).toBe(now);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(series[0]?.values).toEqual([4, 4, 5, 5, 6, 6, 6, 6]);
    expect(series[2]?.values).toEqual([null, null, 4, 4, 4, 4, null, null]);
  });

  it('speaks of the number of nurses alone where that was never too small', () => {
    const never = { ...history, points: [point(-900, 4, 4)] };
    expect(historyWords(never)).toBe('Never fewer nurses than required in the last 12 hours.');
  });

  it('has nothing to draw of a ward that was never judged', () => {
    expect(stepsOf({ ...history, points: [] }).times).toEqual([]);
  });
});
