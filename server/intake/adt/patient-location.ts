import { textOf } from '../hl7/message.ts';
import type { Message, Segment } from '../hl7/message.ts';

/** A location as a message names it (data type PL: `pointOfCare^room^bed^facility`), parts may be ''. */
export interface PatientLocation {
  readonly pointOfCare: string;
  readonly room: string;
  readonly bed: string;
  readonly facility: string;
}

/** Reads a PL field; null where it says nothing. */
export function readLocation(
  message: Message,
  segment: Segment,
  field: number,
): PatientLocation | null {
  const part = (component: number) => textOf(message, segment, field, { component });
  const location = { pointOfCare: part(1), room: part(2), bed: part(3), facility: part(4) };
  return Object.values(location).every((text) => text === '') ? null : location;
}

export function sameLocation(one: PatientLocation, other: PatientLocation): boolean {
  return (
    one.pointOfCare === other.pointOfCare &&
    one.room === other.room &&
    one.bed === other.bed &&
    one.facility === other.facility
  );
}

/** As PV1-3 writes it: what an administrator reads in the list of what is not mapped. */
export function locationText(location: PatientLocation): string {
  const { pointOfCare, room, bed, facility } = location;
  return [pointOfCare, room, bed, facility].join('^').replace(/\^+$/, '');
}
