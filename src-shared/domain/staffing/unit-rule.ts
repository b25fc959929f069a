import type { Licence } from '../../contract/state/nurse.ts';
import type {
  AlarmSetting,
  CareHoursTable,
  Certainty,
  PackBody,
  RatioFigure,
  RuleException,
  RuleName,
  ShiftName,
} from '../../contract/state/rule-pack.ts';
import type { Figure } from './figure.ts';

/** So many people besides, on these shifts (null: on each). */
export interface Besides extends Figure<number> {
  readonly shifts: readonly ShiftName[] | null;
}

/** What a pack asks of one type of unit: the figures in force, each with its certainty. */
export interface UnitRule {
  readonly unit: string;
  /** What stands for a patient here, where that is not plain. */
  readonly countedIn: string | null;
  /** Patients that one nurse may have at most, on any shift and day; null where `ratios` tell. */
  readonly max: Figure<number> | null;
  /** The ratios in force, each with its shift and days. */
  readonly ratios: readonly RatioFigure[];
  /** Why there is no ratio where there is none, in words. */
  readonly withoutMax: string;
  /** Licences that count as a nurse here. */
  readonly counting: ReadonlySet<Licence>;
  /** How certain it is that others do not. */
  readonly countingCertainty: Certainty;
  readonly averageMax: (Figure<number> & { readonly hours: number }) | null;
  /** Counted nurses that have to be there while there are patients. */
  readonly minPresent: Figure<number> | null;
  /** The part of the nurses required who have to be RNs. */
  readonly rnMinShare: Figure<number> | null;
  /** Further people for each patient. */
  readonly assistants: Figure<number> | null;
  readonly inCharge: Besides | null;
  readonly triage: Besides | null;
  readonly careHours: Figure<CareHoursTable> | null;
  readonly rnShortHours: Figure<number> | null;
  readonly rnShortShare: Figure<number> | null;
  readonly loadPrompt: Figure<number> | null;
}

/** Who does not count, where that is in force. */
export type CountingConditions = {
  readonly [Name in keyof PackBody['conditions']]: Figure<true> | null;
};

/** A pack's rules as they are evaluated: what is not in force is left out. */
export interface UnitRules {
  /** The rule of a unit, if the pack has one. */
  readonly get: (unit: string) => UnitRule | undefined;
  /** The units that the pack names. */
  readonly units: readonly string[];
  readonly conditions: CountingConditions;
  readonly loadsBind: PackBody['loadsBind'];
  readonly roundingUp: Certainty | null;
  readonly timeZone: string;
  readonly shifts: PackBody['shifts'];
  readonly exceptions: readonly RuleException[];
  readonly alarms: Readonly<Record<RuleName, AlarmSetting>>;
  /** Whether what is asked depends on the shift. */
  readonly byShift: boolean;
  /** Days on which a ratio begins or ends, sorted. */
  readonly days: readonly string[];
}
