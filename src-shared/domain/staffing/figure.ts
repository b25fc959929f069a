/**
 * How a figure was confirmed: against the regulation's own text (`verified`), in summaries of it
 * (`secondary`), or not at all (`memory`).
 */
export type Certainty = 'verified' | 'secondary' | 'memory';

/** A number or condition of a rule, with how certain it is. */
export interface Figure<T> {
  readonly value: T;
  readonly certainty: Certainty;
}

/** The certainty that a text of the rules begins with. */
export function certaintyOf(text: string): Certainty {
  if (text.startsWith('verified')) return 'verified';
  return text.startsWith('secondary') ? 'secondary' : 'memory';
}

/** What a reader of a finding has to know about the figure behind it; empty when it is verified. */
export function certaintyLabel(certainty: Certainty): string {
  switch (certainty) {
    case 'verified':
      return '';
    case 'secondary':
      return ' (not checked against the regulation)';
    case 'memory':
      return ' (from memory, unconfirmed)';
  }
}
