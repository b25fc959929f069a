import type { Certainty, PackFigure } from '../figure.ts';

const WHY_OFF = 'From memory: to be checked against the regulation before it is put in force.';

/**
 * The parts of a text of the staffing rules that says how its figures were confirmed. The first
 * speaks of the ratio, the last of what is set apart from it; often they are the same.
 */
export function basisParts(text: string): { readonly first: string; readonly last: string } {
  const parts = text.split('; ');
  return { first: parts[0] ?? text, last: parts.at(-1) ?? text };
}

/** How certain a figure is by such a part. What does not say so counts as from memory. */
export function certaintyOf(part: string): Certainty {
  const [, word] = /\b(verified|secondary|memory):/.exec(part) ?? [];
  return word === 'verified' || word === 'secondary' ? word : 'memory';
}

/** A figure as it ships: in force unless it is from memory. */
export function figure<T>(value: T, basis: string): PackFigure<T> {
  const certainty = certaintyOf(basis);
  const off = certainty === 'memory';
  return { value, certainty, source: basis, inForce: !off, whyOff: off ? WHY_OFF : null };
}

/** As far as a pack's facts say nothing of how a part of them was confirmed. */
export const NOT_MARKED = 'Not marked in the collected rules.';

const PRACTICE = {
  certainty: 'practice',
  source: 'The stored sources of this pack do not say; Wardline counts like this.',
} as const;

/** How Wardline counts where the sources of a pack are silent. */
export function practice<T>(value: T): PackFigure<T> & { readonly certainty: 'practice' } {
  return { value, ...PRACTICE, inForce: true, whyOff: null };
}
