/** The separators of one message, from its MSH-1 and MSH-2. */
export interface Delimiters {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  /** Empty where the sender declares none: then nothing in the message is an escape. */
  readonly escape: string;
  /** Empty where the sender declares none. */
  readonly subcomponent: string;
}

export const DEFAULT_DELIMITERS: Delimiters = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
};

/** A separator is a printable ASCII character that occurs in no name or number. */
const SEPARATOR = /^[\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]$/;

/**
 * Reads MSH-1 and MSH-2 of a header segment (`MSH`, `FHS` or `BHS`). An empty MSH-2 stands for the
 * usual characters.
 *
 * @returns null where the separators cannot be told apart from text or from each other.
 */
export function readDelimiters(headerLine: string): Delimiters | null {
  const field = headerLine.charAt(3);
  if (!SEPARATOR.test(field)) return null;
  const declared = headerLine.slice(4).split(field, 1)[0] ?? '';
  if (declared === '') return fitting({ ...DEFAULT_DELIMITERS, field });
  const [component = '', repetition = '', escape = '', subcomponent = ''] = declared;
  return fitting({
    field,
    component,
    repetition: repetition === '' ? DEFAULT_DELIMITERS.repetition : repetition,
    escape,
    subcomponent,
  });
}

function fitting(delimiters: Delimiters): Delimiters | null {
  const used = Object.values(delimiters).filter((character: string) => character !== '');
  const sound = used.every((character: string) => SEPARATOR.test(character));
  return sound && new Set(used).size === used.length ? delimiters : null;
}

/** MSH-2 as it is written. */
export function encodingCharacters(delimiters: Delimiters): string {
  const { component, repetition, escape, subcomponent } = delimiters;
  return component + repetition + escape + subcomponent;
}
