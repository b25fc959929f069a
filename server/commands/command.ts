import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { Board, NurseRecord, Outcome } from '../../src-shared/domain/board.ts';
import type { WardRules } from '../../src-shared/domain/staffing/judge-wards.ts';
import type { Principal } from '../auth/principal.ts';
import type { Statement } from '../db/database.ts';
import type { NotificationDraft } from '../db/notifications.ts';

/**
 * One SQL select that answers one row (hospital_id text, wards text[], nurses text[], facts json),
 * or none: what the command is about does not exist, or may not be seen. Run once before locking,
 * to learn what to lock, and once again afterwards.
 */
export interface Look {
  /** Unique among looks: prepared statements are named by it. */
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What a look found. `wards` and `nurses` (`hospital/nurse`) are what the command may touch. */
export interface Reach<Facts> {
  readonly hospitalId: string;
  readonly wards: readonly WardKey[];
  readonly nurses: readonly string[];
  readonly facts: Facts;
}

/** What a command decides on, under the locks. */
export interface Seen<Facts> {
  /** Of `reach.hospitalId`; its logs are those of all wards reached. */
  readonly board: Board;
  readonly reach: Reach<Facts>;
  /** The nurses reached, also of another hospital, by `hospital/nurse`. */
  readonly records: ReadonlyMap<string, NurseRecord>;
}

/** The things a command is about: a later event that touches one of them is a change since. */
export interface Subject {
  readonly stays: readonly string[];
  readonly nurses: readonly string[];
  /** `hospital/ward/bed`. */
  readonly beds: readonly string[];
  readonly alerts: readonly string[];
}

export interface Write {
  readonly statement: Statement;
  readonly values: readonly unknown[];
}

/** One thing that can be done to wards, whoever asks for it. */
export interface Command<Facts = unknown> {
  /** As the audit names it. */
  readonly name: string;
  /** HTTP status of success. */
  readonly status: 200 | 201;
  readonly look: Look;
  /** Runs before the look, in the same transaction: the row of a ward that is being made. */
  readonly prepare?: Write;
  /** Whether a user may do this to what the look found. The system may do everything. */
  allows(principal: Principal, reach: Reach<Facts>): boolean;
  subject(reach: Reach<Facts>): Subject;
  /** Throws a Refusal, or says what happens. Pure. */
  decide(seen: Seen<Facts>): Outcome<object>;
  /** By what wards are judged from now on, where the command itself changes that. Pure. */
  rules?(seen: Seen<Facts>): ReadonlyMap<WardKey, WardRules>;
  /** Rows that no event sets. Pure. */
  rows?(seen: Seen<Facts>, outcome: Outcome<object>): readonly Write[];
  /** Notifications besides those that events bring by themselves (`carryOut`). Pure. */
  notifications?(seen: Seen<Facts>, outcome: Outcome<object>): readonly NotificationDraft[];
  /** What the audit keeps of the actor's reasons. */
  readonly note?: Readonly<Record<string, string>>;
  /** Stays that have a row already, which a `stay.admitted` brings back. */
  reopens?(reach: Reach<Facts>): readonly string[];
  /** The staffing rules are asked even where nothing happened: time alone may have changed them. */
  readonly evaluatesAlways?: boolean;
}

export const NO_SUBJECT: Subject = { stays: [], nurses: [], beds: [], alerts: [] };
