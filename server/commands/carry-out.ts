import type { Cursor, Cursors } from '../../src-shared/contract/cursor.ts';
import { wardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import type { Board, NurseRecord, Outcome } from '../../src-shared/domain/board.ts';
import {
  judgeWards,
  type Judgement,
  type WardAlarms,
  type WardRules,
} from '../../src-shared/domain/staffing/judge-wards.ts';
import { DEFAULT_PACK } from '../../src-shared/domain/staffing/packs.ts';
import { canonicalJson } from '../../src-shared/domain/log/canonical-json.ts';
import type { CommittedEvents } from '../bus/bus.ts';
import { type Addition, auditedOnly, type Authorship, numberEvents } from '../db/append-events.ts';
import type { Tx } from '../db/database.ts';
import { busEventText } from '../db/event-text.ts';
import type { LockedWard } from '../db/lock-wards.ts';
import type { NotificationDraft } from '../db/notifications.ts';
import { assignmentNotifications } from './assignment-notifications.ts';
import type { Command, Seen, Write } from './command.ts';
import type { LockedReach } from './look-and-lock.ts';
import { type PackShelf, rulesOfWards } from './ward-rules.ts';
import { type KnownState, stateOf, type WardStates } from './ward-states.ts';

/** What a transaction holds: its locked wards as its own writes have left them, by key. */
export interface Held {
  readonly tx: Tx;
  readonly epoch: string;
  readonly wards: Map<WardKey, LockedWard>;
  readonly states: WardStates;
  readonly shelf: PackShelf;
  /** States after this transaction's own events, which nobody else may see before its commit. */
  readonly own: Map<WardKey, KnownState>;
}

/** Who does it. */
export interface Doer {
  readonly actor: string;
  readonly commandId: string | null;
}

/** What a command came to, before any of it is written. */
export interface CarriedOut {
  readonly outcome: Outcome<object>;
  readonly author: Authorship;
  readonly additions: ReadonlyMap<WardKey, Addition>;
  readonly logs: ReadonlyMap<WardKey, LogState>;
  readonly rows: readonly Write[];
  /** Of the wards where they are others now. */
  readonly alarms: ReadonlyMap<WardKey, WardAlarms>;
  /** Made in the same transaction, as its last statement. */
  readonly notifications: readonly NotificationDraft[];
}

/** The time of a command: the database's clock after locking, never below that of its wards. */
export function timeOf(now: string, wards: Iterable<LockedWard>): string {
  let at = now;
  for (const { lastAt } of wards) if (lastAt > at) at = lastAt;
  return at;
}

/** Lets the domain decide on the locked wards, and asks the staffing rules. Throws its Refusal. */
export async function carryOut<Facts>(
  held: Held,
  command: Command<Facts>,
  { reach, now, records }: LockedReach<Facts>,
  doer: Doer,
  newId: () => string,
): Promise<CarriedOut> {
  const wards = reach.wards.flatMap((key) => held.wards.get(key) ?? []);
  const states = await Promise.all(wards.map((ward) => heldState(held, ward)));
  const at = timeOf(now, wards);
  const logs = new Map(wards.map((ward, index) => [ward.key, states[index] as LogState]));
  const board: Board = {
    hospitalId: reach.hospitalId,
    at,
    actor: doer.actor,
    logs,
    nurses: nursesOf(reach.hospitalId, records),
    newId,
  };
  const seen = { board, reach, records };
  const outcome = command.decide(seen);
  const after = await judged(held, command, seen, outcome, newId);
  const author: Authorship = { ...doer, at, command: command.name, note: command.note ?? null };
  const rows = command.rows?.(seen, outcome) ?? [];
  const additions = numberEvents(after.drafts, held.wards, author, newId);
  const audited = additions.size > 0 || rows.length === 0;
  return {
    outcome,
    author,
    additions: audited ? additions : auditedOnly(requireHeld(held, outcome.ward)),
    logs: after.logs,
    rows,
    alarms: new Map([...after.alarms].filter(([ward, now]) => isAnother(held, ward, now))),
    notifications: [
      ...assignmentNotifications(after.drafts, after.logs, doer.actor, newId),
      ...(command.notifications?.(seen, outcome) ?? []),
    ],
  };
}

/** What the rules say to what was decided; they are asked only where something may have changed. */
async function judged<Facts>(
  held: Held,
  command: Command<Facts>,
  seen: Seen<Facts>,
  { drafts }: Outcome<object>,
  newId: () => string,
): Promise<Judgement> {
  const { logs, at } = seen.board;
  const always = command.evaluatesAlways === true || command.rules !== undefined;
  if (drafts.length === 0 && !always) return { drafts: [], logs, alarms: new Map() };
  const known = await rulesOfWards(held.tx, held.shelf, logs, at);
  const changed = command.rules?.(seen) ?? new Map<WardKey, WardRules>();
  return judgeWards(logs, drafts, {
    at,
    always,
    newId,
    rules: (ward) => changed.get(ward) ?? known.get(ward) ?? { pack: DEFAULT_PACK, waiver: null },
    alarms: (ward) => requireHeld(held, ward).alarms.rules,
  });
}

function isAnother(held: Held, ward: WardKey, now: WardAlarms): boolean {
  const before = requireHeld(held, ward).alarms;
  return before.dueAt !== now.dueAt || canonicalJson(before.rules) !== canonicalJson(now.rules);
}

async function heldState(held: Held, ward: LockedWard): Promise<LogState> {
  return held.own.get(ward.key)?.state ?? stateOf(held.tx, held.states, held.epoch, ward);
}

function nursesOf(
  hospitalId: string,
  records: ReadonlyMap<string, NurseRecord>,
): ReadonlyMap<string, NurseRecord> {
  const ofHospital = [...records].filter(([key]) => key.startsWith(`${hospitalId}/`));
  return new Map(ofHospital.map(([, record]) => [record.id, record]));
}

function requireHeld(held: Held, ward: WardKey): LockedWard {
  const locked = held.wards.get(ward);
  if (locked === undefined) throw new Error(`${ward} is not locked`);
  return locked;
}

/** The answer of a write: what the domain answers, and the position of every ward touched. */
export function answerOf(held: Held, { outcome, additions }: CarriedOut): object {
  const cursorOf = (ward: WardKey): Cursor => {
    const locked = additions.get(ward)?.ward ?? requireHeld(held, ward);
    return { epoch: held.epoch, seq: locked.seq };
  };
  const touched = new Set([outcome.ward, ...additions.keys()]);
  const cursors: Cursors = Object.fromEntries([...touched].map((key) => [key, cursorOf(key)]));
  return { ...outcome.answer, cursor: cursorOf(outcome.ward), cursors };
}

/** The transaction's view after a command's writes: positions and states. */
export function keepInView(
  held: Held,
  { additions, logs, alarms }: CarriedOut,
  wards: readonly LockedWard[],
): void {
  for (const [key, now] of alarms) {
    held.wards.set(key, { ...requireHeld(held, key), alarms: now });
  }
  for (const ward of wards) {
    held.wards.set(ward.key, ward);
    const state = logs.get(ward.key);
    if (state === undefined || additions.get(ward.key)?.events.length === 0) continue;
    held.own.set(ward.key, { epoch: held.epoch, seq: ward.seq, lastAt: ward.lastAt, state });
  }
}

/** The events as the bus carries them. */
export function committedEvents(
  epoch: string,
  additions: ReadonlyMap<WardKey, Addition>,
): CommittedEvents[] {
  return [...additions.values()]
    .filter(({ events }) => events.length > 0)
    .map(({ ward: { hospitalId, wardId }, events }) => {
      const ward = wardKey({ hospitalId, wardId });
      return {
        ward,
        epoch,
        events: events.map(({ stored }) => ({
          seq: stored.seq,
          text: busEventText(ward, epoch, stored),
        })),
      };
    });
}
