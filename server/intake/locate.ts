import { hospitalIdSchema } from '../../src-shared/contract/ids.ts';
import type { Tx } from '../db/database.ts';
import { facilityClaims, hospitalsNamed, locationsOf } from '../db/intake-locations.ts';
import { hospitalsOfVisits } from '../db/intake-visits.ts';
import { LocationMap } from './adt/location-map.ts';
import type { MappingResult } from './adt/location-map.ts';
import type { MessageHeader } from './adt/message-header.ts';
import { locationText } from './adt/patient-location.ts';
import type { PatientLocation } from './adt/patient-location.ts';

/** Where the locations of one message lie, by what administrators have mapped until now. */
export interface Located {
  /** One for each location asked for, in their order; null where none was named. */
  readonly results: readonly (MappingResult | null)[];
  /** Whose message it is, whatever maps; null: it names no hospital. */
  readonly hospitalId: string | null;
}

/** A visit that a message speaks of, and where it puts the patient. */
export interface LocatedVisit {
  readonly visit: string;
  readonly location: PatientLocation | null;
}

/**
 * Where a message's locations lie. First it is decided whose message it is, then that hospital's
 * entries alone are looked at: no administrator can draw the patients of another hospital to hers.
 * A hospital that PV1-3.4 names comes first, then the one where the visit is, then MSH-4.
 */
export async function locate(
  tx: Tx,
  header: MessageHeader,
  visits: readonly LocatedVisit[],
): Promise<Located> {
  const locations = visits.flatMap(({ location }) => location ?? []);
  const facilities = [...new Set(locations.map(({ facility }) => facility))];
  const [entries, claims, known, hospitals] = await Promise.all([
    locationsOf(tx, [...new Set(locations.map(({ pointOfCare }) => pointOfCare))]),
    facilityClaims(
      tx,
      facilities.filter((facility) => facility !== ''),
    ),
    hospitalsOfVisits(
      tx,
      visits.map(({ visit }) => visit),
    ),
    hospitalsAmong(tx, [...facilities, ...header.facilities]),
  ]);
  const map = new LocationMap(entries, claims);
  const [, ...senders] = header.facilities;
  const ownerOf = ({ visit, location }: LocatedVisit) =>
    hospitals.first([location?.facility ?? '']) ??
    known.get(visit) ??
    hospitals.first(senders) ??
    hospitals.only;
  return {
    results: visits.map((one) =>
      one.location === null ? null : map.resolve(one.location, ownerOf(one)),
    ),
    hospitalId:
      visits[0] === undefined
        ? (hospitals.first(header.facilities) ?? hospitals.only)
        : ownerOf(visits[0]),
  };
}

/** Whose message it is by what it names alone; null: it names no hospital. */
export async function hospitalNamed(tx: Tx, facilities: readonly string[]): Promise<string | null> {
  const hospitals = await hospitalsAmong(tx, facilities);
  return hospitals.first(facilities) ?? hospitals.only;
}

interface Hospitals {
  /** The first of these texts that is the id of a hospital. */
  first(texts: readonly string[]): string | null;
  /** The hospital of an installation that has no other. */
  readonly only: string | null;
}

async function hospitalsAmong(tx: Tx, texts: readonly string[]): Promise<Hospitals> {
  const ids = texts.filter((text) => hospitalIdSchema.safeParse(text).success);
  const rows = await hospitalsNamed(tx, [...new Set(ids)]);
  const named = rows.filter(({ id }) => ids.includes(id)).map(({ id }) => id);
  return {
    first: (candidates) => candidates.find((text) => named.includes(text)) ?? null,
    only: rows.find(({ only }) => only)?.id ?? null,
  };
}

/** Why a location leads nowhere, for administrators; null: it is mapped. */
export function whyUnmapped(location: PatientLocation, result: MappingResult): string | null {
  switch (result.kind) {
    case 'mapped':
      return null;
    case 'unmapped':
      return `PV1-3 ${locationText(location)} is not mapped`;
    case 'ambiguous':
      return `PV1-3 ${locationText(location)} is claimed by ${result.hospitals.join(' and ')}, and the message names neither in PV1-3.4 or MSH-4`;
  }
}
