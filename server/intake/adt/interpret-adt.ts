import type { AckFault } from '../hl7/acknowledgement.ts';
import { textOf, valueOf } from '../hl7/message.ts';
import type { Message, Segment } from '../hl7/message.ts';
import { parseTimestamp } from '../hl7/timestamp.ts';
import type { TimeZone } from '../hl7/time-zone.ts';
import { readEventTime, zoneOf } from './event-time.ts';
import type { EventTime } from './event-time.ts';
import { judgeHeader, readHeader } from './message-header.ts';
import type { MessageHeader } from './message-header.ts';
import { readIdentifier, readPatient, scopedKey } from './patient-identity.ts';
import type { PatientIdentity } from './patient-identity.ts';
import { readLocation, sameLocation } from './patient-location.ts';
import type {
  AdtInstruction,
  CancelInstruction,
  PlacePatient,
  UpdatePatient,
  VisitDetails,
  VisitInstruction,
} from './visit-instruction.ts';

/** A message understood: what it asks for and when that took place. */
export interface AdtMessage {
  readonly header: MessageHeader;
  readonly time: EventTime;
  readonly instruction: AdtInstruction;
}

export type Interpretation =
  | { readonly ok: true; readonly adt: AdtMessage }
  | { readonly ok: false; readonly code: 'AE' | 'AR'; readonly fault: AckFault };

/** Thrown and caught in this file alone: a message that nobody can act on. */
class Unusable extends Error {
  override readonly name = 'Unusable';
  readonly fault: AckFault;
  constructor(fault: AckFault) {
    super(fault.text);
    this.fault = fault;
  }
}

interface Reading {
  readonly message: Message;
  readonly header: MessageHeader;
  readonly zone: TimeZone;
}

/**
 * Understands one ADT message; pure.
 *
 * @param zone the zone of times that name no offset, and whose message names none in MSH-7.
 * @param receivedAt ms; the event time of a message that bears none.
 * @returns AR for a message that is not supported, AE for one that cannot be acted on whoever maps
 * what.
 */
export function interpretAdt(message: Message, zone: TimeZone, receivedAt: number): Interpretation {
  const header = readHeader(message);
  const unsupported = judgeHeader(message, header);
  if (unsupported !== null) return { ok: false, code: 'AR', fault: unsupported };
  const reading = { message, header, zone: zoneOf(message, zone) };
  try {
    const instruction = readInstruction(reading);
    const time = readEventTime(message, reading.zone, receivedAt);
    return { ok: true, adt: { header, time, instruction } };
  } catch (error) {
    if (error instanceof Unusable) return { ok: false, code: 'AE', fault: error.fault };
    throw error;
  }
}

function readInstruction(reading: Reading): AdtInstruction {
  switch (reading.header.trigger) {
    case 'A01':
      return placed(reading, 'admit', true);
    case 'A04':
      return placed(reading, 'admit', false);
    case 'A02':
      return placed(reading, 'transfer', true);
    case 'A06':
    case 'A07':
      return placed(reading, 'class_change', false);
    case 'A03':
      return {
        kind: 'visit',
        of: { kind: 'discharge', ...readVisit(reading, onlyGroup(reading)) },
      };
    case 'A08':
      return { kind: 'visit', of: updated(reading) };
    case 'A11':
      return cancelled(reading, 'cancel_admit');
    case 'A12':
      return cancelled(reading, 'cancel_transfer');
    case 'A13':
      return cancelled(reading, 'cancel_discharge');
    case 'A17':
      return swapped(reading);
    case 'A40':
      return merged(reading);
    case 'A05':
    case 'A09':
    case 'A10':
    case 'A14':
    case 'A15':
    case 'A16':
      return { kind: 'announcement' };
    default:
      return { kind: 'other' };
  }
}

/** The segments of one patient: PID and what follows it up to the next PID. */
interface PatientGroup {
  readonly pid: Segment;
  readonly pv1: Segment | undefined;
  readonly pv2: Segment | undefined;
  readonly mrg: Segment | undefined;
}

function patientGroups(message: Message): PatientGroup[] {
  const starts = message.segments.flatMap(({ name }, index) => (name === 'PID' ? [index] : []));
  return starts.flatMap((start, i) => {
    const segments = message.segments.slice(start, starts[i + 1]);
    const first = (name: string) => segments.find((segment) => segment.name === name);
    const pid = segments[0];
    return pid === undefined
      ? []
      : [{ pid, pv1: first('PV1'), pv2: first('PV2'), mrg: first('MRG') }];
  });
}

function updateGroup({ message }: Reading): PatientGroup {
  const [group] = patientGroups(message);
  if (group === undefined) throw missing('PID', 3, 'the message names no patient');
  return group;
}

function withVisit(group: PatientGroup): PatientGroup & { pv1: Segment } {
  const { pv1 } = group;
  if (pv1 === undefined) throw missing('PV1', undefined, 'this trigger event needs a PV1 segment');
  return { ...group, pv1 };
}

function onlyGroup(reading: Reading): PatientGroup & { pv1: Segment } {
  return withVisit(updateGroup(reading));
}

