import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  EvaluateStaffing,
  EvaluateStaffingAnswer,
} from '../../../src-shared/contract/commands/evaluate-staffing.ts';
import { evaluateStaffingSchema } from '../../../src-shared/contract/commands/evaluate-staffing.ts';
import type { RulePack } from '../../../src-shared/contract/state/rule-pack.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import {
  evaluateStaffing,
  evaluateStaffingRules,
  nextStaffingChange,
  verdictOf,
} from '../../../src-shared/domain/staffing/evaluate-staffing.ts';
import { knownUnits } from '../../../src-shared/domain/staffing/known-units.ts';
import { SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';
import { whatIf } from '../../../src-shared/domain/staffing/what-if.ts';
import { anAssignment, aStay, aWard } from '../support/board-fixture.ts';
import { aHospitalsPack, own, ownRatio } from './support/a-hospitals-pack.ts';
import { inFullForce } from './support/full-force.ts';

const OWN = aHospitalsPack({
  ratios: [ownRatio(4, { shift: 'day' }), ownRatio(6, { shift: 'night' })],
  minPresent: own(2),
  rnMinShare: own(0.6),
  careHours: own({ 1: 3, 2: 4.35, 3: 6.1, 4: 8, 5: 12, unrated: 6 }),
});
const shipped: readonly RulePack[] = Object.values(SHIPPED_PACKS);
const PACKS = [...shipped, ...shipped.map(inFullForce), OWN];

const START = Date.parse('2026-05-31T00:00:00.000Z');
const MINUTE = 60_000;
const minute = (n: number) => new Date(START + n * MINUTE).toISOString();

const group = fc.record({
  role: fc.constantFrom('RN' as const, 'LVN' as const, 'CNA' as const, 'PsychTech' as const),
  count: fc.integer({ min: 1, max: 4 }),
  directCare: fc.boolean(),
  charge: fc.boolean(),
  duty: fc.constantFrom('triage', 'radio', null),
  onBreak: fc.nat({ max: 1 }),
  relieving: fc.oneof(fc.boolean(), fc.nat({ max: 3 })),
  competent: fc.boolean(),
  loads: fc.array(fc.nat({ max: 9 }), { maxLength: 1 }),
});

/** No more of a group relieve than there are. */
function withinItself<T extends { count: number; relieving: boolean | number }>(one: T): T {
  const { relieving, count } = one;
  return typeof relieving === 'boolean' ? one : { ...one, relieving: Math.min(relieving, count) };
}

const interval = fc.record({
  from: fc.integer({ min: 0, max: 9 }).map((n) => minute(n * 60)),
  to: fc.constant(minute(900)),
  patients: fc.nat({ max: 12 }),
  nurses: fc.nat({ max: 3 }),
});

interface Asked {
  readonly pack: RulePack;
  readonly question: EvaluateStaffing;
}

const asked: fc.Arbitrary<Asked> = fc
  .constantFrom(...PACKS)
  .chain((pack) => {
    const named = pack.body.units.map(({ unit }) => unit).filter((unit) => unit !== '*');
    const units = named.length === 0 ? knownUnits() : named;
    return fc.record({
      pack: fc.constant(pack),
      unit: fc.constantFrom(...units),
      shift: fc.option(
        fc.constantFrom(...(['day', 'morning', 'afternoon', 'evening', 'night'] as const)),
        { nil: undefined },
      ),
      at: fc.option(fc.nat({ max: 4000 }).map(minute), { nil: undefined }),
      patients: fc.nat({ max: 30 }),
      staff: fc.array(group.map(withinItself), { maxLength: 6 }),
      acuity: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 30 }),
      rnHours: fc.option(
        fc.record({ required: fc.nat({ max: 60 }), available: fc.nat({ max: 60 }) }),
        { nil: undefined },
      ),
      history: fc.array(interval, { maxLength: 1 }),
    });
  })
  .map(({ pack, acuity, ...rest }) => ({
    pack,
    question: evaluateStaffingSchema.parse({
      ...rest,
      pack: pack.id,
      acuity: acuity.slice(0, rest.patients),
    }),
  }));

/** The rules broken, with how many of the required nurses there are not. */
function faults({ requiredNurses, countedNurses, findings }: EvaluateStaffingAnswer) {
  const broken = findings.filter(({ severity }) => severity !== 'notice');
  return {
    rules: broken.map(({ ruleId }) => ruleId),
    short: Math.max(0, (requiredNurses ?? 0) - countedNurses),
  };
}

