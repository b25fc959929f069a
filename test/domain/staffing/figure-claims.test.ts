import { describe, expect, it } from 'vitest';
import { type PackBody, packBodySchema } from '../../../src-shared/contract/state/rule-pack.ts';
import { unfoundedClaims } from '../../../src-shared/domain/staffing/figure-claims.ts';
import { SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';

const paths = (body: PackBody) => {
  return unfoundedClaims(body).map(({ path }) => path);
};
const california = () => structuredClone(SHIPPED_PACKS.california.body);
const unitAt = (body: PackBody, name: string) => {
  const index = body.units.findIndex(({ unit }) => unit === name);
  return { index, unit: body.units[index]! };
};

describe('what a hospital’s rules may claim of a figure', () => {
  it.each(Object.keys(SHIPPED_PACKS))('%s as it ships claims nothing without ground', (id) => {
    const { body } = SHIPPED_PACKS[id as keyof typeof SHIPPED_PACKS];
    expect(paths(packBodySchema.parse(JSON.parse(JSON.stringify(body))))).toEqual([]);
  });

  it('whatever is changed in any figure that ships is no more what was seen of the law', () => {
    for (const { body } of Object.values(SHIPPED_PACKS)) {
      body.units.forEach((unit, index) => {
        unit.ratios.forEach((ratio, at) => {
          if (ratio.certainty === 'memory') return;
          for (const change of [
            { value: ratio.value + 1 },
            { source: 'our lawyer' },
            { from: '2020-01-01' },
            { until: '2099-01-01' },
          ]) {
            const edited = structuredClone(body);
            Object.assign(edited.units[index]!.ratios[at]!, change);
            const path = `units.${index}.ratios.${at}`;
            expect([unit.unit, change, paths(edited)]).toEqual([unit.unit, change, [path]]);
            edited.units[index]!.ratios[at]!.certainty = 'hospital';
            expect(paths(edited)).toEqual([]);
          }
        });
      });
    }
  });

  it('a figure that nobody checked does not become certain by saying so', () => {
    const body = california();
    const { unit, index } = unitAt(body, 'combined_ldrp');
    for (const certainty of ['verified', 'secondary', 'practice'] as const) {
      unit.ratios[0]!.certainty = certainty;
      expect(paths(body)).toEqual([`units.${index}.ratios.0`]);
    }
  });

  it('putting one in force, or off, changes nothing of what it rests on', () => {
    const body = california();
    const ldrp = unitAt(body, 'combined_ldrp').unit.ratios[0]!;
    const telemetry = unitAt(body, 'telemetry').unit.ratios[0]!;
    Object.assign(ldrp, { inForce: true, whyOff: null });
    Object.assign(telemetry, { inForce: false, whyOff: 'our board decided' });
    expect(paths(body)).toEqual([]);
  });

  it('a figure belongs to its law, its unit and its kind', () => {
    expect(paths({ ...california(), law: 'Nevada' }).length).toBeGreaterThan(20);
    const moved = california();
    const { unit, index } = unitAt(moved, 'pediatrics');
    unit.minPresent = { ...unitAt(moved, 'telemetry').unit.ratios[0]!, value: 4 };
    const { value, certainty, source, inForce, whyOff } = unit.minPresent;
    unit.minPresent = { value, certainty, source, inForce, whyOff };
    expect(paths(moved)).toEqual([`units.${index}.minPresent`]);
    const beds = california();
    unitAt(beds, 'telemetry').unit.countedIn = 'beds';
    const at = unitAt(beds, 'telemetry').index;
    expect(paths(beds)).toEqual([`units.${at}.ratios.0`]);
  });

  it('conditions, shifts, exceptions and sentences are held to the same', () => {
    const body = structuredClone(SHIPPED_PACKS.queensland.body);
    body.shifts!.windows[0]!.to = '14:00';
    body.statements[0]!.text = 'A shift is as we say';
    body.conditions.charge = { ...body.conditions.charge!, certainty: 'verified' };
    expect(paths(body)).toEqual(['conditions.charge', 'shifts', 'statements.0']);
  });

  it('days and hours are meant in the time zone of their law', () => {
    const oregon = structuredClone(SHIPPED_PACKS.oregon.body);
    const dated = oregon.units.flatMap(({ ratios }, index) =>
      ratios.flatMap(({ from, until, certainty }, at) =>
        (from ?? until) === null || certainty === 'memory' ? [] : [`units.${index}.ratios.${at}`],
      ),
    );
    expect(dated.length).toBeGreaterThan(0);
    oregon.timeZone = 'Europe/Berlin';
    expect(paths(oregon)).toEqual(dated);
    const queensland = structuredClone(SHIPPED_PACKS.queensland.body);
    queensland.timeZone = 'Pacific/Honolulu';
    expect(paths(queensland)).toEqual(['shifts']);
    // How Wardline counts where a law is silent is the same everywhere.
    const custom = structuredClone(SHIPPED_PACKS.custom.body);
    custom.timeZone = 'Europe/Berlin';
    expect(paths(custom)).toEqual([]);
  });

  it.each(Object.keys(SHIPPED_PACKS))('%s: who is bound, by what, is part of each claim', (id) => {
    const { body } = SHIPPED_PACKS[id as keyof typeof SHIPPED_PACKS];
    const laws = paths({ ...body, law: 'Nevada' });
    expect(paths({ ...body, appliesTo: 'every hospital of the world' })).toEqual(laws);
    expect(paths({ ...body, sources: ['our website'] })).toEqual(laws);
  });

  it('a note says what a unit’s figures are for', () => {
    const body = california();
    const { unit, index } = unitAt(body, 'telemetry');
    unit.note = 'Also for two wards that the law does not name';
    expect(paths(body).length).toBeGreaterThan(0);
    expect(paths(body).every((path) => path.startsWith(`units.${index}.`))).toBe(true);
  });
});
