import type { RuleException } from '../../contract/state/rule-pack.ts';
import { Refusal } from '../refusal.ts';
import { certaintyLabel } from './figure.ts';
import type { Remark } from './judged.ts';
import type { UnitRules } from './unit-rule.ts';
import type { WardFacts } from './ward-facts.ts';

/** A ward without those whom exceptions of the pack cover, and what to say of these. */
export interface Excepted {
  /** Patients to whom the rules apply. */
  readonly patients: number;
  /** The rules do not apply to the unit at all. */
  readonly wholeUnit: boolean;
  readonly remarks: readonly Remark[];
}

/**
 * Takes out whom exceptions cover: nobody but the caller can know that they do. One that is not in
 * force takes nobody out, and says so. Refuses with `invalid_request` one that the pack does not have
 * for the unit.
 */
export function withoutExcepted(
  { unit, patients, excepted }: WardFacts,
  rules: UnitRules,
): Excepted {
  let left = patients;
  let wholeUnit = false;
  const remarks = excepted.map(({ exception: id, patients: covered }): Remark => {
    const exception = exceptionOf(id, unit, rules);
    const { covers, text, certainty } = exception;
    if (!exception.inForce) return notInForce(exception);
    if (covers === 'unit') wholeUnit = true;
    else left = Math.max(0, left - covered);
    const whom = covers === 'unit' ? 'The unit is' : `${covered} of the patients are`;
    return {
      rule: 'excepted',
      reason: id,
      breach: false,
      facts: { patients: covers === 'unit' ? patients : covered, certainty },
      text: `${whom} not judged, by an exception: ${text}${certaintyLabel(certainty)}.`,
    };
  });
  return { patients: left, wholeUnit, remarks };
}

function notInForce({ id, text, certainty, whyOff }: RuleException): Remark {
  return {
    rule: 'excepted',
    reason: id,
    breach: false,
    facts: { patients: 0, certainty },
    text: `Nobody is left out by the exception "${text}", which is not in force. ${whyOff ?? ''}`,
  };
}

function exceptionOf(id: string, unit: string, { exceptions }: UnitRules) {
  const possible = exceptions.filter(({ units }) => units === null || units.includes(unit));
  const found = possible.find((exception) => exception.id === id);
  if (found !== undefined) return found;
  const names = possible.map((exception) => exception.id).join(', ');
  const which = names === '' ? 'There are none.' : `Exceptions: ${names}.`;
  throw new Refusal('invalid_request', `No exception "${id}" applies to ${unit}. ${which}`);
}
