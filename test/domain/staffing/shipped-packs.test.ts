import { describe, expect, it } from 'vitest';
import { PACK_IDS } from '../../../src-shared/contract/commands/evaluate-staffing.ts';
import { rulePackSchema, type UnitFigures } from '../../../src-shared/contract/state/rule-pack.ts';
import { isKnownUnit } from '../../../src-shared/domain/staffing/known-units.ts';
import { rulesOf, SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';
import rules from '../../../src-shared/domain/staffing/staffing-rules.json' with { type: 'json' };
import { deepFreeze } from '../support/deep-freeze.ts';
import { ask, found, rn } from './support/ask.ts';

const packs = Object.values(SHIPPED_PACKS);
const ofLaw = ['california', 'oregon', 'britishColumbia', 'queensland', 'victoria'] as const;

interface FigureLike {
  readonly certainty: string;
  readonly inForce: boolean;
  readonly whyOff: string | null;
  readonly source: string;
}

/** Every figure of a pack, wherever it stands in it. */
function figuresIn(value: unknown): FigureLike[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(figuresIn);
  return 'inForce' in value ? [value as FigureLike, ...inside] : inside;
}

describe.each(packs)('the pack $id', (pack) => {
  it('is one that a hospital could have written: it passes its schema, as JSON too', () => {
    expect(rulePackSchema.parse(pack)).toEqual(pack);
    expect(rulePackSchema.parse(JSON.parse(JSON.stringify(pack)))).toEqual(pack);
  });

  it('ships with what is from memory off, saying why, and all else on', () => {
    for (const figure of figuresIn(pack.body)) {
      expect(figure.inForce).toBe(figure.certainty !== 'memory');
      expect(figure.whyOff === null).toBe(figure.inForce);
      expect(figure.source).not.toBe('');
    }
  });

  it('says the same as a copy of it that a hospital keeps', () => {
    const unit = pack.body.units[0]?.unit.replace('*', 'medical_surgical') ?? '';
    const copy = deepFreeze(structuredClone(pack.body));
    const staff = [rn(1, { loads: [9] }), rn(1, { onBreak: 1 })];
    expect(ask(pack.id, unit, 9, staff, { body: copy })).toEqual(ask(pack.id, unit, 9, staff));
  });
});

it('there is a pack for each id of the contract', () => {
  expect(Object.keys(SHIPPED_PACKS)).toEqual([...PACK_IDS]);
  expect(packs.map(({ id }) => id)).toEqual([...PACK_IDS]);
});

describe.each(ofLaw)('from the collected rules of %s', (id) => {
  const units: readonly object[] = rules[id].units;
  const byUnit = new Map(SHIPPED_PACKS[id].body.units.map((unit) => [unit.unit, unit]));

  it('no unit is missing', () => {
    expect([...byUnit.keys()]).toEqual(rules[id].units.map(({ unit }) => unit));
    for (const unit of byUnit.keys()) expect(isKnownUnit(unit)).toBe(true);
  });

  it('no number is missing: each stands in the pack', () => {
    for (const facts of units) {
      const { unit } = facts as { unit: string };
      const numbers = Object.values(facts).filter((value) => typeof value === 'number');
      const inPack = numbersOf(byUnit.get(unit)!, SHIPPED_PACKS[id].body.statements);
      expect([unit, inPack]).toEqual([unit, expect.arrayContaining(numbers)]);
    }
  });
});

/** The numbers of a unit's figures, and those that are only told. */
function numbersOf(unit: UnitFigures, statements: readonly { readonly text: string }[]): number[] {
  const figures = [...unit.ratios, ...Object.values(unit)].flatMap((figure: unknown) =>
    typeof figure === 'object' && figure !== null && 'value' in figure ? [figure.value] : [],
  );
  const told = statements.flatMap(({ text }) => text.match(/\d+/g)?.map(Number) ?? []);
  return [...figures.filter((value) => typeof value === 'number'), ...told];
}

it('every exception of Oregon is one that can be named', () => {
  const { exceptions } = SHIPPED_PACKS.oregon.body;
  expect(exceptions.map(({ text }) => text)).toEqual(rules.oregon.exceptions);
  expect(exceptions.map(({ id }) => id)).toEqual([
    'psychiatric_unit',
    'swing_bed',
    'outpatient_unit',
    'critical_until_stable',
    'discharge_barrier',
    'icu_committee',
  ]);
});

it('no table of the licensed SNCT is in any pack', () => {
  for (const pack of packs) {
    const text = JSON.stringify(pack);
    for (const hours of [4.35, 6.1, 7.55, 8.65, 26.2]) expect(text).not.toContain(`:${hours}`);
  }
});

describe('what of the texts is set apart', () => {
  const unit = (pack: keyof typeof SHIPPED_PACKS, name: string) =>
    SHIPPED_PACKS[pack].body.units.find((one) => one.unit === name)!;

  it.each([
    ['the ED of California', () => unit('california', 'ed').ratios[0], 'verified'],
    ['its minimum of two', () => unit('california', 'ed').minPresent, 'memory'],
    ['its radio', () => SHIPPED_PACKS.california.body.conditions.radio, 'memory'],
    ['its triage', () => SHIPPED_PACKS.california.body.conditions.triage, 'verified'],
    ['its couplets', () => unit('california', 'postpartum_couplets').ratios[0], 'secondary'],
    ['only RNs in its nursery', () => unit('california', 'nicu').rnOnly, 'memory'],
    ['only RNs in its trauma', () => unit('california', 'ed_critical_trauma').rnOnly, 'secondary'],
    ['its LVN share', () => unit('california', 'pacu').rnMinShare, 'memory'],
    ['who counts in Oregon', () => unit('oregon', 'icu').rnOnly, 'memory'],
    ['its exceptions', () => SHIPPED_PACKS.oregon.body.exceptions[0], 'memory'],
    ['Oregon before June', () => unit('oregon', 'medical_surgical').ratios[0], 'secondary'],
    ['Oregon since June', () => unit('oregon', 'medical_surgical').ratios[1], 'verified'],
    ['who is in charge in Victoria', () => unit('victoria', 'nicu').inCharge, 'verified'],
    ['its wards', () => unit('victoria', 'level1_med_surg').ratios[0], 'memory'],
  ])('%s', (_what, figure, certainty) => {
    expect(figure()?.certainty).toBe(certainty);
  });
});

describe('which pack is meant', () => {
  it('by id and version: an edited version is not the one that ships', () => {
    expect(rulesOf('oregon')).toBe(rulesOf(SHIPPED_PACKS.oregon));
    expect(rulesOf({ id: 'oregon', version: 1 })).toBe(rulesOf('oregon'));
    expect(rulesOf({ id: 'oregon', version: 2 })).toBeUndefined();
    expect(rulesOf('atlantis')).toBeUndefined();
  });

  it('a pack of red flags is for any unit of the rules, and for no other', () => {
    expect(found(ask('nhsEngland', 'telemetry', 1, [rn(2)]))).toEqual([]);
    expect(rulesOf('nhsEngland')?.get('spa')).toBeUndefined();
  });
});

describe('a pack is refused', () => {
  const good = SHIPPED_PACKS.queensland;
  const body = structuredClone(good.body);
  const [unit] = body.units;
  it.each([
    ['with two of a unit', { ...body, units: [unit, unit] }],
    ['without units', { ...body, units: [] }],
    ['in no time zone', { ...body, timeZone: 'Mars/Olympus' }],
    ['without an alarm', { ...body, alarms: { ratio: body.alarms.ratio } }],
    ['with something more', { ...body, colour: 'red' }],
    [
      'with a figure that is off and does not say why',
      {
        ...body,
        units: [{ ...unit, ratios: [{ ...unit?.ratios[0], inForce: false, whyOff: null }] }],
      },
    ],
    [
      'with no patient to a nurse',
      { ...body, units: [{ ...unit, ratios: [{ ...unit?.ratios[0], value: 0 }] }] },
    ],
  ])('%s', (_what, faulty) => {
    expect(rulePackSchema.safeParse({ ...good, body: faulty }).success).toBe(false);
  });

  it('with an id too long to begin the ids of its findings', () => {
    expect(rulePackSchema.safeParse({ ...good, id: 'x'.repeat(33) }).success).toBe(false);
  });
});
