import { decodeText, encodeText } from './charset.ts';
import type { Charset } from './charset.ts';
import type { Delimiters } from './delimiters.ts';

/**
 * Resolves the escapes of one value: `\F\ \S\ \T\ \R\ \E\`, `\Xdd..\` (bytes in the charset of the
 * message) and `\.br\` (a line break). Any other escape, and an escape character without a partner,
 * stays as it was written.
 */
export function unescapeValue(raw: string, delimiters: Delimiters, charset: Charset): string {
  const mark = delimiters.escape;
  if (mark === '' || !raw.includes(mark)) return raw;
  let text = '';
  let position = 0;
  for (;;) {
    const start = raw.indexOf(mark, position);
    const end = start === -1 ? -1 : raw.indexOf(mark, start + 1);
    if (end === -1) return text + raw.slice(position);
    const meaning = meaningOf(raw.slice(start + 1, end), delimiters, charset);
    text += raw.slice(position, start) + (meaning ?? raw.slice(start, end + 1));
    position = end + 1;
  }
}

function meaningOf(code: string, delimiters: Delimiters, charset: Charset): string | null {
  switch (code) {
    case 'F':
      return delimiters.field;
    case 'S':
      return delimiters.component;
    case 'T':
      return delimiters.subcomponent === '' ? null : delimiters.subcomponent;
    case 'R':
      return delimiters.repetition;
    case 'E':
      return delimiters.escape;
    case '.br':
      return '\n';
    default:
      return /^X([0-9A-Fa-f]{2})+$/.test(code)
        ? decodeText(Buffer.from(code.slice(1), 'hex'), charset)
        : null;
  }
}

/**
 * Writes one value so that `unescapeValue` gives it back. Where the sender has no escape character a
 * separator in the value becomes a space.
 */
export function escapeValue(text: string, delimiters: Delimiters, charset: Charset): string {
  let raw = '';
  for (const character of text) raw += escapeCharacter(character, delimiters, charset);
  return raw;
}

function escapeCharacter(character: string, delimiters: Delimiters, charset: Charset): string {
  const code = codeOf(character, delimiters, charset);
  if (code === null) return character;
  return delimiters.escape === '' ? ' ' : delimiters.escape + code + delimiters.escape;
}

function codeOf(character: string, delimiters: Delimiters, charset: Charset): string | null {
  switch (character) {
    case delimiters.field:
      return 'F';
    case delimiters.component:
      return 'S';
    case delimiters.subcomponent:
      return 'T';
    case delimiters.repetition:
      return 'R';
    case delimiters.escape:
      return 'E';
    case '\n':
      return '.br';
    default:
      return character < ' '
        ? `X${encodeText(character, charset).toString('hex').toUpperCase()}`
        : null;
  }
}
