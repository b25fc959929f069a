import type { EngineCall, FollowCall } from '../../src-shared/ipc/desktop-call.ts';
import { fromHostSchema, type Beginning, type FromHost, type ToHost } from './host-messages.ts';
import type { HostListener, HostProcess } from './host-process.ts';

export interface HostWatchPorts {
  readonly start: (listener: HostListener) => HostProcess;
  /** What it has to know; read anew at each start. */
  readonly beginning: () => Promise<Beginning>;
  /** All that it says but answers. */
  readonly told: (message: Exclude<FromHost, { kind: 'answer' }>) => void;
  /** It runs, or does not run any more. */
  readonly changed: () => void;
  readonly report: (what: string, detail: string) => void;
  readonly newId: () => string;
  /** Bound of the wait before it is started again, in milliseconds. */
  readonly longestWaitMs?: number;
}

type Question = Extract<ToHost, { callId: string }>;
/** A question before it has an id. */
export type Asking = Question extends infer Q
  ? Q extends Question
    ? Omit<Q, 'callId'>
    : never
  : never;

interface OpenQuestion {
  readonly question: Question;
  readonly answer: (result: unknown) => void;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2_000;
/**
 * A host tells each window the time each second. One that was silent at so many looks in a row hangs;
 * looks are counted, because after a sleep of the computer nobody has said anything for long.
 */
const LOOK_MS = 5_000;
const MOST_SILENT_LOOKS = 6;
/** Having run this long it was healthy: the waits begin anew. */
const HEALTHY_MS = 60_000;

/**
 * Keeps a sync host running: starts it again when it ends, repeats what it has not answered (all of
 * it may be asked twice), and tells it which windows are open. Owns the process; `stop` ends it.
 */
export class HostWatch {
  restarts = 0;
  readonly #ports: HostWatchPorts;
  readonly #open = new Map<string, OpenQuestion>();
  /** The windows that follow, and what each last watched. */
  readonly #windows = new Map<number, FollowCall | null>();
  #process: HostProcess | null = null;
  #startedAt = 0;
  #waitMs = FIRST_WAIT_MS;
  #again: NodeJS.Timeout | null = null;
  #looking: NodeJS.Timeout | null = null;
  #silentLooks = 0;
  /** Rises with each start and stop: what an earlier process says no longer counts. */
  #era = 0;
  #onExit: (() => void) | null = null;

  constructor(ports: HostWatchPorts) {
    this.#ports = ports;
  }

  get running(): boolean {
    return this.#process !== null;
  }

  /** Whether a window has asked for more than to read something, and has no answer yet. */
  get isAtWork(): boolean {
    return [...this.#open.values()].some(
      ({ question }) => question.kind === 'call' && !isRead(question.call),
    );
  }

  async start(): Promise<void> {
    const era = ++this.#era;
    const life = { begun: false, ended: false };
    this.#startedAt = Date.now();
    // It loads its program while what it has to know is gathered.
    const process = this.#ports.start({
      message: (message) => {
        if (era === this.#era) this.#hear(message);
      },
      exited: (code) => {
        life.ended = true;
        if (era === this.#era) this.#exited(code);
        else if (life.begun) this.#onExit?.();
      },
    });
    const beginning = await this.#ports.beginning().catch((error: unknown) => {
      // That is no crash to be mended by another start.
      if (era === this.#era) this.#era++;
      process.kill();
      throw error;
    });
    if (era !== this.#era) process.kill();
    if (era !== this.#era || life.ended) return;
    life.begun = true;
    this.#process = process;
    this.#silentLooks = 0;
    this.#looking ??= setInterval(() => {
      this.#look();
    }, LOOK_MS);
    process.post({ kind: 'begin', beginning } satisfies ToHost);
    for (const [window, watched] of this.#windows) {
      this.#post({ kind: 'follow', window, call: { method: 'hello' } });
      if (watched !== null) this.#post({ kind: 'follow', window, call: watched });
    }
    for (const { question } of this.#open.values()) this.#post(question);
    this.#ports.changed();
  }

  /** Asks, and asks again of the next process if this one ends first. */
  ask(asking: Asking): Promise<unknown> {
    const question = { ...asking, callId: this.#ports.newId() };
    return new Promise((answer) => {
      this.#open.set(question.callId, { question, answer });
      this.#post(question);
    });
  }

  call(call: EngineCall): Promise<unknown> {
    return this.ask({ kind: 'call', call });
  }

  follow(window: number, call: FollowCall): void {
    if (call.method === 'hello') this.#windows.set(window, null);
    else if (call.method === 'watch') this.#windows.set(window, call);
    this.#post({ kind: 'follow', window, call });
  }

  took(window: number, number: number): void {
    this.#post({ kind: 'took', window, number });
  }

  gone(window: number): void {
    this.#windows.delete(window);
    this.#post({ kind: 'gone', window });
  }

  /** Lets it write what is left, and kills it if that takes too long (milliseconds). */
  async stop(withinMs = 3_000): Promise<void> {
    this.#era++;
    if (this.#again !== null) clearTimeout(this.#again);
    this.#again = null;
    if (this.#looking !== null) clearInterval(this.#looking);
    this.#looking = null;
    const process = this.#process;
    this.#process = null;
    if (process === null) return;
    await new Promise<void>((resolve) => {
      const late = setTimeout(() => {
        process.kill();
        resolve();
      }, withinMs);
      this.#onExit = () => {
        clearTimeout(late);
        resolve();
      };
      process.post({ kind: 'stop' } satisfies ToHost);
    });
    this.#onExit = null;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  #post(message: ToHost): void {
    this.#process?.post(message);
  }

  /** Ends a host that hangs, for the next to go on from what is kept. */
  #look(): void {
    if (this.#process === null || this.#windows.size === 0) return;
    if (++this.#silentLooks <= MOST_SILENT_LOOKS) return;
    this.#silentLooks = 0;
    this.#ports.report('the sync host does not answer and is ended', '');
    this.#process.kill();
  }

  #hear(raw: unknown): void {
    this.#silentLooks = 0;
    const parsed = fromHostSchema.safeParse(raw);
    if (!parsed.success) {
      this.#ports.report('a message of the sync host does not parse', parsed.error.message);
      return;
    }
    const message = parsed.data;
    if (message.kind !== 'answer') {
      this.#ports.told(message);
      return;
    }
    this.#open.get(message.callId)?.answer(message.result);
    this.#open.delete(message.callId);
  }

  #exited(code: number): void {
    this.#process = null;
    const longestMs = this.#ports.longestWaitMs ?? LONGEST_WAIT_MS;
    this.restarts++;
    if (Date.now() - this.#startedAt > HEALTHY_MS) this.#waitMs = FIRST_WAIT_MS;
    this.#ports.report('the sync host ended and is started again', `code ${String(code)}`);
    this.#ports.changed();
    this.#again = setTimeout(() => void this.start(), Math.min(this.#waitMs, longestMs));
    this.#waitMs = Math.min(2 * this.#waitMs, longestMs);
  }
}

function isRead(call: EngineCall): boolean {
  if (call.method === 'setup') return call.request.verb === 'GET';
  return call.method === 'hospitals' || call.method === 'wards';
}
