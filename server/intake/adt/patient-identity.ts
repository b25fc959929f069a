import { createHash } from 'node:crypto';
import { repetitionsOf, textOf } from '../hl7/message.ts';
import type { Message, Segment } from '../hl7/message.ts';

/** Longest `patient.ref` and `patient.label` of the contract. */
const REF_LENGTH = 64;
const LABEL_LENGTH = 80;

/** A patient as messages name one. */
export interface PatientIdentity {
  /** The number with whoever gave it out: the same number of another authority is someone else. */
  readonly key: string;
  /** The number alone, as the board carries it. */
  readonly ref: string;
  /** `R. Okafor`; null where the message names nobody. */
  readonly label: string | null;
}

/**
 * The patient of a PID segment: of PID-3 the first identifier of type MR, else the first; without
 * PID-3 the older PID-2.
 *
 * @param facility MSH-4, whose numbers these are where they name no authority.
 * @returns null where there is no identifier.
 */
export function readPatient(
  message: Message,
  pid: Segment,
  facility: string,
): PatientIdentity | null {
  const identifier =
    readIdentifier(message, pid, 3, facility) ?? readIdentifier(message, pid, 2, facility);
  return identifier === null ? null : { ...identifier, label: readLabel(message, pid) };
}

/** An identifier of a CX field, chosen as in `readPatient`; null where the field is empty. */
export function readIdentifier(
  message: Message,
  segment: Segment,
  field: number,
  facility: string,
): { key: string; ref: string } | null {
  const numbers = Array.from({ length: repetitionsOf(message, segment, field) }, (_, i) => i + 1);
  const part = (repetition: number, component: number) =>
    plainText(textOf(message, segment, field, { repetition, component }));
  const valued = numbers.filter((repetition) => part(repetition, 1) !== '');
  const chosen = valued.find((repetition) => part(repetition, 5) === 'MR') ?? valued[0];
  if (chosen === undefined) return null;
  const id = part(chosen, 1);
  return { key: scopedKey(part(chosen, 4) || facility, id), ref: shortened(id) };
}

/** An identifier together with whoever gave it out. */
export function scopedKey(authority: string, id: string): string {
  return `${id}@${authority}`;
}

/** `Okafor^Rose` becomes `R. Okafor`: enough for a ward to know who is meant, no more. */
function readLabel(message: Message, pid: Segment): string | null {
  const family = plainText(textOf(message, pid, 5, { component: 1 }));
  const given = plainText(textOf(message, pid, 5, { component: 2 }));
  const initial = [...given][0];
  if (family === '') return given === '' ? null : clamp(given, LABEL_LENGTH);
  return clamp(initial === undefined ? family : `${initial}. ${family}`, LABEL_LENGTH);
}

/** On one line, without control characters, which neither a screen nor the database can hold. */
function plainText(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

function clamp(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** A number too long for the board keeps its beginning and stays unlike any other. */
function shortened(id: string): string {
  if (id.length <= REF_LENGTH) return id;
  const mark = createHash('sha256').update(id).digest('hex').slice(0, 12);
  return `${clamp(id, REF_LENGTH - mark.length)}${mark}`;
}
