import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { CommittedEvents } from '../bus/bus.ts';
import { writesOf } from '../db/append-events.ts';
import type { OpenTx, Tx } from '../db/database.ts';
import { lockWards } from '../db/lock-wards.ts';
import {
  appendNotifications,
  type NotificationDraft,
  type NotificationRow,
} from '../db/notifications.ts';
import { carryOut, committedEvents, type Held, keepInView } from './carry-out.ts';
import type { Command } from './command.ts';
import type { CommandParts } from './commands.ts';
import type { Locks } from './known-reaches.ts';
import { epochOf, look, lookAgain } from './look-and-lock.ts';
import { retrying } from './retrying.ts';
import { asRefusal } from './write-refusals.ts';

/** `system:clock`, `system:intake`, `system:setup`. */
export type SystemActor = `system:${string}`;

/** Several commands of the system in one transaction, together with rows of its own. */
export interface SystemRun {
  /** The transaction, with the system's sight: all hospitals. */
  readonly tx: Tx;
  /**
   * Runs a command after those before it, whose events it sees. Throws its Refusal; the
   * transaction is as before then, and may go on. Answers what the domain answers.
   */
  execute<Facts>(command: Command<Facts>): Promise<object>;
  /** Makes notifications at the end of this transaction, and tells of them after it. */
  notify(drafts: readonly NotificationDraft[]): void;
}

/**
 * Runs `work` in one transaction, then publishes. Free of deadlocks with commands and with itself:
 * when a later command needs more wards or nurses than the first has locked, the transaction
 * begins anew and locks them all at once, ascending. So `work` may be run several times, and only
 * the last one counts: it has no effects but those on `tx` and on what it returns.
 */
export async function systemRun<T>(
  parts: CommandParts,
  actor: SystemActor,
  work: (run: SystemRun) => Promise<T>,
): Promise<T> {
  const wanted = nothingWanted();
  return retrying(parts.database, async (anew) => {
    want(wanted, anew);
    const tx = await parts.database.begin('system');
    try {
      const session = new SystemSession(parts, actor, tx, wanted);
      const result = await work({
        tx,
        execute: (command) => session.execute(command),
        notify: (drafts) => {
          session.notify(drafts);
        },
      });
      await session.commit();
      session.committed();
      return result;
    } catch (error) {
      await tx.rollback();
      throw asRefusal(error);
    }
  });
}

/** What is to be locked at once, also of what only later commands turned out to need. */
export interface Wanted {
  readonly wards: Set<string>;
  readonly nurses: Set<string>;
}

export function nothingWanted(): Wanted {
  return { wards: new Set(), nurses: new Set() };
}

export function want(wanted: Wanted, more: Locks | null): void {
  for (const ward of more?.wards ?? []) wanted.wards.add(ward);
  for (const nurse of more?.nurses ?? []) wanted.nurses.add(nurse);
}

/**
 * Commands of the system in one transaction, which its owner has begun: what they have locked, and
 * what they have written so far. The owner rolls back.
 */
export class SystemSession {
  readonly #parts: CommandParts;
  readonly #actor: SystemActor;
  readonly #tx: OpenTx;
  readonly #wanted: Wanted;
  readonly #events: CommittedEvents[] = [];
  readonly #drafts: NotificationDraft[] = [];
  #notifications: readonly NotificationRow[] = [];
  #held: { readonly held: Held; readonly locked: Wanted } | null = null;

  constructor(parts: CommandParts, actor: SystemActor, tx: OpenTx, wanted: Wanted) {
    this.#parts = parts;
    this.#actor = actor;
    this.#tx = tx;
    this.#wanted = wanted;
  }

  /** See `SystemRun`. */
  async execute<Facts>(command: Command<Facts>): Promise<object> {
    const first = await look(this.#tx, command);
    const { held, locked } = (this.#held ??= await this.#lock(first));
    const again = await lookAgain(this.#tx, command, locked);
    const doer = { actor: this.#actor, commandId: null };
    const done = await carryOut(held, command, again, doer, this.#parts.newId);
    const writes = writesOf(done.additions, done.author, {
      reopened: command.reopens?.(again.reach) ?? [],
      alarms: done.alarms,
    });
    await Promise.all(
      [...done.rows, ...writes.statements].map(({ statement, values }) =>
        this.#tx.query(statement, values),
      ),
    );
    keepInView(held, done, writes.wards);
    this.#events.push(...committedEvents(held.epoch, done.additions));
    this.notify(done.notifications);
    return done.outcome.answer;
  }

  notify(drafts: readonly NotificationDraft[]): void {
    this.#drafts.push(...drafts);
  }

  /** Notifications come last, and all at once: the lines of users are locked ascending. */
  async commit(): Promise<void> {
    this.#notifications = await appendNotifications(this.#tx, this.#drafts);
    await this.#tx.commit();
  }

  /** All that is known to be wanted, at once. */
  async #lock(first: {
    readonly wards: readonly string[];
    readonly nurses: readonly string[];
  }): Promise<{ held: Held; locked: Wanted }> {
    const wards = new Set([...this.#wanted.wards, ...first.wards]);
    const nurses = new Set([...this.#wanted.nurses, ...first.nurses]);
    const locked = await lockWards(this.#tx, [...wards], [...nurses]);
    const held: Held = {
      tx: this.#tx,
      epoch: epochOf(locked),
      wards: new Map(locked.wards.map((ward) => [ward.key, ward])),
      states: this.#parts.states,
      shelf: this.#parts.shelf,
      own: new Map(),
    };
    return { held, locked: { wards, nurses } };
  }

  /** After the commit: what was written becomes everybody's. */
  committed(): void {
    for (const [ward, known] of this.#held?.held.own ?? []) this.#parts.states.put(ward, known);
    if (this.#events.length > 0) this.#parts.publish(inOneBatchEach(this.#events));
    this.#parts.notify(this.#notifications);
  }
}

/** Events of one ward from several commands follow on each other. */
function inOneBatchEach(batches: readonly CommittedEvents[]): CommittedEvents[] {
  const byWard = new Map<WardKey, CommittedEvents>();
  for (const batch of batches) {
    const before = byWard.get(batch.ward)?.events ?? [];
    byWard.set(batch.ward, { ...batch, events: [...before, ...batch.events] });
  }
  return [...byWard.values()];
}
