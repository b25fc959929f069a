import { describe, expect, it } from 'vitest';
import { SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';
import { ask, broken, type Group, rn } from './support/ask.ts';

type PackName = keyof typeof SHIPPED_PACKS;

/** The law's own numbers, as they ship: patients to a nurse, by pack, unit and time. */
const RATIOS: readonly (readonly [PackName, string, max: number, when?: object])[] = [
  ['california', 'critical_care', 2],
  ['california', 'nicu', 2],
  ['california', 'operating_room', 1],
  ['california', 'labor_active', 2],
  ['california', 'antepartum_not_active', 4],
  ['california', 'postpartum_couplets', 4],
  ['california', 'postpartum_mothers_only', 6],
  ['california', 'well_baby_nursery', 8],
  ['california', 'pediatrics', 4],
  ['california', 'pacu', 2],
  ['california', 'ed', 4],
  ['california', 'ed_critical_care', 2],
  ['california', 'ed_critical_trauma', 1],
  ['california', 'step_down', 3],
  ['california', 'telemetry', 4],
  ['california', 'medical_surgical', 5],
  ['california', 'specialty_care', 4],
  ['california', 'psychiatric', 6],
  ['oregon', 'ed_trauma', 1],
  ['oregon', 'ed', 5],
  ['oregon', 'icu', 2],
  ['oregon', 'labor_not_active_no_complication', 2],
  ['oregon', 'labor_active_or_complication', 1],
  ['oregon', 'postpartum_antepartum_nursery', 6],
  ['oregon', 'mother_baby', 8],
  ['oregon', 'operating_room', 1],
  ['oregon', 'oncology', 4],
  ['oregon', 'pacu', 2],
  ['oregon', 'intermediate', 3],
  ['oregon', 'medical_surgical', 5, { at: '2026-05-31T23:59:59.999-07:00' }],
  ['oregon', 'medical_surgical', 4, { at: '2026-06-01T00:00:00-07:00' }],
  ['britishColumbia', 'medical_surgical', 4, { shift: 'day' }],
  ['britishColumbia', 'medical_surgical', 4, { shift: 'night' }],
  ['britishColumbia', 'rehabilitation', 5, { shift: 'day' }],
  ['britishColumbia', 'rehabilitation', 5, { shift: 'evening' }],
  ['britishColumbia', 'rehabilitation', 7, { shift: 'night' }],
  ['britishColumbia', 'palliative', 3, { shift: 'day' }],
  ['britishColumbia', 'palliative', 3, { shift: 'night' }],
  ['britishColumbia', 'focused_care', 3, { shift: 'day' }],
  ['britishColumbia', 'focused_care', 3, { shift: 'night' }],
  ['britishColumbia', 'high_acuity_step_down', 2, { shift: 'day' }],
  ['britishColumbia', 'high_acuity_step_down', 2, { shift: 'night' }],
  ['britishColumbia', 'intensive_care', 1, { shift: 'day' }],
  ['britishColumbia', 'intensive_care', 1, { shift: 'night' }],
  ['britishColumbia', 'ed_general', 3, { shift: 'day' }],
  ['britishColumbia', 'ed_general', 3, { shift: 'night' }],
  ['britishColumbia', 'ed_short_stay', 4, { shift: 'day' }],
  ['britishColumbia', 'ed_short_stay', 4, { shift: 'night' }],
  ['britishColumbia', 'ed_trauma', 1, { shift: 'day' }],
  ['britishColumbia', 'ed_trauma', 1, { shift: 'night' }],
  ['britishColumbia', 'ed_fast_track', 4, { shift: 'day' }],
  ['britishColumbia', 'ed_fast_track', 4, { shift: 'night' }],
  ['britishColumbia', 'antepartum', 3, { shift: 'day' }],
  ['britishColumbia', 'antepartum', 3, { shift: 'night' }],
  ['queensland', 'prescribed_ward', 4, { shift: 'morning' }],
  ['queensland', 'prescribed_ward', 4, { shift: 'afternoon' }],
  ['queensland', 'prescribed_ward', 7, { shift: 'night' }],
  ['victoria', 'nicu', 2],
];

/** Everything else that ships on, each with its own test below. */
const OTHERS = [
  'california ed_critical_trauma rnOnly true',
  'california operating_room assistants 1',
  'oregon ed averageMax 4',
  'victoria nicu inCharge 1',
  'nhsEngland * minPresent 2',
  'nhsEngland * rnShortHours 8',
  'nhsEngland * rnShortShare 0.25',
];

it('every figure that ships on stands in these tables', () => {
  const shipped = Object.values(SHIPPED_PACKS).flatMap(({ id, body }) =>
    body.units.flatMap(({ unit, ratios, ...rest }) => [
      ...ratios.filter((ratio) => ratio.inForce).map(({ value }) => `${id} ${unit} ratio ${value}`),
      ...Object.entries(rest).flatMap(([name, figure]) =>
        typeof figure === 'object' && figure !== null && 'inForce' in figure && figure.inForce
          ? [`${id} ${unit} ${name} ${JSON.stringify(figure.value)}`]
          : [],
      ),
    ]),
  );
  const tested = RATIOS.map(([id, unit, max]) => `${id} ${unit} ratio ${max}`);
  expect(shipped.sort()).toEqual([...tested, ...OTHERS].sort());
});

/** What else a unit asks for, so that the ratio alone decides. */
function besides(pack: PackName, unit: string): Group[] {
  if (pack === 'victoria') return [rn(1, { charge: true, directCare: false })];
  if (pack === 'california' && unit === 'operating_room') return [{ role: 'CNA', count: 40 }];
  return [];
}

const cases = RATIOS.map(([pack, unit, max, when = {}]) => ({ pack, unit, max, when }));

describe.each(cases)('$pack: $unit, one nurse to $max $when', ({ pack, unit, max, when }) => {
  const judge = (patients: number, nurses: number) =>
    ask(pack, unit, patients, [rn(nurses), ...besides(pack, unit)], when);

  it.each([
    [0, 0],
    [max - 1, max === 1 ? 0 : 1],
    [max, 1],
    [max + 1, 2],
    [3 * max - 1, max === 1 ? 2 : 3],
    [3 * max, 3],
    [3 * max + 1, 4],
  ])('%i patients need %i nurses', (patients, required) => {
    expect(judge(patients, required)).toMatchObject({
      requiredNurses: required,
      countedNurses: required,
      compliant: true,
    });
    expect(judge(patients, required + 1).compliant).toBe(true);
    if (required > 0) expect(broken(judge(patients, required - 1))).toEqual(['ratio']);
  });

  it('a nurse may have as many and no more, whoever has fewer', () => {
    const loaded = (largest: number) =>
      broken(
        ask(pack, unit, 2 * max, [rn(3, { loads: [largest, 0, 0] }), ...besides(pack, unit)], when),
      );
    expect(loaded(max - 1)).toEqual([]);
    expect(loaded(max)).toEqual([]);
    expect(loaded(max + 1)).toEqual(pack === 'queensland' ? [] : ['load']);
  });
});

describe('California, besides its ratios', () => {
  it.each([
    [3, []],
    [4, []],
    [2, ['assistants']],
  ])('three operating rooms with %i assistants', (count, rules) => {
    const answer = ask('california', 'operating_room', 3, [rn(3), { role: 'CNA', count }]);
    expect(broken(answer)).toEqual(rules);
    expect(answer.requiredNurses).toBe(3);
  });

  it('nurses beyond those who circulate may scrub', () => {
    expect(broken(ask('california', 'operating_room', 2, [rn(4)]))).toEqual([]);
    expect(broken(ask('california', 'operating_room', 2, [rn(3)]))).toEqual(['assistants']);
    const scrub = [rn(2), { role: 'LVN', count: 2, loads: [1, 1] }];
    expect(broken(ask('california', 'operating_room', 2, scrub))).toEqual([]);
  });

  it('only RNs count in critical trauma, and are said not to have been checked', () => {
    const trauma = (rns: number) =>
      ask('california', 'ed_critical_trauma', 2, [rn(rns), { role: 'LVN', count: 2 }]);
    expect(broken(trauma(1))).toEqual(['ratio']);
    expect(broken(trauma(2))).toEqual([]);
    expect(trauma(2).findings[0]?.text).toBe(
      '2 nurses do not count, because only RNs count in this unit ' +
        '(not checked against the regulation).',
    );
  });
});

describe('Oregon, on average over twelve hours', () => {
  const at = '2026-11-22T20:00:00.000Z';
  const since = (hours: number) => new Date(Date.parse(at) - hours * 60 * 60 * 1000).toISOString();
  const judge = (patients: number, nurses: number, from = since(12)) =>
    broken(ask('oregon', 'ed', 4, [rn(1)], { at, history: [{ from, to: at, patients, nurses }] }));

  it.each([
    [7, 2, []],
    [8, 2, []],
    [9, 2, ['average']],
    [0, 0, []],
    [1, 0, ['average']],
  ])('%i patients with %i nurses', (patients, nurses, rules) => {
    expect(judge(patients, nurses)).toEqual(rules);
  });

  it('looks back twelve hours, not a minute longer', () => {
    const five = { patients: 5, nurses: 1 };
    const three = { patients: 3, nurses: 1 };
    const stretch = (long: number) =>
      broken(
        ask('oregon', 'ed', 4, [rn(1)], {
          at,
          history: [
            { from: since(24), to: since(long), ...five },
            { from: since(long), to: at, ...three },
          ],
        }),
      );
    expect(stretch(6)).toEqual([]);
    expect(stretch(6 - 1 / 60)).toEqual(['average']);
    expect(stretch(12)).toEqual([]);
  });

  it('says nothing of the average without a history, and everything with one', () => {
    expect(ask('oregon', 'ed', 5, [rn(1)], { at }).findings).toEqual([]);
    const history = [
      { from: since(15), to: since(4), patients: 9, nurses: 2 },
      { from: since(4), to: at, patients: 10, nurses: 2 },
    ];
    const [finding] = ask('oregon', 'ed', 10, [rn(2)], { at, history }).findings;
    expect(finding).toEqual({
      ruleId: 'oregon.average',
      severity: 'critical',
      facts: {
        max: 4,
        hours: 12,
        average: 4.67,
        knownHours: 12,
        patientHours: 112,
        nurseHours: 24,
        certainty: 'verified',
      },
      text:
        'Over the last 12 hours there were 4.67 patients to a nurse on average; ' +
        'at most 4 patients to a nurse may be.',
    });
    expect(broken(ask('oregon', 'ed', 10, [rn(2)], { history }))).toEqual(['average']);
  });

  it('of hours without a nurse speaks in words', () => {
    const history = [{ from: since(12), to: at, patients: 1, nurses: 0 }];
    const [finding] = ask('oregon', 'ed', 1, [rn(1)], { at, history }).findings;
    expect(finding?.text).toContain('there were patients and no nurse; at most 4 patients');
    expect(finding?.facts).toMatchObject({ average: null });
  });

  it.each([
    [1 / 60, '0.01 of them are known'],
    [1, '1 of them is known'],
    [12 - 1 / 60, '11.98 of them are known'],
    [12, null],
  ])('is not judged before all its hours are known: %d hours', (known, words) => {
    const history = [{ from: since(known), to: at, patients: 50, nurses: 1 }];
    const answer = ask('oregon', 'ed', 4, [rn(1)], { at, history });
    expect(broken(answer)).toEqual(words === null ? ['average'] : []);
    if (words === null) return;
    expect(answer.findings).toMatchObject([
      { ruleId: 'oregon.no_average', severity: 'notice', facts: { hours: 12, max: 4 } },
    ]);
    expect(answer.findings[0]?.text).toBe(
      `Not enough history yet for the average over 12 hours: ${words}.`,
    );
  });

  it.each([
    [1, ['average']],
    [1000, ['average']],
    [1001, []],
  ])('%i ms between two intervals: is it judged', (gap, rules) => {
    const moment = (hoursAgo: number, ms: number) =>
      new Date(Date.parse(since(hoursAgo)) - ms).toISOString();
    const history = Array.from({ length: 12 }, (_, hour) => ({
      from: since(12 - hour),
      to: hour === 11 ? at : moment(11 - hour, gap),
      patients: 50,
      nurses: 1,
    }));
    const answer = ask('oregon', 'ed', 4, [rn(1)], { at, history });
    expect(broken(answer)).toEqual(rules);
    expect(answer.findings[0]?.facts['knownHours']).toBe(rules.length === 0 ? 11.99 : 12);
  });

  it.each([
    [1000, 4001, 4.01],
    [100, 455, 4.55],
    [1, 5, 5],
  ])(
    'with %i nurses and %i patients never reads below what it is: %d',
    (nurses, patients, mean) => {
      const history = [{ from: since(12), to: at, patients, nurses }];
      const [finding] = ask('oregon', 'ed', 1, [rn(1)], { at, history }).findings;
      expect(finding?.facts['average']).toBe(mean);
    },
  );
});

describe('Victoria, in charge besides', () => {
  it.each([
    [0, ['in_charge']],
    [1, []],
    [2, []],
  ])('%i in charge', (inCharge, rules) => {
    const charge = rn(inCharge, { charge: true, directCare: false });
    const answer = ask('victoria', 'nicu', 4, [rn(2), charge]);
    expect(answer).toMatchObject({ requiredNurses: 2, countedNurses: 2 });
    expect(broken(answer)).toEqual(rules);
  });

  it('nobody has to be in charge of a unit without patients', () => {
    expect(broken(ask('victoria', 'nicu', 0, []))).toEqual([]);
    expect(broken(ask('victoria', 'nicu', 1, [rn(1)]))).toEqual(['in_charge']);
  });

  it('who is in charge is not one of those whom the cots need', () => {
    const withPatients = [rn(2), rn(1, { charge: true })];
    expect(ask('victoria', 'nicu', 4, withPatients)).toMatchObject({
      countedNurses: 2,
      compliant: true,
    });
    expect(broken(ask('victoria', 'nicu', 5, withPatients))).toEqual(['ratio']);
  });

  it('any remainder rounds up, but that was not checked against the Act', () => {
    const text = (cots: number) =>
      ask('victoria', 'nicu', cots, [rn(1)]).findings.find((one) => one.ruleId.endsWith('.ratio'))
        ?.text;
    expect(text(3)).toBe(
      'Neonatal intensive care: 3 patients (counted: occupied cots) need 2 nurses at 1:2 ' +
        '(not checked against the regulation); 1 counts, 1 short.',
    );
    expect(text(4)).toContain('need 2 nurses at 1:2; 1 counts');
  });
});

describe('England, red flags', () => {
  it.each([
    [1, ['min_present']],
    [2, []],
    [3, []],
  ])('%i registered nurses on the ward', (count, flags) => {
    const answer = ask('nhsEngland', 'medical_surgical', 20, [
      rn(count),
      { role: 'LVN', count: 5 },
    ]);
    expect(broken(answer)).toEqual(flags);
    expect(answer).toMatchObject({ requiredNurses: 2, countedNurses: count });
  });

  it('an empty ward needs nobody', () => {
    expect(ask('nhsEngland', 'medical_surgical', 0, [])).toMatchObject({
      requiredNurses: 0,
      compliant: true,
    });
  });

  it.each([
    ['under eight hours of many', 40, 32.5, []],
    ['eight hours of many', 40, 32, []],
    ['over eight hours of many', 40, 31.9, ['rn_hours']],
    ['under a quarter of few', 24, 18.1, []],
    ['a quarter of few', 24, 18, []],
    ['over a quarter of few', 24, 17.9, ['rn_hours']],
    ['more than is needed', 24, 30, []],
    ['a quarter in fractions', 0.4, 0.3, []],
  ])('%s may be missing or not', (_what, required, available, flags) => {
    const rnHours = { required, available };
    expect(broken(ask('nhsEngland', 'medical_surgical', 9, [rn(2)], { rnHours }))).toEqual(flags);
  });

  it('is told with every number', () => {
    const rnHours = { required: 24, available: 15 };
    expect(ask('nhsEngland', 'medical_surgical', 9, [rn(2)], { rnHours }).findings).toEqual([
      {
        ruleId: 'nhsEngland.rn_hours',
        severity: 'critical',
        facts: {
          required: 24,
          available: 15,
          short: 9,
          maxHours: 8,
          maxShare: 0.25,
          certainty: 'secondary',
        },
        text:
          'The shift has 15 of 24 hours of RNs; at most 8 hours or 25% may be missing ' +
          '(not checked against the regulation).',
      },
    ]);
  });
});
