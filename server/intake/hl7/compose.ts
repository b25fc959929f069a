import { encodeText } from './charset.ts';
import type { Charset } from './charset.ts';
import { encodingCharacters } from './delimiters.ts';
import type { Delimiters } from './delimiters.ts';
import { escapeValue } from './escapes.ts';

/** A component: one value, or its subcomponents. */
export type ComponentInput = string | readonly string[];

/** A field: one value, its components, or its repetitions each with components. */
export type FieldInput =
  string | readonly ComponentInput[] | { readonly repetitions: readonly FieldParts[] };
export type FieldParts = readonly ComponentInput[];

/** A segment to be written: its name and its fields from number 1 (for MSH: from number 3). */
export type SegmentInput = readonly [name: string, ...fields: FieldInput[]];

/**
 * Writes segments as the bytes of a message, each ended by CR, values escaped. MSH-1 and MSH-2 are
 * added here.
 */
export function composeMessage(
  segments: readonly SegmentInput[],
  delimiters: Delimiters,
  charset: Charset,
): Buffer {
  const text = segments.map((segment) => composeSegment(segment, delimiters, charset)).join('');
  return encodeText(text, charset);
}

function composeSegment(segment: SegmentInput, delimiters: Delimiters, charset: Charset): string {
  const [name, ...fields] = segment;
  const written = fields.map((field) => composeField(field, delimiters, charset));
  const header = ['MSH', 'BHS', 'FHS'].includes(name) ? [encodingCharacters(delimiters)] : [];
  return `${trimmed([name, ...header, ...written]).join(delimiters.field)}\r`;
}

function composeField(field: FieldInput, delimiters: Delimiters, charset: Charset): string {
  const repetitions =
    typeof field === 'string' ? [[field]] : 'repetitions' in field ? field.repetitions : [field];
  const component = (input: ComponentInput) =>
    (typeof input === 'string' ? [input] : input)
      .map((text) => escapeValue(text, delimiters, charset))
      .join(delimiters.subcomponent);
  return repetitions
    .map((parts) => trimmed(parts.map(component)).join(delimiters.component))
    .join(delimiters.repetition);
}

/** Without the empty entries at the end. */
function trimmed(parts: readonly string[]): readonly string[] {
  return parts.slice(0, parts.findLastIndex((part) => part !== '') + 1);
}
