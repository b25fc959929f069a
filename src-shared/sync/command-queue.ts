import type { Cursor, Cursors } from '../contract/cursor.ts';
import type { WardEvent } from '../contract/events/ward-event.ts';
import type { WardKey } from '../contract/ids.ts';
import { MAX_OWN } from './command-request.ts';
import type { KeptCommand, Standing } from './kept-command.ts';
import { isChangeable, reordered, whoWaits } from './queue-order.ts';
import type { CommandOutcome, MeanwhileEvent, Problem } from './views.ts';

/** So many of a command's list of own earlier ones may be about something else. */
const MAX_OTHERS = MAX_OWN / 2;

/** What the queue asks about a watched ward; null: nobody watches it. */
export type WardPosition = (ward: WardKey) => {
  readonly cursor: Cursor | null;
  readonly recoveries: number;
} | null;

export interface CommandQueueListener {
  /** The queue is another now: keep it, show it. */
  changed(): void;
  /** A command came to its end. */
  settled(commandId: string, outcome: CommandOutcome): void;
  /** Only a recovery can tell whether the ward has reached the answer: epochs differ. */
  unsure(ward: WardKey): void;
}

/**
 * The commands that are not part of the shared board yet, in the order in which they were made
 * (docs/sync.md, P1 to P13). Pure bookkeeping: `CommandSender` does the sending.
 */
export class CommandQueue {
  readonly #listener: CommandQueueListener;
  readonly #position: WardPosition;
  #entries: readonly KeptCommand[] = [];
  /** Who waits behind whom in these entries; null: to be found out. */
  #waits: ReadonlyMap<string, string> | null = null;
  /** Commands of the queue whose end has been told. */
  readonly #told = new Set<string>();
  /** For wards whose epoch differs from the answer's: the recovery count that settles them. */
  readonly #unsureUntil = new Map<string, number>();

  constructor(listener: CommandQueueListener, position: WardPosition) {
    this.#listener = listener;
    this.#position = position;
  }

  get entries(): readonly KeptCommand[] {
    return this.#entries;
  }

  find(commandId: string): KeptCommand | undefined {
    return this.#entries.find((kept) => kept.commandId === commandId);
  }

