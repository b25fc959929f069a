import { createHash } from 'node:crypto';
import type { Location } from '../../../src-shared/contract/commands/put-locations.ts';
import type { Bed } from '../../../src-shared/contract/state/bed.ts';
import type { PatientLocation } from './patient-location.ts';

/** One entry of a hospital's location mapping. */
export interface LocationEntry extends Location {
  readonly hospitalId: string;
}

/** Where a location lies. `bed` null: the ward, no certain bed. `onDemand`: make the bed if need be. */
export interface MappedPlace {
  readonly hospitalId: string;
  readonly wardId: string;
  readonly bed: Bed | null;
  readonly onDemand: boolean;
}

export type MappingResult =
  | { readonly kind: 'mapped'; readonly place: MappedPlace }
  | { readonly kind: 'unmapped' }
  /** Several hospitals could mean it and nothing in the message tells which. */
  | { readonly kind: 'ambiguous'; readonly hospitals: readonly string[] };

/** A hospital some of whose entries name a facility. */
export interface FacilityClaim {
  readonly hospitalId: string;
  readonly facility: string;
}

/** All entries, ready to be asked. Build it anew when they change. */
export class LocationMap {
  readonly #byPointOfCare = new Map<string, LocationEntry[]>();
  readonly #claims: readonly FacilityClaim[];

  constructor(entries: readonly LocationEntry[], claims: readonly FacilityClaim[] = []) {
    this.#claims = claims;
    for (const entry of entries) {
      const known = this.#byPointOfCare.get(entry.pointOfCare);
      if (known === undefined) this.#byPointOfCare.set(entry.pointOfCare, [entry]);
      else known.push(entry);
    }
  }

  /**
   * The most specific entry that fits: of those whose every given part equals the location's, the one
   * with most parts given; among as many parts one with `bed` comes before one with `room`, and
   * `room` before `facility`. Of equals the first counts.
   *
   * @param owner the hospital whose message it is, whose entries alone are looked at; null: the
   * message names none. Then it is a hospital's if no other has an entry that fits, nor one that
   * names the location's facility.
   */
  resolve(location: PatientLocation, owner: string | null): MappingResult {
    const fitting = (this.#byPointOfCare.get(location.pointOfCare) ?? []).filter(
      (entry) => (owner === null || entry.hospitalId === owner) && fits(entry, location),
    );
    const best = Math.max(...fitting.map(specificity));
    const chosen = fitting.find((entry) => specificity(entry) === best);
    if (chosen === undefined) return { kind: 'unmapped' };
    const hospitals = owner === null ? this.#claimants(fitting, location) : [owner];
    if (hospitals.length > 1) return { kind: 'ambiguous', hospitals };
    return { kind: 'mapped', place: placeOf(chosen, location) };
  }

  #claimants(fitting: readonly LocationEntry[], { facility }: PatientLocation): string[] {
    const claims = this.#claims.filter((claim) => facility !== '' && claim.facility === facility);
    return [...new Set([...fitting, ...claims].map(({ hospitalId }) => hospitalId))].sort();
  }
}

function fits(entry: LocationEntry, location: PatientLocation): boolean {
  const equal = (given: string | null | undefined, actual: string) =>
    given === null || given === undefined || given === actual;
  return (
    equal(entry.room, location.room) &&
    equal(entry.bed, location.bed) &&
    equal(entry.facility, location.facility)
  );
}

/** More parts first; the small weights order entries with as many parts. */
function specificity(entry: LocationEntry): number {
  const given = (part: string | null | undefined) => (part === null || part === undefined ? 0 : 1);
  const [bed, room, facility] = [given(entry.bed), given(entry.room), given(entry.facility)];
  return (bed + room + facility) * 8 + bed * 4 + room * 2 + facility;
}

function placeOf(entry: LocationEntry, location: PatientLocation): MappedPlace {
  const { hospitalId, wardId, bedId } = entry;
  if (bedId === '*') return { hospitalId, wardId, bed: bedOnDemand(location), onDemand: true };
  const bed = bedId === null || bedId === undefined ? null : { id: bedId, label: bedId };
  return { hospitalId, wardId, bed, onDemand: false };
}

const BED_ID = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;
const LABEL_LENGTH = 40;

/**
 * The bed that a location names by itself: `room-bed`, or the one of them that is there. What does
 * not fit a bed's id is made to, with a mark that keeps it unlike any other. Null where the location
 * names neither.
 */
export function bedOnDemand({ room, bed }: PatientLocation): Bed | null {
  const name = [room, bed].filter((part) => part !== '').join('-');
  if (name === '') return null;
  const label = [...name].slice(0, LABEL_LENGTH).join('').slice(0, LABEL_LENGTH);
  if (BED_ID.test(name)) return { id: name, label };
  const mark = createHash('sha256').update(name).digest('hex').slice(0, 8);
  const plain = name
    .replace(/[^A-Za-z0-9_-]+/g, '_')
    .replace(/^-/, '_')
    .slice(0, 40);
  return { id: `${plain}.${mark}`, label };
}
