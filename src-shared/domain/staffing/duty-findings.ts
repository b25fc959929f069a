import type { Certainty } from '../../contract/state/rule-pack.ts';
import { certaintyLabel } from './figure.ts';
import type { LeftOut, NotCounted } from './head-count.ts';
import { type Facts, type Judged, people, type Said } from './judged.ts';
import { isAskedOn } from './shift-name.ts';
import type { Besides } from './unit-rule.ts';

/** Who has to be there besides the nurses that patients ask for, and who does not count. */
export function dutyFindings(judged: Judged): Said[] {
  return [...posts(judged), ...notCounted(judged), ...unknownDuties(judged)];
}

/** The duties that rules speak of: whoever has another is taken as if she had none. */
const DUTIES: ReadonlySet<string> = new Set(['triage', 'radio']);

function unknownDuties({ facts }: Judged): Said[] {
  const others = facts.staff.filter(({ duty }) => duty != null && !DUTIES.has(duty));
  const nurses = others.reduce((sum, { count }) => sum + count, 0);
  if (nurses === 0) return [];
  const duties = [...new Set(others.map(({ duty }) => duty))].sort().join(', ');
  return [
    {
      rule: 'unknown_duty',
      breach: false,
      facts: { nurses, duties },
      text:
        `${people(nurses, 'person has', 'people have')} a duty that no rule speaks of (${duties}) ` +
        'and stands as if without it; the rules know triage and radio.',
    },
  ];
}

/**
 * How many are asked for on the shift of the moment. No law that is known says that an empty unit
 * has somebody in charge or at triage.
 */
export function besidesNow(
  besides: Besides | null,
  { moment, patients }: Pick<Judged, 'moment' | 'patients'>,
): number {
  if (besides === null || patients === 0) return 0;
  return isAskedOn(besides.shifts, moment.shift) ? besides.value : 0;
}

/**
 * Those in charge and at triage. Where nobody says who has these duties, whoever counts beyond the
 * nurses required may have them.
 */
function posts(judged: Judged): Said[] {
  const { facts, rule, heads, required } = judged;
  const inCharge = besidesNow(rule.inCharge, judged);
  const triage = besidesNow(rule.triage, judged);
  const spare = Math.max(0, heads.counted - (required ?? 0));
  const there = facts.dutiesKnown
    ? { inCharge: heads.inCharge, triage: heads.atTriage }
    : { inCharge: spare, triage: Math.max(0, spare - inCharge) };
  return [
    ...post('in_charge', 'in charge', rule.inCharge, inCharge, there.inCharge, facts.dutiesKnown),
    ...post('triage', 'at triage', rule.triage, triage, there.triage, facts.dutiesKnown),
  ];
}

function post(
  rule: 'in_charge' | 'triage',
  where: string,
  besides: Besides | null,
  required: number,
  there: number,
  known: boolean,
): Said[] {
  if (besides === null || there >= required) return [];
  const has = known ? `${there} ${there === 1 ? 'is' : 'are'}` : `${there} can be spared`;
  return [
    {
      rule,
      breach: true,
      facts: { required, there, certainty: besides.certainty },
      text:
        `${people(required, 'nurse has', 'nurses have')} to be ${where} besides those required ` +
        `for the patients${certaintyLabel(besides.certainty)}; ${has}.`,
    },
  ];
}

const WHY_NOT: Readonly<Record<NotCounted, string>> = {
  off_shift: 'because their shift is not running',
  rn_only: 'because only RNs count in this unit',
  not_competent: 'without demonstrated competence in this unit',
  triage: 'while at triage',
  radio: 'while at the radio',
  charge: 'in charge and not in direct care',
  in_charge: 'because they are in charge of the shift',
  no_direct_care: 'because they are not in direct care',
  on_break: 'on a break, their patients handed over',
  break_not_relieved: 'on a break with nobody to relieve them',
};

/** Who was left out, and why. It breaks a rule only where somebody left out has patients. */
function notCounted(judged: Judged): Said[] {
  return [...judged.heads.notCounted].map(([reason, leftOut]) => {
    const certainty = certaintyOfReason(reason, judged);
    const { nurses, patients } = leftOut;
    const facts: Facts = certainty === null ? { ...leftOut } : { ...leftOut, certainty };
    const label = certainty === null ? '' : certaintyLabel(certainty);
    return {
      rule: 'not_counted' as const,
      reason,
      breach: patients > 0,
      facts,
      text:
        `${people(nurses, 'nurse does', 'nurses do')} not count, ${WHY_NOT[reason]}${label}` +
        `${theirs(leftOut)}.`,
    };
  });
}

function theirs({ patients }: LeftOut): string {
  return patients > 0 ? `, yet ${people(patients, 'patient is', 'patients are')} theirs` : '';
}

/** How certain it is that somebody does not count for that reason; null where it needs no rule. */
function certaintyOfReason(reason: NotCounted, { rule, rules }: Judged): Certainty | null {
  const { competence, breaks, charge, triage, radio } = rules.conditions;
  switch (reason) {
    case 'off_shift':
    case 'no_direct_care':
      return null;
    case 'rn_only':
      return rule.countingCertainty;
    case 'not_competent':
      return competence?.certainty ?? null;
    case 'triage':
      return triage?.certainty ?? null;
    case 'radio':
      return radio?.certainty ?? null;
    case 'charge':
      return charge?.certainty ?? null;
    case 'in_charge':
      return rule.inCharge?.certainty ?? null;
    case 'on_break':
    case 'break_not_relieved':
      return breaks?.certainty ?? null;
  }
}