function placed(
  reading: Reading,
  kind: PlacePatient['kind'],
  needsLocation: boolean,
): AdtInstruction {
  const visit = readVisit(reading, onlyGroup(reading));
  if (visit.location === null && needsLocation) throw missing('PV1', 3, 'PV1-3 names no location');
  return { kind: 'visit', of: { kind, ...visit } };
}

function cancelled(reading: Reading, kind: CancelInstruction['kind']): AdtInstruction {
  return { kind: 'visit', of: { kind, ...readVisit(reading, onlyGroup(reading)) } };
}

function updated(reading: Reading): UpdatePatient {
  const group = updateGroup(reading);
  const update: UpdatePatient = { kind: 'update', ...readVisit(reading, group) };
  return group.pv1 === undefined ? { ...update, anyVisit: true } : update;
}

/** A17: two patients, each with the location that is now theirs. */
function swapped(reading: Reading): AdtInstruction {
  const [one, other, ...more] = patientGroups(reading.message);
  if (one === undefined || other === undefined) {
    throw missing('PID', 3, 'a swap needs two patients');
  }
  if (more.length > 0) throw contradiction('PID', 3, 'a swap is between two patients');
  const first = swapHalf(reading, withVisit(one), withVisit(other));
  const second = swapHalf(reading, withVisit(other), withVisit(one));
  if (first.patient.key === second.patient.key || first.visit === second.visit) {
    throw contradiction('PID', 3, 'both halves of the swap are the same patient');
  }
  const { location: here } = first;
  const { location: there } = second;
  if (here !== null && there !== null && sameLocation(here, there)) {
    throw contradiction('PV1', 3, 'both halves of the swap are the same location');
  }
  return { kind: 'swap', of: [first, second] };
}

/** Where PV1-3 is empty the patient is now where the other one was before (PV1-6). */
function swapHalf(
  reading: Reading,
  own: PatientGroup & { pv1: Segment },
  other: PatientGroup & { pv1: Segment },
): PlacePatient {
  const visit = readVisit(reading, own);
  const location = visit.location ?? readLocation(reading.message, other.pv1, 6);
  if (location === null) throw missing('PV1', 3, 'PV1-3 names no location');
  return { kind: 'swap', ...visit, location };
}

function merged(reading: Reading): AdtInstruction {
  const { message, header } = reading;
  const groups = patientGroups(message);
  if (groups.length === 0) throw missing('PID', 3, 'the message names no patient');
  const pairs = groups.map((group) => {
    const survivor = patientOf(reading, group.pid);
    const prior =
      group.mrg === undefined
        ? null
        : readIdentifier(message, group.mrg, 1, header.sendingFacility);
    if (prior === null) throw missing('MRG', 1, 'MRG-1 names no patient to merge');
    if (prior.key === survivor.key) {
      throw contradiction('MRG', 1, 'the patient would be merged into itself');
    }
    return { survivor, merged: prior.key };
  });
  return { kind: 'merge', pairs };
}

function patientOf({ message, header }: Reading, pid: Segment): PatientIdentity {
  const patient = readPatient(message, pid, header.sendingFacility);
  if (patient === null) throw missing('PID', 3, 'PID-3 names no patient');
  return patient;
}

function readVisit(reading: Reading, group: PatientGroup): Omit<VisitInstruction, 'kind'> {
  const patient = patientOf(reading, group.pid);
  return {
    visit: visitKey(reading, group, patient),
    patient,
    details: readDetails(reading, group),
    location: group.pv1 === undefined ? null : readLocation(reading.message, group.pv1, 3),
  };
}

function visitKey(reading: Reading, group: PatientGroup, patient: PatientIdentity): string {
  const number = group.pv1 === undefined ? null : numbered(reading, group.pv1, 19);
  const account = numbered(reading, group.pid, 18);
  if (number !== null) return `visit:${number}`;
  return account === null ? patientVisitKey(patient.key) : `account:${account}`;
}

/** The one visit of a patient whose messages number none. */
export function patientVisitKey(patient: string): string {
  return `patient:${patient}`;
}

function numbered({ message, header }: Reading, segment: Segment, field: number): string | null {
  const id = textOf(message, segment, field);
  const authority = textOf(message, segment, field, { component: 4 });
  return id === '' ? null : scopedKey(authority || header.sendingFacility, id);
}

function readDetails({ message, zone }: Reading, { pv1, pv2 }: PatientGroup): VisitDetails {
  const time = (segment: Segment | undefined, field: number) =>
    segment === undefined ? null : parseTimestamp(textOf(message, segment, field), zone);
  const details = { admittedAt: time(pv1, 44), dischargedAt: time(pv1, 45) };
  const stated = pv2 === undefined ? '' : valueOf(message, pv2, 9);
  if (stated === null) return { ...details, expectedDischargeAt: null };
  const expectedDischargeAt = parseTimestamp(stated, zone);
  return expectedDischargeAt === null ? details : { ...details, expectedDischargeAt };
}

function missing(segment: string, field: number | undefined, text: string): Unusable {
  const condition = field === undefined ? 100 : 101;
  return new Unusable({ condition, segment, ...(field === undefined ? {} : { field }), text });
}

function contradiction(segment: string, field: number, text: string): Unusable {
  return new Unusable({ condition: 102, segment, field, text });
}
