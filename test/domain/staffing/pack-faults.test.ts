import { describe, expect, it } from 'vitest';
import type { Licence } from '../../../src-shared/contract/state/nurse.ts';
import type { PackBody } from '../../../src-shared/contract/state/rule-pack.ts';
import { packFaults } from '../../../src-shared/domain/staffing/pack-faults.ts';
import { SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';
import { whatIf } from '../../../src-shared/domain/staffing/what-if.ts';
import { refusalOf } from '../support/board-fixture.ts';
import { aHospitalsPack, own, ownRatio } from './support/a-hospitals-pack.ts';

const paths = (body: PackBody) => packFaults(body).map(({ path }) => path);
const withUnit = (figures: Parameters<typeof aHospitalsPack>[0]) => aHospitalsPack(figures).body;
const { custom, queensland } = SHIPPED_PACKS;
const withWindows = (...windows: [string, string, string][]): PackBody => ({
  ...custom.body,
  shifts: {
    ...custom.body.shifts!,
    windows: windows.map(([shift, from, to]) => ({ shift, from, to })),
  } as PackBody['shifts'],
});
const ownCounting = (...value: Licence[]) => {
  return { value, certainty: 'hospital' as const, source: 'Nursing board' };
};
const withTies = (ties: unknown): PackBody => ({
  ...queensland.body,
  shifts: { ...queensland.body.shifts!, ties, certainty: 'hospital' } as PackBody['shifts'],
});

it.each(Object.values(SHIPPED_PACKS))('the pack $id can work', ({ body }) => {
  expect(paths(body)).toEqual([]);
});

describe('rules that cannot work', () => {
  const from = '2026-03-02';
  it.each<[string, PackBody, string[]]>([
    [
      'days in the wrong order',
      withUnit({ ratios: [{ ...ownRatio(4), from, until: '2026-03-01' }] }),
      ['units.0.ratios.0.until'],
    ],
    [
      'no day at all',
      withUnit({ ratios: [{ ...ownRatio(4), from, until: from }] }),
      ['units.0.ratios.0.until'],
    ],
    [
      'two ratios for one shift',
      withUnit({ ratios: [ownRatio(4, { shift: 'day' }), ownRatio(5, { shift: 'day' })] }),
      ['units.0.ratios.1'],
    ],
    ['two ratios at all times', withUnit({ ratios: [ownRatio(4), ownRatio(5)] }), ['units.0.ratios.1']],
    [
      'a shift that the day has not',
      withUnit({ ratios: [{ ...ownRatio(4), shift: 'afternoon' }] }),
      ['units.0.ratios.0.shift'],
    ],
    [
      'a post on such a shift',
      withUnit({ inCharge: { ...own(1), shifts: ['night', 'evening'] } }),
      ['units.0.inCharge.shifts.1'],
    ],
    [
      'a post twice on a shift',
      withUnit({
        inCharge: { ...own(1), shifts: ['day', 'night', 'day'] },
        triage: { ...own(1), shifts: ['night', 'night'] },
      }),
      ['units.0.inCharge.shifts.2', 'units.0.triage.shifts.1'],
    ],
    ['a licence twice', withUnit({ counting: ownCounting('RN', 'RN') }), ['units.0.counting.value.1']],
    [
      'RNs only, who do not count',
      withUnit({ counting: ownCounting('LVN'), rnOnly: own(true) }),
      ['units.0.rnOnly'],
    ],
    ['an unknown unit', withUnit({ unit: 'spa' }), ['units.0.unit']],
    ['a unit that is no name', withUnit({ unit: '__proto__' }), ['units.0.unit']],
    ['a gap', withWindows(['day', '07:00', '19:00'], ['night', '20:00', '07:00']), ['shifts.windows']],
    ['an overlap', withWindows(['day', '07:00', '19:00'], ['night', '18:00', '07:00']), ['shifts.windows']],
    ['half a day', withWindows(['day', '07:00', '19:00']), ['shifts.windows']],
    [
      'twice round the clock',
      withWindows(['day', '07:00', '07:00'], ['night', '07:00', '07:00']),
      ['shifts.windows'],
    ],
    [
      'a name twice',
      withWindows(['day', '07:00', '13:00'], ['day', '13:00', '19:00'], ['night', '19:00', '07:00']),
      ['shifts.windows.1.shift'],
    ],
    [
      'a tie with itself',
      withTies([{ between: ['night', 'night'], is: 'night' }]),
      ['shifts.ties.0.between'],
    ],
    [
      'a tie that a third wins',
      withTies([{ between: ['morning', 'night'], is: 'afternoon' }]),
      ['shifts.ties.0.is'],
    ],
    [
      'a tie said twice',
      withTies([
        { between: ['morning', 'night'], is: 'night' },
        { between: ['night', 'morning'], is: 'morning' },
      ]),
      ['shifts.ties.1.between'],
    ],
  ])('%s', (_what, body, where) => {
    expect(paths(body)).toEqual(where);
    const question = { pack: 'custom', unit: 'pacu', patients: 1, staff: [], body };
    const refusal = refusalOf(() => whatIf(question));
    expect(refusal.code).toBe('invalid_request');
    expect(refusal.extra['errors']).toMatchObject(where.map((path) => ({ path: `body.${path}` })));
  }); // prettier-ignore

  it('an exception twice, and one for a unit that there is not', () => {
    const [one] = SHIPPED_PACKS.oregon.body.exceptions;
    const exceptions = [one!, { ...one!, units: ['spa'] }];
    expect(paths({ ...custom.body, exceptions })).toEqual([
      'exceptions.1.id',
      'exceptions.1.units.0',
    ]);
  });
});

describe('rules that can', () => {
  it.each<[string, PackBody]>([
    ['one day after the other', withUnit({ ratios: [
      { ...ownRatio(5), until: '2026-03-02' }, { ...ownRatio(4), from: '2026-03-02' },
    ] })],
    ['at all times, and stricter for a while', withUnit({ ratios: [
      ownRatio(4), { ...ownRatio(2), from: '2026-03-02', until: '2026-03-04' },
    ] })],
    ['one in force and one that is off', withUnit({ ratios: [
      ownRatio(4), { ...ownRatio(3), inForce: false, whyOff: 'next year' },
    ] })],
    ['one shift all day', withWindows(['day', '07:00', '07:00'])],
    ['a morning that is a day', {
      ...withUnit({ ratios: [ownRatio(4, { shift: 'day' })] }),
      shifts: queensland.body.shifts,
    }],
  ])('%s', (_what, body) => {
    expect(paths(body)).toEqual([]);
  }); // prettier-ignore
});
