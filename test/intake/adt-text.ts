/** What a test says about an ADT message; everything else is made up plausibly. */
export interface AdtText {
  trigger: string;
  controlId?: string;
  /** MSH-7; also EVN-2 unless `recordedAt` is given. */
  sentAt?: string;
  recordedAt?: string;
  /** EVN-6 */
  eventAt?: string;
  application?: string;
  facility?: string;
  receivingFacility?: string;
  processingId?: string;
  version?: string;
  patient?: string;
  name?: string;
  account?: string;
  visit?: string;
  /** PV1-3 */
  location?: string;
  /** PV1-6 */
  prior?: string;
  /** PV1-44, PV1-45 */
  admittedAt?: string;
  dischargedAt?: string;
  /** PV2-9 */
  expectedDischargeAt?: string;
  /** MRG-1 */
  merged?: string;
  /** Segments left out: `PID`, `PV1`, `EVN`. */
  without?: string[];
  /** A second patient, for A17. */
  other?: Pick<AdtText, 'patient' | 'name' | 'visit' | 'location' | 'prior'>;
}

/** The text of an ADT message with the usual separators, segments ended by CR. */
export function adtText(given: AdtText): string {
  const sentAt = given.sentAt ?? '20260301120000+0000';
  const left = given.without ?? [];
  const segments = [
    segment('MSH', 2, {
      3: given.application ?? 'PAS',
      4: given.facility ?? 'H1',
      5: 'WARDLINE',
      6: given.receivingFacility ?? 'H1',
      7: sentAt,
      9: `ADT^${given.trigger}`,
      10: given.controlId ?? 'M1',
      11: given.processingId ?? 'P',
      12: given.version ?? '2.5.1',
    }),
    ...(left.includes('EVN')
      ? []
      : [segment('EVN', 1, { 2: given.recordedAt ?? sentAt, 6: given.eventAt ?? '' })]),
    ...patientSegments(given, left),
    ...(given.other === undefined ? [] : patientSegments(given.other, left)),
  ];
  return segments.map((text) => `${text}\r`).join('');
}

function patientSegments(given: Omit<AdtText, 'trigger'>, left: readonly string[]): string[] {
  const texts: string[] = [];
  if (!left.includes('PID')) {
    texts.push(
      segment('PID', 1, {
        3: given.patient ?? 'P1^^^H1^MR',
        5: given.name ?? 'Okafor^Rose',
        18: given.account ?? '',
      }),
    );
  }
  if (given.merged !== undefined) texts.push(segment('MRG', 1, { 1: given.merged }));
  if (!left.includes('PV1')) {
    texts.push(
      segment('PV1', 1, {
        2: 'I',
        3: given.location ?? 'ICU^01^A^H1',
        6: given.prior ?? '',
        19: given.visit ?? 'V1',
        44: given.admittedAt ?? '',
        45: given.dischargedAt ?? '',
      }),
    );
  }
  if (given.expectedDischargeAt !== undefined) {
    texts.push(segment('PV2', 1, { 9: given.expectedDischargeAt }));
  }
  return texts;
}

/** A segment of numbered fields; `first` is the number of the first field written after the name. */
function segment(name: string, first: number, fields: Record<number, string>): string {
  const last = Math.max(...Object.keys(fields).map(Number));
  const values = Array.from({ length: last - first + 1 }, (_, i) => fields[first + i] ?? '');
  if (name === 'MSH') values[0] = '^~\\&';
  return [name, ...values].join('|').replace(/\|+$/, '');
}
