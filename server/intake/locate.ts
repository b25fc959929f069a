import type { Tx } from '../db/database.ts';
import { hospitalsNamed, locationsOf } from '../db/intake-locations.ts';
import { LocationMap } from './adt/location-map.ts';
import type { MappingResult } from './adt/location-map.ts';
import type { MessageHeader } from './adt/message-header.ts';
import { locationText } from './adt/patient-location.ts';
import type { PatientLocation } from './adt/patient-location.ts';

/** Where the locations of one message lie, by what administrators have mapped until now. */
export interface Located {
  /** One for each location asked for, in their order; null where none was named. */
  readonly results: readonly (MappingResult | null)[];
  /** Whom the message most likely concerns, where nothing maps; null: nobody can tell. */
  readonly likelyHospitalId: string | null;
}

export async function locate(
  tx: Tx,
  header: MessageHeader,
  locations: readonly (PatientLocation | null)[],
): Promise<Located> {
  const named = locations.filter((location) => location !== null);
  const senders = [header.sendingFacility, header.receivingFacility];
  const hints = [...named.map(({ facility }) => facility), ...senders];
  const [entries, hospitals] = await Promise.all([
    locationsOf(tx, [...new Set(named.map(({ pointOfCare }) => pointOfCare))]),
    hospitalsNamed(tx, [...new Set(hints)]),
  ]);
  const map = new LocationMap(entries);
  return {
    results: locations.map((location) =>
      location === null ? null : map.resolve(location, [location.facility, ...senders]),
    ),
    likelyHospitalId: hints.find((id) => hospitals.includes(id)) ?? null,
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
      return `PV1-3 ${locationText(location)} is mapped by ${result.hospitals.join(' and ')} alike`;
  }
}