function expectNoWorse(after: EvaluateStaffingAnswer, before: EvaluateStaffingAnswer): void {
  const [now, then] = [faults(after), faults(before)];
  expect(then.rules).toEqual(expect.arrayContaining(now.rules));
  expect(now.short).toBeLessThanOrEqual(then.short);
  if (before.compliant) expect(after.compliant).toBe(true);
}

describe('whatever is asked of whichever pack', () => {
  const licensed = fc.record({
    role: fc.constantFrom('RN' as const, 'LVN' as const),
    directCare: fc.boolean(),
    charge: fc.boolean(),
    duty: fc.constantFrom('triage', 'radio', null),
    relieving: fc.boolean(),
    competent: fc.boolean(),
  });

  it('one more nurse never makes it worse, whatever she is and does', () => {
    fc.assert(
      fc.property(asked, licensed, ({ pack, question }, more) => {
        const nurse = { ...more, count: 1, onBreak: 0 };
        const better = { ...question, staff: [...question.staff, nurse] };
        expectNoWorse(whatIf(better, pack), whatIf(question, pack));
      }),
      { numRuns: 1000 },
    );
  });

  it('relief from the bedside never makes it worse, and never adds to the count', () => {
    fc.assert(
      fc.property(asked, fc.nat({ max: 4 }), ({ pack, question }, more) => {
        const staff = question.staff.map((one) =>
          one.directCare && one.duty === null && typeof one.relieving === 'number'
            ? withinItself({ ...one, relieving: one.relieving + more })
            : one,
        );
        const [after, before] = [whatIf({ ...question, staff }, pack), whatIf(question, pack)];
        expectNoWorse(after, before);
        expect(after.countedNurses).toBe(before.countedNurses);
      }),
      { numRuns: 1000 },
    );
  });

  it('one more RN at the bedside counts as one more', () => {
    const nurse = evaluateStaffingSchema.shape.staff.element.parse({ role: 'RN', count: 1 });
    fc.assert(
      fc.property(asked, ({ pack, question }) => {
        const more = whatIf({ ...question, staff: [...question.staff, nurse] }, pack);
        expect(more.countedNurses).toBe(whatIf(question, pack).countedNurses + 1);
      }),
    );
  });

  it('one more patient never makes it better, of whatever acuity', () => {
    const acuity = fc.option(fc.integer({ min: 1, max: 5 }));
    fc.assert(
      fc.property(asked, acuity, ({ pack, question }, level) => {
        const known = question.acuity ?? [];
        const fuller = {
          ...question,
          patients: question.patients + 1,
          acuity: level === null ? known : [...known, level],
        };
        expectNoWorse(whatIf(question, pack), whatIf(fuller, pack));
      }),
      { numRuns: 1000 },
    );
  });

  it('the order of staff, loads, acuity and history does not matter', () => {
    const random = fc.infiniteStream(fc.nat());
    fc.assert(
      fc.property(asked, random, ({ pack, question }, keys) => {
        const shuffled = <T>(items: readonly T[]): T[] =>
          items
            .map((item) => ({ item, key: keys.next().value as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item);
        const other = {
          ...question,
          staff: shuffled(question.staff),
          acuity: shuffled(question.acuity ?? []),
          history: shuffled(question.history ?? []),
        };
        expect(whatIf(other, pack)).toEqual(whatIf(question, pack));
      }),
    );
  });

  it('two halves of a group stand as the whole does', () => {
    fc.assert(
      fc.property(asked, ({ pack, question }) => {
        const halves = question.staff.flatMap((one) => {
          const relieving = one.relieving === true ? true : 0;
          const lone = { ...one, onBreak: 0, loads: [], relieving };
          const relievers = Number(one.relieving);
          return one.onBreak > 0 || one.count < 2 || (relieving === 0 && relievers > 0)
            ? [one]
            : [
                { ...one, count: 1 },
                { ...lone, count: one.count - 1 },
              ];
        });
        expect(whatIf({ ...question, staff: halves }, pack)).toEqual(whatIf(question, pack));
      }),
    );
  });

  it('rounding never averages: the nurses required are enough for every patient', () => {
    const fixed = PACKS.filter(({ id }) => id !== 'custom' && id !== 'nhsEngland');
    const patients = fc.integer({ min: 1, max: 500 });
    fc.assert(
      fc.property(fc.constantFrom(...fixed), patients, (pack, count) => {
        for (const { unit, minPresent } of pack.body.units) {
          const question = { pack: pack.id, unit, patients: count, staff: [] };
          const { requiredNurses: nurses, findings } = whatIf(question, pack);
          const max = findings.find(({ ruleId }) => ruleId.endsWith('.ratio'))?.facts['max'];
          if (nurses === null || typeof max !== 'number') continue;
          const floor = minPresent?.inForce === true ? minPresent.value : 0;
          expect(nurses * max).toBeGreaterThanOrEqual(count);
          if (nurses > floor) expect((nurses - 1) * max).toBeLessThan(count);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('whatever the ward', () => {
  const nurse = fc.record({
    licence: fc.constantFrom('RN' as const, 'LVN' as const, 'CNA' as const, 'PsychTech' as const),
    competent: fc.boolean(),
    from: fc.nat({ max: 90 }),
    length: fc.option(fc.nat({ max: 90 })),
    pause: fc.option(fc.nat({ max: 120 })),
    relievedBy: fc.option(fc.nat({ max: 8 })),
  });
  const ward: fc.Arbitrary<WardState> = fc
    .record({
      unitType: fc.constantFrom(...knownUnits()),
      nurses: fc.array(nurse, { maxLength: 7 }),
      stays: fc.array(fc.option(fc.integer({ min: 1, max: 5 })), { maxLength: 20 }),
      holders: fc.array(fc.option(fc.nat({ max: 8 })), { maxLength: 20 }),
    })
    .map(({ unitType, nurses, stays, holders }) =>
      aWard('ICU', {
        unitType,
        nurses: nurses.map((one, n) => ({
          id: `N-${n}`,
          name: `Nurse ${n}`,
          licence: one.licence,
          competencies: one.competent ? [unitType] : [],
          shift:
            one.length === null
              ? null
              : { id: `S-${n}`, startsAt: minute(one.from), endsAt: minute(one.from + one.length) },
          onBreakUntil: one.pause === null ? null : minute(one.pause),
          relievedBy: one.relievedBy === null ? null : `N-${one.relievedBy}`,
        })),
        stays: stays.map((acuity, n) => aStay(n + 1, { acuity })),
        assignments: holders.flatMap((holder, n) =>
          holder === null ? [] : [anAssignment(100 + n, `N-${holder}`, aStay(n + 1).id)],
        ),
      }),
    );
  const pack = fc.constantFrom(...PACKS);
  const at = fc.nat({ max: 130 }).map(minute);

  it('the numbers of a command are those of the findings', () => {
    fc.assert(
      fc.property(ward, pack, at, (state, ofPack, moment) => {
        const verdict = evaluateStaffing(state, moment, ofPack);
        const evaluation = evaluateStaffingRules(state, moment, ofPack)!;
        expect(verdict.required).toBe(evaluation.required);
        // Who may be in charge besides is not told by a board, so nobody is taken from the count.
        expect(verdict.present).toBe(evaluation.counted);
        expect(verdict.pack).toEqual({ id: ofPack.id, version: ofPack.version });
        expect(verdictOf(evaluation, state, ofPack)).toEqual(verdict);
      }),
      { numRuns: 500 },
    );
  });

  it('when a pack next asks for something else does not depend on what was asked before', () => {
    const hours = fc.integer({ min: -24 * 400, max: 24 * 400 });
    const times = fc.array(
      hours.map((hour) => minute(60 * hour + 59)),
      { minLength: 2 },
    );
    fc.assert(
      fc.property(pack, times, (ofPack, asked) => {
        for (const after of asked) {
          const fresh = { ...ofPack, body: structuredClone(ofPack.body) };
          expect(nextStaffingChange({ nurses: [] }, after, ofPack)).toBe(
            nextStaffingChange({ nurses: [] }, after, fresh),
          );
        }
      }),
    );
  });

  it('nothing depends on the order of nurses, stays and assignments', () => {
    fc.assert(
      fc.property(ward, pack, at, (state, ofPack, moment) => {
        const turned = {
          ...state,
          nurses: state.nurses.toReversed(),
          stays: state.stays.toReversed(),
          assignments: state.assignments.toReversed(),
        };
        const judge = (one: WardState) => evaluateStaffingRules(one, moment, ofPack);
        expect(judge(turned)).toEqual(judge(state));
      }),
    );
  });

  it('between two moments that the clock is told of nothing changes', () => {
    fc.assert(
      fc.property(ward, pack, (state, ofPack) => {
        let next = nextStaffingChange(state, minute(0), ofPack);
        for (let n = 1; n < 200; n += 1) {
          const [now, before] = [minute(n), minute(n - 1)];
          if (now === next) {
            next = nextStaffingChange(state, now, ofPack);
            continue;
          }
          expect(evaluateStaffingRules(state, now, ofPack)).toEqual(
            evaluateStaffingRules(state, before, ofPack),
          );
        }
      }),
      { numRuns: 40 },
    );
  });
});
