import type { Licence } from '../../contract/state/nurse.ts';
import type { Figure } from './figure.ts';

/** What a pack asks of one type of unit: the figures in force, each with its certainty. */
export interface UnitRule {
  readonly unit: string;
  /** Patients that one nurse may have at most; null where no such figure is in force. */
  readonly max: Figure<number> | null;
  /** Why there is none, in words. */
  readonly withoutMax: string | null;
  /** Licences that count as a nurse here. */
  readonly counting: ReadonlySet<Licence>;
  /** In force where only RNs count. */
  readonly rnOnly: Figure<true> | null;
  /** Counted nurses that have to be there however few patients are. */
  readonly minPresent: Figure<number> | null;
  /** The largest part of the counted nurses that may be LVNs. */
  readonly lvnMaxShare: Figure<number> | null;
}

/** The rules of a pack by unit. */
export type UnitRules = ReadonlyMap<string, UnitRule>;
