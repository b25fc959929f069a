import type { Finding } from '../../contract/commands/evaluate-staffing.ts';
import { certaintyLabel, type Figure } from './figure.ts';
import type { HeadCount, NotCounted } from './head-count.ts';
import { requiredNurses } from './required-nurses.ts';
import type { UnitRule } from './unit-rule.ts';

type Facts = Finding['facts'];

/** Everything a pack's rules find in a unit, sorted by rule. `law` is the prefix of the rule ids. */
export function findingsOf(
  law: string,
  rule: UnitRule,
  patients: number,
  heads: HeadCount,
): Finding[] {
  const name = (finding: Finding): Finding => ({ ...finding, ruleId: `${law}.${finding.ruleId}` });
  return [
    ...noFigure(rule),
    ...ratio(rule, patients, heads),
    ...overloaded(rule, heads),
    ...tooFewPresent(rule, heads),
    ...tooManyLvns(rule, heads),
    ...notCounted(rule, heads),
  ]
    .map(name)
    .sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
}

function noFigure({ unit, max, withoutMax }: UnitRule): Finding[] {
  if (max !== null) return [];
  const why = withoutMax ?? 'the rules have no ratio for it';
  return [
    {
      ruleId: 'no_figure',
      severity: 'notice',
      facts: { unit },
      text: `No number of nurses is required for ${unit}: ${why}.`,
    },
  ];
}

function ratio({ unit, max }: UnitRule, patients: number, { counted }: HeadCount): Finding[] {
  if (max === null) return [];
  const required = requiredNurses(patients, max.value);
  if (counted >= required) return [];
  const short = required - counted;
  return [
    {
      ruleId: 'ratio',
      severity: 'critical',
      facts: figureFacts(max, { unit, patients, required, counted, short }),
      text:
        `${patients} patients in ${unit} need ${required} nurses at 1:${max.value}` +
        `${certaintyLabel(max.certainty)}; ${counted} count, ${short} short.`,
    },
  ];
}

/** Loads are judged nurse by nurse: an average over them hides the one who has too many. */
function overloaded({ max }: UnitRule, { loads }: HeadCount): Finding[] {
  if (max === null) return [];
  const over = loads.filter((load) => load > max.value);
  if (over.length === 0) return [];
  const largest = Math.max(...over);
  return [
    {
      ruleId: 'load',
      severity: 'critical',
      facts: figureFacts(max, { nurses: over.length, largest }),
      text:
        `${people(over.length, 'nurse has', 'nurses have')} more than ${max.value} patients` +
        `${certaintyLabel(max.certainty)}, the most being ${largest}.`,
    },
  ];
}

function tooFewPresent({ minPresent }: UnitRule, { counted }: HeadCount): Finding[] {
  if (minPresent === null || counted >= minPresent.value) return [];
  return [
    {
      ruleId: 'min_present',
      severity: 'critical',
      facts: { min: minPresent.value, counted, certainty: minPresent.certainty },
      text:
        `At least ${minPresent.value} nurses have to be present` +
        `${certaintyLabel(minPresent.certainty)}; ${counted} count.`,
    },
  ];
}

function tooManyLvns({ lvnMaxShare }: UnitRule, { counted, countedLvns }: HeadCount): Finding[] {
  if (lvnMaxShare === null || countedLvns <= counted * lvnMaxShare.value) return [];
  return [
    {
      ruleId: 'lvn_share',
      severity: 'warning',
      facts: {
        lvns: countedLvns,
        counted,
        maxShare: lvnMaxShare.value,
        certainty: lvnMaxShare.certainty,
      },
      text:
        `${countedLvns} of ${counted} nurses are LVNs; at most ${lvnMaxShare.value * 100}% may be` +
        `${certaintyLabel(lvnMaxShare.certainty)}.`,
    },
  ];
}

const WHY_NOT: Readonly<Record<NotCounted, string>> = {
  rn_only: 'because only RNs count in this unit',
  not_competent: 'without demonstrated competence in this unit',
  triage: 'while at triage',
  radio: 'while at the radio',
  charge: 'in charge and not in direct care',
  break_not_relieved: 'on a break with nobody to relieve them',
};

/** Who was left out, and why. It breaks a rule only where somebody left out has patients. */
function notCounted(rule: UnitRule, heads: HeadCount): Finding[] {
  return [...heads.notCounted].map(([reason, nurses]) => {
    const patients = heads.misplacedPatients.get(reason) ?? 0;
    const certainty = reason === 'rn_only' ? rule.rnOnly?.certainty : undefined;
    const facts: Facts = { nurses, patients };
    if (certainty !== undefined) facts['certainty'] = certainty;
    const those = people(nurses, 'nurse does', 'nurses do');
    const theirs =
      patients > 0 ? `, yet ${people(patients, 'patient is', 'patients are')} theirs` : '';
    return {
      ruleId: `not_counted.${reason}`,
      severity: patients > 0 ? 'warning' : 'notice',
      facts,
      text: `${those} not count, ${WHY_NOT[reason]}${theirs}.`,
    };
  });
}

function figureFacts(max: Figure<number>, facts: Facts): Facts {
  return { ...facts, max: max.value, certainty: max.certainty };
}

function people(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