  /** What an earlier run of the program left, before anything new. */
  restore(kept: readonly KeptCommand[]): void {
    const known = new Set(this.#entries.map((each) => each.commandId));
    this.#become([...kept.filter((each) => !known.has(each.commandId)), ...this.#entries]);
  }

  add(kept: KeptCommand): void {
    const accepted = this.#entries.filter((each) => each.standing.status === 'accepted');
    const own = [...kept.own, ...accepted.map((each) => each.commandId)];
    this.#become([...this.#entries, { ...kept, own: own.slice(-MAX_OWN) }]);
  }

  /** The end that a command has come to while it still stands in the queue; null: none yet. */
  endOf(commandId: string): CommandOutcome | null {
    const kept = this.find(commandId);
    if (kept === undefined) return null;
    const { standing } = kept;
    if (standing.status === 'accepted') {
      return { status: 'done', cursors: standing.cursors, answer: null };
    }
    if (kept.seenIn.length > 0) return { status: 'done', cursors: null, answer: null };
    return standing.status === 'refused' ? { status: 'refused', problem: standing.problem } : null;
  }

  /** The earlier command on the same object that has to come to its end first; null: none. */
  behind({ commandId }: KeptCommand): string | null {
    this.#waits ??= whoWaits(this.#entries);
    return this.#waits.get(commandId) ?? null;
  }

  /** Puts other contents into a command that was never sent; false: it is too late for that. */
  amend(
    commandId: string,
    contents: Pick<KeptCommand, 'command' | 'objects' | 'madeAt' | 'madeLive' | 'basis'>,
  ): boolean {
    const kept = this.find(commandId);
    if (kept === undefined || !isChangeable(kept)) return false;
    this.#change(commandId, (each) => ({ ...each, ...contents }));
    return true;
  }

  /** Moves a command that was never sent before another one, or to the end; false: it may not. */
  reorder(commandId: string, before: string | null): boolean {
    const entries = reordered(this.#entries, commandId, before);
    if (entries === null) return false;
    this.#become(entries);
    return true;
  }

  sent(commandId: string): void {
    this.#change(commandId, (kept) => ({ ...kept, attempts: kept.attempts + 1 }));
  }

  /** Answered 2xx. `cursors` null: with a body that cannot be read. */
  accepted(
    commandId: string,
    cursors: Cursors | null,
    answer: Readonly<Record<string, unknown>> | null,
  ): void {
    const kept = this.find(commandId);
    if (kept === undefined) return;
    const reached = cursors ?? {};
    const awaiting = Object.keys(reached).filter(
      (ward) => this.#position(ward) !== null && !this.#isReached(kept, ward, reached[ward]),
    );
    this.#owned(commandId);
    this.#tell(commandId, { status: 'done', cursors, answer });
    this.#stand(commandId, { status: 'accepted', cursors: reached, awaiting });
    this.#removeReached();
  }

  refused(commandId: string, problem: Problem): void {
    if (this.#wasDone(commandId)) this.#remove(commandId);
    else {
      this.#stand(commandId, { status: 'refused', problem });
      this.#tell(commandId, { status: 'refused', problem });
    }
  }

  questioned(commandId: string, problem: Problem, meanwhile: readonly MeanwhileEvent[]): void {
    if (this.#wasDone(commandId)) this.#remove(commandId);
    else this.#stand(commandId, { status: 'question', problem, meanwhile: [...meanwhile] });
  }

  /** "Send it all the same": as if made now, on what is shown now. */
  insist(commandId: string, now: number, basis: Cursors, madeLive: boolean): void {
    if (this.find(commandId)?.standing.status !== 'question') return;
    this.#change(commandId, (kept) => ({
      ...kept,
      madeAt: now,
      madeLive,
      basis,
      standing: { status: 'queued' },
    }));
  }

  /**
   * Takes off what was refused or questioned, or was never sent. What may have been carried out
   * stays: only the server can say.
   */
  drop(commandId: string): void {
    const kept = this.find(commandId);
    if (kept === undefined || kept.standing.status === 'accepted') return;
    if (kept.standing.status === 'queued' && kept.attempts > 0) return;
    this.#tell(commandId, { status: 'dropped' });
    this.#remove(commandId);
  }

  /** Someone else signs in, or the user signs out: what waits is nobody's any more. */
  dropAll(): void {
    for (const { commandId } of this.#entries) this.#tell(commandId, { status: 'dropped' });
    this.#told.clear();
    this.#unsureUntil.clear();
    this.#become([]);
  }

  /** Events that were applied to a ward: those of a command say that it was carried out. */
  seen(ward: WardKey, events: readonly WardEvent[]): void {
    for (const { commandId } of events) {
      if (commandId === null) continue;
      const kept = this.find(commandId);
      if (kept === undefined || kept.seenIn.includes(ward)) continue;
      this.#owned(commandId);
      this.#tell(commandId, { status: 'done', cursors: null, answer: null });
      const { status } = kept.standing;
      if (status === 'question' || status === 'refused') this.#remove(commandId);
      else this.#change(commandId, (each) => ({ ...each, seenIn: [...each.seenIn, ward] }));
    }
    this.#removeReached();
  }

  /** A ward moved on or recovered, or is watched no more: answers may have been reached. */
  moved(): void {
    this.#removeReached();
  }

  #removeReached(): void {
    for (const kept of this.#entries) {
      const { standing } = kept;
      if (standing.status !== 'accepted') continue;
      const awaiting = standing.awaiting.filter(
        (ward) =>
          this.#position(ward) !== null && !this.#isReached(kept, ward, standing.cursors[ward]),
      );
      if (awaiting.length === 0) this.#remove(kept.commandId);
      else if (awaiting.length < standing.awaiting.length) {
        this.#stand(kept.commandId, { ...standing, awaiting });
      }
    }
  }

  #isReached(kept: KeptCommand, ward: WardKey, answered: Cursor | undefined): boolean {
    const position = this.#position(ward);
    if (position === null || answered === undefined) return true;
    if (kept.seenIn.includes(ward)) return true;
    const { cursor, recoveries } = position;
    if (cursor?.epoch === answered.epoch) return cursor.seq >= answered.seq;
    // Seqs compare within one epoch only. A recovery that begins from now on comes after the answer.
    const key = `${kept.commandId} ${ward}`;
    const until = this.#unsureUntil.get(key);
    if (until !== undefined) return recoveries >= until;
    this.#unsureUntil.set(key, recoveries + 1);
    this.#listener.unsure(ward);
    return false;
  }

  /** Its event was seen: whatever a repeat of it met does not matter. */
  #wasDone(commandId: string): boolean {
    return (this.find(commandId)?.seenIn.length ?? 0) > 0;
  }

  /**
   * From now on the command's events may stand between another command's basis and the head. In a long
   * queue those about the same count first: a patient's fortieth change must know of the first.
   */
  #owned(commandId: string): void {
    const about = new Set(this.find(commandId)?.objects);
    this.#entries = this.#entries.map((kept) => {
      const { own } = kept;
      const isSettled = kept.commandId === commandId || kept.standing.status === 'accepted';
      if (isSettled || own.includes(commandId)) return kept;
      const isRelated = kept.objects.some((object) => about.has(object));
      if (!isRelated && own.length >= MAX_OTHERS) return kept;
      return { ...kept, own: [...own, commandId].slice(-MAX_OWN) };
    });
  }

  /** Tells the end of a command once. */
  #tell(commandId: string, outcome: CommandOutcome): void {
    if (this.#told.has(commandId)) return;
    this.#told.add(commandId);
    this.#listener.settled(commandId, outcome);
  }

  #stand(commandId: string, standing: Standing): void {
    this.#change(commandId, (kept) => ({ ...kept, standing }));
  }

  #change(commandId: string, to: (kept: KeptCommand) => KeptCommand): void {
    this.#become(this.#entries.map((kept) => (kept.commandId === commandId ? to(kept) : kept)));
  }

  #remove(commandId: string): void {
    this.#told.delete(commandId);
    for (const key of this.#unsureUntil.keys()) {
      if (key.startsWith(`${commandId} `)) this.#unsureUntil.delete(key);
    }
    this.#become(this.#entries.filter((kept) => kept.commandId !== commandId));
  }

  #become(entries: readonly KeptCommand[]): void {
    this.#entries = entries;
    this.#waits = null;
    this.#listener.changed();
  }
}
