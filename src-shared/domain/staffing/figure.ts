import type { Certainty } from '../../contract/state/rule-pack.ts';

export type { Certainty } from '../../contract/state/rule-pack.ts';

/** A number or condition of a rule that is in force, with how certain it is. */
export interface Figure<T> {
  readonly value: T;
  readonly certainty: Certainty;
}

/** A figure as a pack holds it: what it rests on, and whether it is in force. */
export interface PackFigure<T> extends Figure<T> {
  readonly source: string;
  readonly inForce: boolean;
  readonly whyOff: string | null;
}

/** From what needs no checking, or nobody else can check, to what was not checked at all. */
const FROM_CERTAIN: readonly Certainty[] = [
  'verified',
  'hospital',
  'practice',
  'secondary',
  'memory',
];

/** The less certain of two: how certain is what rests on both. */
export function lessCertain(a: Certainty, b: Certainty): Certainty {
  return FROM_CERTAIN.indexOf(a) > FROM_CERTAIN.indexOf(b) ? a : b;
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
    case 'practice':
      return " (Wardline's way to count, the rules do not say)";
    case 'hospital':
      return " (the hospital's own figure)";
  }
}

/** A figure as the rules need it, or null where there is none in force. */
export function inForce<T>(figure: PackFigure<T> | null): Figure<T> | null {
  return figure?.inForce === true ? figure : null;
}
