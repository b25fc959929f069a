import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Assignment } from '../../../src-shared/contract/state/assignment.ts';
import type { Licence, Nurse } from '../../../src-shared/contract/state/nurse.ts';
import type { PackBody, RulePack } from '../../../src-shared/contract/state/rule-pack.ts';
import type { Stay } from '../../../src-shared/contract/state/stay.ts';
import { knownUnits } from '../../../src-shared/domain/staffing/known-units.ts';
import { unfoundedClaims } from '../../../src-shared/domain/staffing/figure-claims.ts';
import { SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';
import { aHospitalsPack, own, ownRatio } from '../../domain/staffing/support/a-hospitals-pack.ts';
import { inFullForce } from '../../domain/staffing/support/full-force.ts';

const HOUR_MS = 3_600_000;

/** A ward as it is written into a database, with the pack that judges it. */
export interface RandomWard {
  readonly wardId: string;
  readonly unitType: string;
  readonly packId: string;
  readonly nurses: readonly Nurse[];
  readonly stays: readonly Stay[];
  readonly assignments: readonly Assignment[];
}

/** Hours at which the clocks of the packs stand: on a morning, an evening and a night shift. */
const HOURS = [11, 18, 3] as const;

/**
 * Every pack that ships, the same with all that ships off in force, and a hospital's own, none of
 * which waits before it raises. Their clocks stand far from any change of shifts at `now`, so that
 * whoever judges a few minutes later finds the same.
 */
export function packsWithoutPatience(now: number): RulePack[] {
  const shipped: readonly RulePack[] = Object.values(SHIPPED_PACKS);
  const filled = aHospitalsPack({
    ratios: [ownRatio(4, { shift: 'day' }), ownRatio(6, { shift: 'night' })],
    minPresent: own(2),
    rnMinShare: own(0.6),
    careHours: own({ 1: 3, 2: 4.35, 3: 6.1, 4: 8, 5: 12, unrated: 6 }),
  });
  const packs = [
    ...shipped.map((pack) => ({ ...pack, id: `${pack.id}-1` })),
    ...shipped.map((pack) => ({ ...inFullForce(pack), id: `${pack.id}-all` })),
    { ...filled, id: 'own' },
  ];
  return packs.map((pack, index) => ({
    ...pack,
    version: 1,
    author: 'admin',
    body: asItsOwn({
      ...atOnce(pack.body),
      timeZone: zoneOf(HOURS[index % HOURS.length] ?? 11, now),
    }),
  }));
}

/** A law's shifts and days are no longer the law's in another time zone: the hospital's own. */
function asItsOwn(body: PackBody): PackBody {
  const own = structuredClone(body);
  for (const { path } of unfoundedClaims(own)) {
    const figure = path.split('.').reduce<unknown>((at, key) => Reflect.get(Object(at), key), own);
    Object.assign(Object(figure), { certainty: 'hospital' });
  }
  return own;
}

function atOnce(body: PackBody): PackBody {
  const entries = Object.entries(body.alarms).map(([rule, alarm]) => [
    rule,
    { ...alarm, holdMs: 0, clearMs: 0 },
  ]);
  return { ...body, alarms: Object.fromEntries(entries) as PackBody['alarms'] };
}

/** A zone in which it is about that hour. The signs of these zones are turned round. */
function zoneOf(hour: number, now: number): string {
  const ahead = (hour - new Date(now).getUTCHours() + 36) % 24;
  const offset = ahead - 12;
  return offset === 0 ? 'Etc/GMT' : `Etc/GMT${offset > 0 ? '-' : '+'}${String(Math.abs(offset))}`;
}

const licence: fc.Arbitrary<Licence> = fc.constantFrom('RN', 'RN', 'RN', 'LVN', 'CNA', 'PsychTech');

const nurse = fc.record({
  licence,
  competent: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
  /** On shift, or here only because somebody is still hers. */
  onShift: fc.integer({ min: 0, max: 5 }).map((n) => n > 0),
  onBreak: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  /** The number of a nurse; one beyond them is of another ward. */
  relievedBy: fc.option(fc.nat({ max: 8 })),
});

function ward(packs: readonly RulePack[]) {
  return fc.constantFrom(...packs).chain((pack) => {
    const named = pack.body.units.map(({ unit }) => unit).filter((unit) => unit !== '*');
    const ofPack = fc.constantFrom(...(named.length === 0 ? knownUnits() : named));
    const anyUnit = fc.constantFrom(...knownUnits());
    return fc.record({
      packId: fc.constant(pack.id),
      unitType: fc.oneof({ weight: 9, arbitrary: ofPack }, { weight: 1, arbitrary: anyUnit }),
      nurses: fc.array(nurse, { maxLength: 7 }),
      acuities: fc.array(fc.option(fc.integer({ min: 1, max: 5 })), { maxLength: 20 }),
      holders: fc.array(fc.option(fc.nat({ max: 6 })), { minLength: 20, maxLength: 20 }),
    });
  });
}

/** So many wards, always the same ones for a seed; shifts and breaks lie about `now`. */
export function randomWards(
  packs: readonly RulePack[],
  options: { readonly count: number; readonly seed: number; readonly now: number },
): RandomWard[] {
  const { count, seed, now } = options;
  const time = (hours: number) => new Date(now + hours * HOUR_MS).toISOString();
  return fc.sample(ward(packs), { numRuns: count, seed }).map((drawn, index) => {
    const wardId = `W${String(index + 1)}`;
    const nurseId = (n: number) => `N-${String(index + 1)}-${String(n)}`;
    const stays = drawn.acuities.map((acuity, n) => ({
      id: uuid(`${wardId} stay ${String(n)}`),
      patient: { ref: `P-${String(index)}-${String(n)}`, label: `Patient ${String(n)}` },
      bedId: null,
      acuity,
      admittedAt: time(-5),
      expectedDischargeAt: null,
    }));
    const nurses = drawn.nurses.map((one, n): Nurse => {
      const id = nurseId(n);
      return {
        id,
        name: `Nurse ${String(n)}`,
        licence: one.licence,
        competencies: one.competent ? [drawn.unitType] : [],
        shift: one.onShift ? { id: `S-${id}`, startsAt: time(-3), endsAt: time(5) } : null,
        onBreakUntil: one.onShift && one.onBreak ? time(2) : null,
        relievedBy:
          one.onShift && one.onBreak && one.relievedBy !== null ? nurseId(one.relievedBy) : null,
      };
    });
    const assignments = stays.flatMap((stay, n) => {
      const holder = nurses[drawn.holders[n] ?? -1];
      return holder === undefined
        ? []
        : [assignment(`${wardId} ${String(n)}`, holder.id, stay.id, time(-2))];
    });
    const held = new Set(assignments.map((one) => one.nurseId));
    return {
      wardId,
      unitType: drawn.unitType,
      packId: drawn.packId,
      // Whoever is off shift stands on a board only while somebody is hers.
      nurses: nurses.filter(({ id, shift }) => shift !== null || held.has(id)),
      stays,
      assignments,
    };
  });
}

function assignment(name: string, nurseId: string, stayId: string, startedAt: string): Assignment {
  return {
    id: uuid(`${name} assignment`),
    nurseId,
    stayId,
    startedAt,
    startedBy: 'dispatcher',
    deliveredAt: null,
    confirmedAt: null,
    notes: [],
  };
}

function uuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
