import { charsetOf, decodeText } from './charset.ts';
import type { Charset } from './charset.ts';
import { readDelimiters } from './delimiters.ts';
import type { Delimiters } from './delimiters.ts';
import { unescapeValue } from './escapes.ts';

/** One segment; `fields[n]` is field n of the standard, as written (`fields[0]` is the name). */
export interface Segment {
  readonly name: string;
  readonly fields: readonly string[];
}

/** One HL7 v2 message, split into segments and fields; values are read with `valueOf`. */
export interface Message {
  readonly delimiters: Delimiters;
  readonly charset: Charset;
  /** The MSH segment, which is also `segments[0]`. */
  readonly header: Segment;
  readonly segments: readonly Segment[];
  /** Lines that are no segment: trailing junk, or text broken over lines. Not an error. */
  readonly strayLines: number;
}

/** Why bytes are no message at all. */
export type MessageFault = 'no_header' | 'bad_delimiters';

export type ParsedMessage =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly fault: MessageFault };

const LINE_END = /\r\n|\r|\n/;
const CHARSET_FIELD = 18;

/**
 * Parses one message (see `splitBatch` for envelopes). Segments end with CR, LF or CRLF; what comes
 * before `MSH`, such as a byte order mark or empty lines, is passed over.
 */
export function parseMessage(bytes: Uint8Array): ParsedMessage {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = headerStart(view);
  if (start === -1) return { ok: false, fault: 'no_header' };
  const body = view.subarray(start);
  const headerLine = body.toString('latin1').split(LINE_END, 1)[0] ?? '';
  const delimiters = readDelimiters(headerLine);
  if (delimiters === null) return { ok: false, fault: 'bad_delimiters' };
  const charset = charsetOf(statedCharset(headerLine, delimiters));
  const lines = decodeText(body, charset).split(LINE_END);
  const segments: Segment[] = [];
  let strayLines = 0;
  for (const line of lines) {
    const segment = parseSegment(line, delimiters);
    if (segment !== null) segments.push(segment);
    else if (line.trim() !== '') strayLines += 1;
  }
  const header = segments[0];
  if (header?.name !== 'MSH') return { ok: false, fault: 'no_header' };
  return { ok: true, message: { delimiters, charset, header, segments, strayLines } };
}

/** Where the line that begins with `MSH` starts; -1 where none does. */
function headerStart(bytes: Buffer): number {
  for (let at = bytes.indexOf('MSH'); at !== -1; at = bytes.indexOf('MSH', at + 1)) {
    const before = bytes.subarray(0, at).toString('latin1');
    if (/(^|[\r\n])(\xef\xbb\xbf)?[ \t]*$/.test(before)) return at;
  }
  return -1;
}

function statedCharset(headerLine: string, delimiters: Delimiters): string {
  const field = headerLine.split(delimiters.field)[CHARSET_FIELD - 1] ?? '';
  return field.split(delimiters.repetition, 1)[0] ?? '';
}

function parseSegment(line: string, delimiters: Delimiters): Segment | null {
  const name = line.slice(0, 3);
  if (!/^[A-Z][A-Z0-9]{2}$/.test(name)) return null;
  if (line.length > 3 && line.charAt(3) !== delimiters.field) return null;
  const [, ...fields] = line.split(delimiters.field);
  if (name === 'MSH') return { name, fields: [name, delimiters.field, ...fields] };
  return { name, fields: [name, ...fields] };
}

/** Where a value stands, by the numbers of the standard; each is 1 unless told. */
export interface Place {
  readonly repetition?: number;
  readonly component?: number;
  readonly subcomponent?: number;
}

/**
 * One value of a segment, its escapes resolved. The empty string: not valued, leave what is known.
 * null: valued as `""`, delete what is known.
 */
export function valueOf(
  message: Message,
  segment: Segment,
  field: number,
  place: Place = {},
): string | null {
  const raw = segment.fields[field] ?? '';
  if (raw === '""') return null;
  const { delimiters, charset } = message;
  if (segment.name === 'MSH' && field <= 2) return raw;
  const repetition = part(raw, delimiters.repetition, place.repetition);
  const component = part(repetition, delimiters.component, place.component);
  if (component === '""') return null;
  const subcomponent = part(component, delimiters.subcomponent, place.subcomponent);
  if (subcomponent === '""') return null;
  return unescapeValue(subcomponent, delimiters, charset);
}

function part(raw: string, separator: string, number = 1): string {
  if (separator === '') return number === 1 ? raw : '';
  return raw.split(separator)[number - 1] ?? '';
}

/** Like `valueOf`, trimmed, with `""` read as not valued: for what cannot be deleted. */
export function textOf(message: Message, segment: Segment, field: number, place?: Place): string {
  return (valueOf(message, segment, field, place) ?? '').trim();
}

/** How often a field repeats; 0 where it is empty. */
export function repetitionsOf(message: Message, segment: Segment, field: number): number {
  const raw = segment.fields[field] ?? '';
  return raw === '' ? 0 : raw.split(message.delimiters.repetition).length;
}

/** The first segment of that name. */
export function segmentOf(message: Message, name: string): Segment | undefined {
  return message.segments.find((segment) => segment.name === name);
}
