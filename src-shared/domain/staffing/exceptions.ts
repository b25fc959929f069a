import type { RuleException } from '../../contract/state/rule-pack.ts';
import { invalidRequest, Refusal } from '../refusal.ts';
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
 * force takes nobody out, and says so; neither does one that is said to cover none. Refuses with
 * `invalid_request` one that the pack does not have for the unit, and more patients than there are.
 */
export function withoutExcepted(
  { unit, patients, excepted }: WardFacts,
  rules: UnitRules,
): Excepted {
  const claimed = excepted
    .map((one) => ({ ...one, exception: exceptionOf(one.exception, unit, rules) }))
    .filter((one) => one.patients > 0);
  const inForce = claimed.filter(({ exception }) => exception.inForce);
  const covered = inForce
    .filter(({ exception: { covers } }) => covers === 'patients')
    .reduce((sum, one) => sum + one.patients, 0);
  if (covered > patients) {
    throw invalidRequest('excepted', `exceptions cover ${covered} of ${patients} patients`);
  }
  return {
    patients: patients - covered,
    wholeUnit: inForce.some(({ exception: { covers } }) => covers === 'unit'),
    remarks: claimed.map((one) =>
      one.exception.inForce
        ? leftOut(one.exception, one.patients, patients)
        : notInForce(one.exception),
    ),
  };
}

function leftOut(
  { id, covers, text, certainty }: RuleException,
  patients: number,
  all: number,
): Remark {
  const some = `${patients} of the patients ${patients === 1 ? 'is' : 'are'}`;
  return {
    rule: 'excepted',
    reason: id,
    breach: false,
    facts: { patients: covers === 'unit' ? all : patients, certainty },
    text:
      `${covers === 'unit' ? 'The unit is' : some} not judged, ` +
      `by an exception: ${text}${certaintyLabel(certainty)}.`,
  };
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
