import type { Cursors } from '../contract/cursor.ts';
import type { WardEvent } from '../contract/events/ward-event.ts';
import type { WardKey } from '../contract/ids.ts';
import type { LogState } from '../contract/state/log-state.ts';
import type { Command } from './command.ts';
import { objectsOf } from './command-objects.ts';
import { CommandQueue } from './command-queue.ts';
import { wardsOfCommand } from './command-request.ts';
import { CommandSender } from './command-sender.ts';
import { freshnessOf, type Hearing } from './freshness.ts';
import type { KeptCommand } from './kept-command.ts';
import { Outcomes } from './outcomes.ts';
import { withOwnId, withSameOwnId } from './own-id.ts';
import type { IdPort, RandomPort, TimerPort } from './ports.ts';
import { problemOf, SIGN_IN_FIRST } from './problem.ts';
import type { ServerClock } from './server-clock.ts';
import type { Session } from './session.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { CommandOutcome } from './views.ts';
import type { Moment } from './ward-replica.ts';

export interface CommandDeskPorts {
  readonly timer: TimerPort;
  readonly random: RandomPort;
  readonly ids: IdPort;
  readonly clock: ServerClock;
  readonly session: Session;
  /** Whether somebody is signed in here; also one whose session has ended and who may sign in again. */
  readonly hasOwner: () => boolean;
  readonly wards: Subscriptions;
  readonly moment: () => Moment;
  readonly isConnected: () => boolean;
  readonly hearing: () => Hearing;
  /** The boards as the user sees them. */
  readonly shownBoards: () => ReadonlyMap<WardKey, LogState>;
  /** The queue, or what is on its way, is another now. */
  readonly changed: (queueDiffers: boolean) => void;
}

export interface ExecutedCommand {
  readonly commandId: string;
  /** Resolves when the command is done, refused or dropped; it never rejects. */
  readonly outcome: Promise<CommandOutcome>;
}

/** Where commands are given, wait, are sent, and come back as done, refused or a question. */
export class CommandDesk {
  readonly queue: CommandQueue;
  readonly sender: CommandSender;
  readonly #ports: CommandDeskPorts;
  readonly #outcomes = new Outcomes();

  constructor(ports: CommandDeskPorts) {
    this.#ports = ports;
    this.queue = this.#makeQueue();
    this.sender = this.#makeSender();
  }

  /**
   * A `commandId` that is in the queue already is not put there again. Whoever asks for its end after
   * that was told (by an earlier run of the program, to nobody) is told at once.
   */
  execute(given: Command, commandId: string): ExecutedCommand {
    const outcome = this.#outcomes.of(commandId);
    if (this.queue.find(commandId) !== undefined) {
      const end = this.queue.endOf(commandId);
      if (end !== null) this.#outcomes.settle(commandId, end);
      return { commandId, outcome };
    }
    if (!this.#ports.hasOwner()) {
      this.#outcomes.settle(commandId, { status: 'refused', problem: problemOf(SIGN_IN_FIRST) });
      return { commandId, outcome };
    }
    const command = withOwnId(given, this.#ports.ids);
    this.queue.add({
      commandId,
      command,
      ...this.#decidedOn(command),
      own: [],
      objects: objectsOf(command, this.#ports.shownBoards()),
      attempts: 0,
      seenIn: [],
      standing: { status: 'queued' },
    });
    this.sender.pump();
    return { commandId, outcome };
  }

  /**
   * Puts other contents into a command that was never sent: as if made now, under the same id and
   * in the same place. False: it is too late for that.
   */
  amend(commandId: string, given: Command): boolean {
    const kept = this.queue.find(commandId);
    if (kept === undefined) return false;
    const command = withOwnId(withSameOwnId(given, kept.command), this.#ports.ids);
    const amended = this.queue.amend(commandId, {
      command,
      ...this.#decidedOn(command),
      objects: objectsOf(command, this.#ports.shownBoards()),
    });
    this.sender.pump();
    return amended;
  }

  /** Moves a command that was never sent before another one, or to the end. False: it may not. */
  reorder(commandId: string, before: string | null): boolean {
    const moved = this.queue.reorder(commandId, before);
    this.sender.pump();
    return moved;
  }

  /** Answers an open question: send it all the same, or drop it. */
  resolve(commandId: string, choice: 'mine' | 'theirs'): void {
    const kept = this.queue.find(commandId);
    if (kept?.standing.status !== 'question') return;
    if (choice === 'theirs') this.queue.drop(commandId);
    else {
      const { madeAt, madeLive, basis } = this.#decidedOn(kept.command);
      this.queue.insist(commandId, madeAt, basis, madeLive);
    }
    this.sender.pump();
  }

  /** Takes a refused command off the list, or drops one that has not been sent. */
  dismiss(commandId: string): void {
    this.queue.drop(commandId);
    this.sender.pump();
  }

  /** Events of a ward were applied. */
  advanced(ward: WardKey, events: readonly WardEvent[]): void {
    this.queue.seen(ward, events);
    this.queue.moved();
  }

  /** A ward recovered, or is looked at no more. */
  moved(): void {
    this.queue.moved();
    this.sender.pump();
  }

  #makeQueue(): CommandQueue {
    const { wards, moment, changed } = this.#ports;
    return new CommandQueue(
      {
        changed: () => {
          changed(true);
        },
        settled: (commandId, outcome) => {
          this.#outcomes.settle(commandId, outcome);
        },
        unsure: (ward) => {
          wards.refresh(ward, moment());
        },
      },
      (ward) => {
        const replica = wards.isWatched(ward) ? wards.replicas.get(ward) : undefined;
        return replica === undefined || replica.phase === 'denied' ? null : replica;
      },
    );
  }

  #makeSender(): CommandSender {
    const { session, timer, random, clock, changed } = this.#ports;
    return new CommandSender(
      {
        request: (request) => session.request(request),
        timer,
        random,
        clock,
        mayGo: (kept) => this.#mayGo(kept),
        changed: () => {
          changed(false);
        },
        isSignedIn: () => session.user !== null,
      },
      this.queue,
    );
  }

  /** When, and on what, a command is decided now. */
  #decidedOn(command: Command): Pick<KeptCommand, 'madeAt' | 'madeLive' | 'basis'> {
    const { wards, clock } = this.#ports;
    const hearing = this.#ports.hearing();
    const basis: Cursors = {};
    let madeLive = hearing.hears;
    for (const ward of wardsOfCommand(command)) {
      const replica = wards.isWatched(ward) ? wards.replicas.get(ward) : undefined;
      if (replica === undefined) continue;
      if (replica.cursor !== null) basis[ward] = replica.cursor;
      madeLive &&= freshnessOf(replica, hearing).kind === 'live';
    }
    return { madeAt: clock.now(), madeLive, basis };
  }

  /** Recovery comes first: what the user decided on must be known to be there before it goes. */
  #mayGo(kept: KeptCommand): boolean {
    const { wards, isConnected } = this.#ports;
    if (!isConnected()) return false;
    return wardsOfCommand(kept.command).every((ward) => {
      const phase = wards.isWatched(ward) ? wards.replicas.get(ward)?.phase : undefined;
      return phase !== 'asked' && phase !== 'delta' && phase !== 'snapshot';
    });
  }
}
