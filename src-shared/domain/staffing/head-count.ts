import type { StaffGroup } from '../../contract/commands/evaluate-staffing.ts';
import type { UnitRule } from './unit-rule.ts';

/** Posts away from the bedside: whoever holds one gives no direct care meanwhile. */
const DUTIES_AWAY: ReadonlySet<string> = new Set(['triage', 'radio']);

/** Why people who are there do not count. */
export type NotCounted =
  'rn_only' | 'not_competent' | 'triage' | 'radio' | 'charge' | 'break_not_relieved';

/** People counted by the rules of a unit, and those not counted, by reason. */
export interface HeadCount {
  readonly counted: number;
  readonly countedLvns: number;
  readonly notCounted: ReadonlyMap<NotCounted, number>;
  /** The patients of each nurse whose load was given, whether she counts or not. */
  readonly loads: readonly number[];
  /** Patients in the hands of nurses who may not have any here. */
  readonly misplacedPatients: ReadonlyMap<NotCounted, number>;
}

/**
 * Counts who is there: licensed for the unit, competent, in direct care and not on a break, unless
 * relieved by somebody who would not count otherwise (a charge nurse). The order of the groups does
 * not matter.
 */
export function headCount(staff: readonly StaffGroup[], rule: UnitRule): HeadCount {
  const notCounted = new Map<NotCounted, number>();
  const misplacedPatients = new Map<NotCounted, number>();
  const loads: number[] = [];
  const sum = { working: 0, workingLvns: 0, onBreak: 0, relievers: 0 };
  for (const group of staff) {
    if (!isNurse(group, rule)) continue;
    loads.push(...(group.loads ?? []));
    const reason = barredBy(group, rule);
    if (reason !== null) {
      add(notCounted, reason, group.count);
      add(misplacedPatients, reason, total(group.loads ?? []));
      continue;
    }
    const working = group.count - group.onBreak;
    const away = awayBy(group);
    if (away === null) {
      sum.working += working;
      sum.onBreak += group.onBreak;
      if (group.role === 'LVN') sum.workingLvns += working;
      continue;
    }
    const relieving = relieversOf(group, working);
    sum.relievers += relieving;
    if (away !== 'elsewhere') add(notCounted, away, group.count - relieving);
  }
  const relieved = Math.min(sum.relievers, sum.onBreak);
  add(notCounted, 'break_not_relieved', sum.onBreak - relieved);
  return {
    counted: sum.working + relieved,
    countedLvns: sum.workingLvns,
    notCounted,
    loads,
    misplacedPatients,
  };
}

/** A nurse in the unit's terms; assistants are there, but no rule here speaks of them. */
function isNurse({ role }: StaffGroup, rule: UnitRule): boolean {
  return rule.counting.has(role) || (role === 'LVN' && rule.rnOnly !== null);
}

function barredBy(group: StaffGroup, rule: UnitRule): 'rn_only' | 'not_competent' | null {
  if (!rule.counting.has(group.role)) return 'rn_only';
  return group.competent ? null : 'not_competent';
}

function awayBy(group: StaffGroup): 'triage' | 'radio' | 'charge' | 'elsewhere' | null {
  const { duty } = group;
  if (typeof duty === 'string' && DUTIES_AWAY.has(duty))
    return duty === 'radio' ? 'radio' : 'triage';
  if (group.directCare) return null;
  return group.charge ? 'charge' : 'elsewhere';
}

function relieversOf({ relieving }: StaffGroup, working: number): number {
  if (typeof relieving === 'number') return Math.min(relieving, working);
  return relieving ? working : 0;
}

function add(counts: Map<NotCounted, number>, reason: NotCounted, count: number): void {
  if (count > 0) counts.set(reason, (counts.get(reason) ?? 0) + count);
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
