import { certaintyLabel, lessCertain } from './figure.ts';
import { type Facts, type Judged, people, type Said } from './judged.ts';
import type { Moment, RatioNow } from './ratio-at.ts';
import { careHundredths, nursesForCare, partOf, requiredNurses } from './required-nurses.ts';
import { alsoCalled } from './shift-name.ts';
import { unitName } from './unit-name.ts';

/** What the number of patients asks of the number of nurses. */
export function patientFindings(judged: Judged): Said[] {
  return [
    ...ratio(judged),
    ...overloaded(judged),
    ...tooFewPresent(judged),
    ...careHours(judged),
    ...skillMix(judged),
    ...assistants(judged),
    ...loadPrompt(judged),
  ];
}

function ratio({ facts: { unit }, rules, rule, moment, max, patients, heads }: Judged): Said[] {
  if (max === null) return [];
  const { counted } = heads;
  const required = requiredNurses(patients, max.value);
  if (counted >= required) return [];
  const short = required - counted;
  // A remainder asks for one more nurse only as surely as rounding up is the rule.
  const rounding = patients % max.value === 0 ? null : rules.roundingUp;
  const certainty = rounding === null ? max.certainty : lessCertain(rounding, max.certainty);
  const numbers: Facts = { unit, patients, max: max.value, required, counted, short, certainty };
  if (max.shift !== null) numbers['shift'] = moment.shift ?? max.shift;
  if (rule.countedIn !== null) numbers['countedIn'] = rule.countedIn;
  return [
    {
      rule: 'ratio',
      breach: true,
      facts: numbers,
      text:
        `${unitName(unit)}: ${people(patients, 'patient', 'patients')}${countedAs(rule)} ` +
        `${patients === 1 ? 'needs' : 'need'} ${people(required, 'nurse', 'nurses')} ` +
        `at ${oneTo(max, moment)}` +
        `${certaintyLabel(certainty)}; ${people(counted, 'counts', 'count')}, ${short} short.`,
    },
  ];
}

function countedAs({ countedIn }: Judged['rule']): string {
  return countedIn === null ? '' : ` (counted: ${countedIn})`;
}

function oneTo({ value, shift }: RatioNow, moment: Moment): string {
  if (shift === null) return `1:${value}`;
  const assumed = moment.shift === null ? ' (the strictest, as no shift is known)' : '';
  return `1:${value} on the ${moment.shift ?? shift} shift${assumed}`;
}

/** Loads are judged nurse by nurse: an average over them hides the one who has too many. */
function overloaded({ rules, max, heads: { loads } }: Judged): Said[] {
  if (max === null) return [];
  const over = loads.filter((load) => load > max.value);
  if (over.length === 0) return [];
  const largest = Math.max(...over);
  const breach = rules.loadsBind === 'nurse';
  const binds = breach ? '' : '; the rule binds the ward as a whole';
  return [
    {
      rule: 'load',
      breach,
      facts: { nurses: over.length, largest, max: max.value, certainty: max.certainty },
      text:
        `${people(over.length, 'nurse has', 'nurses have')} more than ` +
        people(max.value, 'patient', 'patients') +
        `${certaintyLabel(max.certainty)}, the most being ${largest}${binds}.`,
    },
  ];
}

function tooFewPresent({ rule: { minPresent }, patients, heads: { counted } }: Judged): Said[] {
  if (minPresent === null || patients === 0 || counted >= minPresent.value) return [];
  const { value: min, certainty } = minPresent;
  return [
    {
      rule: 'min_present',
      breach: true,
      facts: { min, counted, patients, certainty },
      text:
        `At least ${people(min, 'nurse has', 'nurses have')} to be present` +
        `${certaintyLabel(certainty)}; ${people(counted, 'counts', 'count')}.`,
    },
  ];
}

function careHours({ facts, rule, patients, heads: { counted } }: Judged): Said[] {
  if (rule.careHours === null) return [];
  const { value: table, certainty } = rule.careHours;
  const care = careHundredths(table, patients, facts.acuity);
  const required = nursesForCare(care);
  if (counted >= required) return [];
  const short = required - counted;
  const hours = care / 100;
  return [
    {
      rule: 'care_hours',
      breach: true,
      facts: {
        patients,
        rated: facts.acuity.length,
        hoursPerDay: hours,
        required,
        counted,
        short,
        certainty,
      },
      text:
        `${people(patients, 'patient needs', 'patients need')} ${people(hours, 'hour', 'hours')} ` +
        `of care in 24 hours, that is ${people(required, 'nurse', 'nurses')} at any time` +
        `${certaintyLabel(certainty)}; ${people(counted, 'counts', 'count')}, ${short} short.`,
    },
  ];
}

/**
 * Enough RNs for their part of the nurses required: whoever is there beyond those required makes
 * no mix worse.
 */
function skillMix({ rule: { rnMinShare }, required, heads: { countedRns } }: Judged): Said[] {
  if (rnMinShare === null || required === null) return [];
  const { value: share, certainty } = rnMinShare;
  const rnsRequired = partOf(required, share);
  if (countedRns >= rnsRequired) return [];
  return [
    {
      rule: 'skill_mix',
      breach: true,
      facts: { rns: countedRns, rnsRequired, required, minShare: share, certainty },
      text:
        `Of ${people(required, 'nurse', 'nurses')} required, ` +
        `${people(rnsRequired, 'has to be an RN', 'have to be RNs')} (${percent(share)}%)` +
        `${certaintyLabel(certainty)}; ${people(countedRns, 'counts', 'count')}.`,
    },
  ];
}

/** Nurses beyond those required may assist. */
function assistants({ rule, max, patients, heads }: Judged): Said[] {
  if (rule.assistants === null) return [];
  const { value: each, certainty } = rule.assistants;
  const spare = max === null ? 0 : heads.counted - requiredNurses(patients, max.value);
  const available = heads.assistants + Math.max(0, spare);
  const needed = patients * each;
  if (available >= needed) return [];
  return [
    {
      rule: 'assistants',
      breach: true,
      facts: { patients, required: needed, available, short: needed - available, certainty },
      text:
        `${people(patients, 'patient', 'patients')}${countedAs(rule)} ` +
        `${patients === 1 ? 'needs' : 'need'} ${people(needed, 'assistant', 'assistants')} besides` +
        `${certaintyLabel(certainty)}; there ${available === 1 ? 'is' : 'are'} ${available}.`,
    },
  ];
}

function loadPrompt({ rule: { loadPrompt: prompt }, moment, heads: { loads } }: Judged): Said[] {
  if (prompt === null) return [];
  if (moment.shift !== null && !alsoCalled(moment.shift).includes('day')) return [];
  const over = loads.filter((load) => load > prompt.value);
  if (over.length === 0) return [];
  const { value: max, certainty } = prompt;
  return [
    {
      rule: 'load_prompt',
      breach: false,
      facts: { nurses: over.length, largest: Math.max(...over), max, certainty },
      text:
        `${people(over.length, 'nurse has', 'nurses have')} more than ` +
        people(max, 'patient', 'patients') +
        `${certaintyLabel(certainty)}: no rule is broken, but look closer.`,
    },
  ];
}

/** A part as per cent, to two decimals. */
function percent(share: number): number {
  return Math.round(share * 10_000) / 100;
}
