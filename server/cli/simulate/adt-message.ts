import { composeMessage, type SegmentInput } from '../../intake/hl7/compose.ts';
import { DEFAULT_DELIMITERS } from '../../intake/hl7/delimiters.ts';
import type { ModelPatient, PointOfCare } from './hospital-model.ts';

/** A patient and place as one ADT message tells them. */
export interface Told {
  readonly patient: ModelPatient;
  readonly location: PointOfCare | null;
  readonly prior?: PointOfCare | null;
}

export interface AdtMessage {
  readonly trigger: string;
  readonly controlId: string;
  readonly hospitalId: string;
  /** When it happened, ms since 1970. */
  readonly at: number;
  /** One patient, or two for a swap (A17). */
  readonly told: readonly Told[];
  readonly dischargedAt?: number;
}

/** The bytes of an ADT message, version 2.5.1, UTF-8, times in UTC. */
export function adtMessage(message: AdtMessage): Buffer {
  const at = timestamp(message.at);
  const segments: SegmentInput[] = [
    [
      'MSH',
      'WARDLINE-SIM',
      message.hospitalId,
      'WARDLINE',
      message.hospitalId,
      at,
      '',
      ['ADT', message.trigger, 'ADT_A01'],
      message.controlId,
      'P',
      '2.5.1',
      ...Array.from({ length: 5 }, () => ''),
      'UNICODE UTF-8',
    ],
    ['EVN', message.trigger, at, '', '', '', at],
    ...message.told.flatMap((told) => patientSegments(told, message)),
  ];
  return composeMessage(segments, DEFAULT_DELIMITERS, 'utf-8');
}

function patientSegments(told: Told, message: AdtMessage): SegmentInput[] {
  const { patient } = told;
  const expected = patient.expectedDischargeAt;
  const visit: SegmentInput = [
    'PV1',
    '1',
    'I',
    place(told.location),
    '',
    '',
    place(told.prior ?? null),
    ...Array.from({ length: 12 }, () => ''),
    patient.visit,
    ...Array.from({ length: 24 }, () => ''),
    timestamp(patient.admittedAt),
    message.dischargedAt === undefined ? '' : timestamp(message.dischargedAt),
  ];
  const segments: SegmentInput[] = [
    [
      'PID',
      '1',
      '',
      [patient.ref, '', '', message.hospitalId, 'MR'],
      '',
      [patient.family, patient.given],
    ],
    visit,
  ];
  if (expected !== null) {
    segments.push(['PV2', ...Array.from({ length: 8 }, () => ''), timestamp(expected)]);
  }
  return segments;
}

function place(location: PointOfCare | null): readonly string[] {
  if (location === null) return [''];
  return [location.pointOfCare, location.room, location.bed, location.facility];
}

/** `YYYYMMDDHHMMSS.SSS+0000`. */
function timestamp(ms: number): string {
  const digits = new Date(ms).toISOString().replace(/[-:T]/g, '');
  return `${digits.slice(0, 14)}.${digits.slice(15, 18)}+0000`;
}
