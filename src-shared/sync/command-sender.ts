import { z } from 'zod';
import { writeAnswerSchema } from '../contract/commands/answer.ts';
import { eventShape } from '../contract/events/event-shape.ts';
import { wardKeySchema } from '../contract/ids.ts';
import { problemSchema } from '../contract/problem.ts';
import { backOffMs } from './back-off.ts';
import type { CommandQueue } from './command-queue.ts';
import { addressOf, headersOf } from './command-request.ts';
import type { KeptCommand } from './kept-command.ts';
import type { Cancel, HttpAnswer, HttpRequest, RandomPort, TimerPort } from './ports.ts';
import { problemOf } from './problem.ts';
import type { ServerClock } from './server-clock.ts';
import type { MeanwhileEvent } from './views.ts';

const COMMAND_TIMEOUT_MS = 10_000;
/** So many are on their way at once; they are about different things. */
const MAX_IN_FLIGHT = 6;
/** Answers below 500 that say nothing about the command; of these, 401 waits for a new session. */
const ASK_AGAIN = new Set([401, 408, 425, 429]);
/** A 409 that is for the user to decide, not an end. */
const QUESTIONS = new Set(['changed_since', 'command_expired']);

export interface CommandSenderPorts {
  readonly request: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly timer: TimerPort;
  readonly random: RandomPort;
  readonly clock: ServerClock;
  /** Whether this command may go now: connected, and its wards are not in the middle of a recovery. */
  readonly mayGo: (kept: KeptCommand) => boolean;
  /** What is on its way is another now. */
  readonly changed: () => void;
  /** Whether the session is over: then a 401 is not the command's fault. */
  readonly isSignedIn: () => boolean;
}

/** How a command that got no answer waits for its next attempt. */
interface Wait {
  failures: number;
  /** By the device's counter. */
  until: number;
}

/**
 * Sends the queue, in the order in which it was made, and tells it what came back
 * (docs/sync.md, Q1 to Q7). Owns one timer, for the next repeat; `close` ends it.
 */
export class CommandSender {
  readonly #ports: CommandSenderPorts;
  readonly #queue: CommandQueue;
  readonly #inFlight = new Set<string>();
  readonly #waits = new Map<string, Wait>();
  #cancel: Cancel | null = null;
  #closed = false;

  constructor(ports: CommandSenderPorts, queue: CommandQueue) {
    this.#ports = ports;
    this.#queue = queue;
  }

  isSending(commandId: string): boolean {
    return this.#inFlight.has(commandId);
  }

  /** Sends whatever can go now. Cheap to call after anything has changed. */
  pump(): void {
    if (this.#closed || !this.#ports.isSignedIn()) return;
    for (const kept of this.#queue.entries) {
      if (this.#inFlight.size >= MAX_IN_FLIGHT) return;
      if (this.#isDue(kept)) this.#send(kept);
    }
  }

  /** The network is back: nobody waits for a back-off any more. */
  hurry(): void {
    for (const wait of this.#waits.values()) wait.until = this.#ports.timer.now();
    this.pump();
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  #isDue(kept: KeptCommand): boolean {
    if (kept.standing.status !== 'queued' || this.#inFlight.has(kept.commandId)) return false;
    const wait = this.#waits.get(kept.commandId);
    if (wait !== undefined && wait.until > this.#ports.timer.now()) return false;
    return this.#queue.behind(kept) === null && this.#ports.mayGo(kept);
  }

  #send(kept: KeptCommand): void {
    const { commandId } = kept;
    const others = [...this.#inFlight];
    this.#inFlight.add(commandId);
    this.#queue.sent(commandId);
    const { path, body } = addressOf(kept.command);
    const headers = headersOf(kept, this.#ports.clock.now(), others);
    const request = { method: 'POST', path, headers, body, timeoutMs: COMMAND_TIMEOUT_MS } as const;
    void this.#ports.request(request).then((answer) => {
      this.#inFlight.delete(commandId);
      this.#ports.changed();
      if (this.#closed || this.#queue.find(commandId) === undefined) return;
      this.#take(commandId, answer);
      this.pump();
    });
  }

  #take(commandId: string, answer: HttpAnswer): void {
    if (answer.kind === 'unreachable' || saysNothing(answer.status)) {
      this.#waitFor(commandId, answer.kind === 'answer' ? answer.retryAfterMs : null);
      return;
    }
    this.#waits.delete(commandId);
    if (answer.status < 300) {
      const body = bodySchema.safeParse(answer.body);
      const write = writeAnswerSchema.safeParse(answer.body);
      const cursors = write.success ? write.data.cursors : null;
      this.#queue.accepted(commandId, cursors, body.success ? body.data : null);
      return;
    }
    const problem = problemOf(answer);
    if (QUESTIONS.has(problem.code)) {
      this.#queue.questioned(commandId, problem, meanwhileOf(answer.body));
    } else this.#queue.refused(commandId, problem);
  }

  #waitFor(commandId: string, retryAfterMs: number | null): void {
    const wait = this.#waits.get(commandId) ?? { failures: 0, until: 0 };
    this.#waits.set(commandId, wait);
    const ms = retryAfterMs ?? backOffMs(wait.failures, this.#ports.random());
    wait.failures++;
    wait.until = this.#ports.timer.now() + ms;
    this.#pumpLater();
  }

  #pumpLater(): void {
    this.#cancel?.();
    const now = this.#ports.timer.now();
    const next = Math.min(
      ...[...this.#waits.values()].map((wait) => wait.until).filter((until) => until > now),
    );
    if (!Number.isFinite(next)) return;
    this.#cancel = this.#ports.timer.after(next - now, () => {
      this.pump();
      this.#pumpLater();
    });
  }
}

/** Whether it is still open if the command was carried out: it is sent again under the same key. */
function saysNothing(status: number): boolean {
  return status >= 500 || status < 200 || ASK_AGAIN.has(status);
}

const bodySchema = z.record(z.string(), z.unknown());

/** The events in question, as they stand in a `changed_since`; one that cannot be read is left out. */
function meanwhileOf(body: unknown): MeanwhileEvent[] {
  const problem = problemSchema.safeParse(body);
  const events: unknown = problem.success ? problem.data['events'] : null;
  if (!Array.isArray(events)) return [];
  return events.flatMap((event) => {
    const parsed = meanwhileSchema.safeParse(event);
    return parsed.success ? [{ ...parsed.data, ward: parsed.data.ward ?? null }] : [];
  });
}

const meanwhileSchema = z.object({
  ward: wardKeySchema.nullish(),
  type: z.string(),
  at: eventShape.at,
  actor: eventShape.actor,
  data: z.record(z.string(), z.unknown()),
});
