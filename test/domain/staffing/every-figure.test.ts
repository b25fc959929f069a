import { describe, expect, it } from 'vitest';
import rules from '../../../src-shared/domain/staffing/staffing-rules.json' with { type: 'json' };
import { SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';
import { ask, broken, lvn, rn } from './support/ask.ts';
import { type Facts, type Law, NO_FIGURE, PROBES, shipsOn } from './support/figure-probes.ts';
import { inFullForce } from './support/full-force.ts';

/*
 * Made from the data file itself: each figure in it is tried at its limit, one below and one above.
 * A figure under a key that nobody has said how to try fails here, so none comes without a test.
 */

const LAWS = ['california', 'oregon', 'britishColumbia', 'queensland', 'victoria'] as const;

const figures = LAWS.flatMap((law) =>
  (rules[law].units as readonly Facts[]).flatMap((facts) =>
    Object.entries(facts)
      .filter(([key]) => !NO_FIGURE.has(key))
      .map(([key, value]) => ({ law, unit: facts.unit, key, value, facts })),
  ),
);

it('every key of every unit is known: it has a probe, or holds no limit', () => {
  const unknown = figures.filter(({ key }) => PROBES[key] === undefined);
  expect(unknown.map(({ law, unit, key }) => `${law} ${unit} ${key}`)).toEqual([]);
});

it('the file was read: there is much to try, some of it off', () => {
  const on = figures.filter(({ facts, key }) => shipsOn(facts, key)).length;
  expect(on).toBeGreaterThan(50);
  expect(figures.length - on).toBeGreaterThan(20);
});

describe.each(figures)('$law: $unit, $key $value', ({ law, key, value, facts }) => {
  const probes = PROBES[key]?.(law, facts, Number(value)) ?? [];
  const sides = probes.flat();
  const on = shipsOn(facts, key);

  it('has a limit with both sides', () => {
    expect(sides.length).toBeGreaterThanOrEqual(3);
    expect(sides.length % 3).toBe(0);
  });

  it.each(sides)(`$what (${on ? 'ships on' : 'once it is in force'})`, (side) => {
    const wanted = side.breaks === null ? [] : [side.breaks];
    if (on) expect(side.ask(false)).toEqual(wanted);
    // With everything in force others may be broken too, and where nothing is broken nothing may be.
    const withAll = side.ask(true);
    if (side.breaks === null) expect(withAll).toEqual([]);
    else expect(withAll).toContain(side.breaks);
  });

  if (!on) {
    it.each(sides)('$what: from memory, so it ships off and breaks nothing', (side) => {
      const rule = side.breaks;
      if (rule !== null) expect(side.ask(false)).not.toContain(rule);
      else expect(side.ask(false)).toEqual([]);
    });
  }
});

/** What stands beside the units of a law, and by which test below, or as mere words. */
const BESIDE: Readonly<Record<string, 'words' | 'below'>> = {
  'california.law': 'words',
  'california.appliesTo': 'words',
  'california.atAllTimes': 'below',
  'california.averagingAllowed': 'below',
  'california.countsAsLicensedNurse': 'below',
  'california.chargeNurse': 'below',
  'california.breaks': 'below',
  'california.lvnMaxShare': 'below',
  'california.competence': 'below',
  'california.classification': 'words',
  'california.sources': 'words',
  'oregon.law': 'words',
  'oregon.countsAs': 'below',
  'oregon.exceptions': 'below',
  'oregon.sources': 'words',
  'britishColumbia.law': 'words',
  'britishColumbia.sources': 'words',
  'queensland.law': 'words',
  'queensland.appliesTo': 'words',
  'queensland.scope': 'below',
  'queensland.shifts': 'below',
  'queensland.sources': 'words',
  'victoria.law': 'words',
  'victoria.rounding': 'below',
  'victoria.sources': 'words',
  'nhsEngland.niceSG1RedFlags': 'below',
  'nhsEngland.notARedFlag': 'below',
  'nhsEngland.chppd': 'words',
  // Licensed: in no pack, as shipped-packs.test.ts makes sure.
  'nhsEngland.snct': 'words',
  'nhsEngland.sources': 'words',
};

it('nothing stands beside the units that nobody has looked at', () => {
  const beside = [...LAWS, 'nhsEngland' as const].flatMap((law) =>
    Object.keys(rules[law])
      .filter((key) => key !== 'units')
      .map((key) => `${law}.${key}`),
  );
  expect(beside.sort()).toEqual(Object.keys(BESIDE).sort());
});

/** Asks for two, where two nurses have to count: what of one, two or three such nurses does. */
function sidesOf(law: Law, unit: string, max: number, who: object, more: object = {}) {
  return [1, 2, 3].map((count) =>
    broken(ask(law, unit, 2 * max, [rn(1), rn(count - 1, who)], more)).filter(
      (rule) => rule === 'ratio',
    ),
  );
}
const SHORT = ['ratio'];

describe('who counts, one nurse short, enough and one more', () => {
  it('with competence, at the bedside, at work, and with a licence', () => {
    const plain = sidesOf('california', 'step_down', 3, {});
    expect(plain).toEqual([SHORT, [], []]);
    for (const who of [
      { competent: false },
      { charge: true, directCare: false },
      { duty: 'triage' },
    ]) {
      expect(sidesOf('california', 'step_down', 3, who)).toEqual([SHORT, SHORT, SHORT]);
    }
    expect(sidesOf('california', 'step_down', 3, { charge: true })).toEqual(plain);
    expect(sidesOf('california', 'step_down', 3, { role: 'LVN' })).toEqual(plain);
    expect(sidesOf('california', 'step_down', 3, { role: 'PsychTech' })).toEqual([
      SHORT,
      SHORT,
      SHORT,
    ]);
    expect(sidesOf('california', 'psychiatric', 6, { role: 'PsychTech' })).toEqual(plain);
    // That others do not count in Oregon is from memory: off until a hospital puts it in force.
    const full = { body: inFullForce(SHIPPED_PACKS.oregon).body };
    expect(sidesOf('oregon', 'intermediate', 3, { role: 'LVN' })).toEqual(plain);
    expect(sidesOf('oregon', 'intermediate', 3, { role: 'LVN' }, full)).toEqual([
      SHORT,
      SHORT,
      SHORT,
    ]);
  });

  it('at all times: a break counts only as far as somebody relieves', () => {
    const onBreak = (relievers: number) =>
      broken(
        ask('california', 'step_down', 9, [
          rn(3, { onBreak: 2 }),
          rn(relievers, { directCare: false, relieving: true }),
        ]),
      );
    expect([1, 2, 3].map(onBreak)).toEqual([SHORT, [], []]);
  });

  it('without averaging: nobody has more because others have fewer', () => {
    const loads = (most: number) =>
      broken(ask('california', 'step_down', 6, [rn(3, { loads: [most, 1, 0] })]));
    expect([2, 3, 4].map(loads)).toEqual([[], [], ['load']]);
  });

  it('half of them RNs, once that is in force', () => {
    const { body } = inFullForce(SHIPPED_PACKS.california);
    const mix = (rns: number, more: object) =>
      broken(ask('california', 'step_down', 12, [rn(rns), lvn(4 - rns)], more));
    expect([1, 2, 3].map((rns) => mix(rns, { body }))).toEqual([['skill_mix'], [], []]);
    expect([1, 2, 3].map((rns) => mix(rns, {}))).toEqual([[], [], []]);
  });
});

describe('Oregon: each exception, once in force, takes out so many patients, or the unit', () => {
  const { exceptions } = SHIPPED_PACKS.oregon.body;
  it.each(exceptions)('$id', ({ id, units }) => {
    const unit = units?.[0] ?? 'intermediate';
    const max = Number(
      (rules.oregon.units as readonly Facts[]).find((one) => one.unit === unit)?.['max'] ?? 5,
    );
    const { body } = inFullForce(SHIPPED_PACKS.oregon);
    const excepting = (patients: number, more: object) => {
      const excepted = [{ exception: id, patients }];
      return broken(ask('oregon', unit, 3 * max + 1, [rn(3)], { excepted, ...more }));
    };
    const without = (patients: number) => excepting(patients, { body });
    expect([0, 1, 2].map((patients) => excepting(patients, {}))).toEqual([SHORT, SHORT, SHORT]);
    expect(broken(ask('oregon', unit, 3 * max + 1, [rn(3)]))).toEqual(SHORT);
    // One that covers the unit does so unless it is said to cover nobody.
    expect([0, 1, 2].map(without)).toEqual([SHORT, [], []]);
  });
});

describe('Queensland: by ward and shift', () => {
  it.each([
    ['07:00', '15:00', 7],
    ['06:59', '14:59', 7],
    ['11:00', '19:00', 7],
    ['15:00', '23:00', 7],
    ['18:59', '02:59', 7],
    ['19:00', '03:00', 4],
    ['19:01', '03:01', 4],
    ['23:00', '07:00', 4],
    ['02:59', '10:59', 4],
    ['03:00', '11:00', 7],
    ['03:01', '11:01', 7],
  ])('28 patients from %s to %s need %i nurses', (from, to, nurses) => {
    const startsAt = `2026-03-02T${from}:00+10:00`;
    const endsAt = `2026-03-0${to < from ? '3' : '2'}T${to}:00+10:00`;
    const answer = ask('queensland', 'prescribed_ward', 28, [rn(nurses)], {
      shift: { startsAt, endsAt },
    });
    expect(answer).toMatchObject({ requiredNurses: nurses, compliant: true });
  });
});

it('Victoria: any remainder rounds up', () => {
  const cots = [3, 4, 5].map((count) => ask('victoria', 'nicu', count, []).requiredNurses);
  expect(cots).toEqual([2, 2, 3]);
});

describe('England: the red flags', () => {
  const staff = (count: number, more: object = {}) =>
    broken(ask('nhsEngland', 'medical_surgical', 9, [rn(count)], more));
  const probes: Readonly<Record<string, () => void>> = {
    'fewer than 2 RNs on the ward in any shift': () => {
      expect([1, 2, 3].map((count) => staff(count))).toEqual([['min_present'], [], []]);
    },
    'RN time short by more than 8 hours or 25 per cent, whichever comes first': () => {
      const short = (required: number, hours: number) =>
        staff(2, { rnHours: { required, available: required - hours } });
      expect([7, 8, 9].map((hours) => short(100, hours))).toEqual([[], [], ['rn_hours']]);
      expect([5, 6, 7].map((hours) => short(24, hours))).toEqual([[], [], ['rn_hours']]);
    },
  };
  const reported = SHIPPED_PACKS.nhsEngland.body.statements;

  it.each(rules.nhsEngland.niceSG1RedFlags)('$flag', ({ flag }) => {
    const probe = probes[flag];
    // What people report at the bedside is told and not judged.
    if (probe === undefined)
      expect(reported.map(({ text }) => text)).toContain(`Red flag: ${flag}`);
    else probe();
  });

  it('more than eight patients by day is a prompt, off until a hospital puts it in force', () => {
    const { body } = inFullForce(SHIPPED_PACKS.nhsEngland);
    const found = (load: number, more: object) =>
      ask('nhsEngland', 'medical_surgical', 9, [rn(2, { loads: [load] })], {
        shift: 'day',
        ...more,
      });
    expect([7, 8, 9].map((load) => found(load, { body }).findings.length)).toEqual([0, 0, 1]);
    expect([7, 8, 9].map((load) => found(load, { body }).compliant)).toEqual([true, true, true]);
    expect([7, 8, 9].map((load) => found(load, {}).findings.length)).toEqual([0, 0, 0]);
  });
});
