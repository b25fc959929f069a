import type { WardRecord } from '../../src-shared/contract/ward-record.ts';

const COLUMNS = ['kind', 'from', 'to', 'nurse', 'name', 'licence', 'subject', 'detail'] as const;
type Line = readonly (string | number | null)[];

/** A shift's record as a table (RFC 4180, CRLF), one thing a line, by kind and then in its order. */
export function recordCsv(record: WardRecord): string {
  const { nurses, staffing, shortfalls } = record;
  const lines: Line[] = [
    COLUMNS,
    [
      'shift',
      record.startsAt,
      record.endsAt,
      null,
      record.wardName,
      null,
      record.shift,
      asOf(record),
    ],
    ...nurses.flatMap((nurse) => {
      const who = [nurse.nurseId, nurse.name, nurse.licence];
      return [
        ...nurse.duty.map((d): Line => ['duty', d.from, d.to, ...who, null, d.endReason]),
        ...nurse.breaks.map((b): Line => {
          const { relievedBy } = b;
          const reliever = relievedBy && `${relievedBy.nurseId} ${relievedBy.name ?? ''}`.trim();
          return ['break', b.from, b.to, ...who, reliever, `until ${b.until}`];
        }),
        ...nurse.patients.map((p): Line => {
          const patient = p.patient === null ? 'the ward' : `${p.patient.ref} ${p.patient.label}`;
          const acuity = p.acuity === null ? '' : `acuity ${p.acuity}, `;
          return ['patient', p.from, p.to, ...who, patient, `${acuity}by ${p.assignedBy}`];
        }),
      ];
    }),
    ...staffing.map(({ at, pack, required, present, ratio, waiver }): Line => {
      const numbers = `required ${required ?? '-'}, counted ${present}, ratio ${ratio ?? '-'}`;
      const waived = waiver === null ? '' : `, waived until ${waiver.endsAt}`;
      return [
        'verdict',
        at,
        null,
        null,
        null,
        null,
        `${pack.id} ${pack.version}`,
        numbers + waived,
      ];
    }),
    ...shortfalls.flatMap((one): Line[] => [
      [
        'shortfall',
        one.since,
        one.endedAt,
        null,
        null,
        one.severity,
        one.ruleId,
        `${one.text} (${one.seconds} s)`,
      ],
      ...one.waived.map((waiver): Line => [
        'waived',
        waiver.from,
        waiver.to,
        waiver.by,
        null,
        null,
        one.ruleId,
        waiver.reason,
      ]),
      ...one.deeds.map((deed): Line => [
        'deed',
        deed.at,
        null,
        deed.by,
        null,
        null,
        one.ruleId,
        deed.text,
      ]),
    ]),
  ];
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

function asOf({ complete, asOf: at }: WardRecord): string {
  return complete ? 'complete' : `up to ${at}`;
}

/** A spreadsheet takes what begins with one of these for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: string | number | null): string {
  const text = String(value ?? '');
  const safe = typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
