import type { WardEvent } from '../contract/events/ward-event.ts';
import type { WardKey } from '../contract/ids.ts';
import type { LogState } from '../contract/state/log-state.ts';
import type { Licence, ShiftSpan } from '../contract/state/nurse.ts';

/** A nurse as the hospital knows her, and where her running shift is (`_house`: the pool). */
export interface NurseRecord {
  readonly id: string;
  readonly name: string;
  readonly licence: Licence;
  readonly competencies: readonly string[];
  readonly homeWardId: string | null;
  readonly userId: string | null;
  readonly post: { readonly wardId: string; readonly shift: ShiftSpan } | null;
}

/**
 * What a transition may look at: the locked wards and nurses of one hospital at one moment.
 * Nothing here changes; the outcome is a list of events.
 */
export interface Board {
  readonly hospitalId: string;
  /** The moment of the command: the database's clock after locking. */
  readonly at: string;
  /** The user's id. */
  readonly actor: string;
  readonly logs: ReadonlyMap<WardKey, LogState>;
  readonly nurses: ReadonlyMap<string, NurseRecord>;
  /** A fresh UUID at each call. */
  readonly newId: () => string;
}

type DraftOf<E extends WardEvent> = E extends WardEvent
  ? { readonly ward: WardKey; readonly type: E['type']; readonly data: E['data'] }
  : never;

/** An event before the transaction gives it its seq, id and time. */
export type EventDraft = DraftOf<WardEvent>;

/** What a transition decided. `ward` is the one whose position the answer's `cursor` tells. */
export interface Outcome<Answer> {
  readonly ward: WardKey;
  readonly drafts: readonly EventDraft[];
  readonly answer: Answer;
}
