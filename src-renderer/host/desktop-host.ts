import type { z } from 'zod';
import { HOUSE_WARD_ID, wardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { NotificationAnswer } from '../../src-shared/contract/notifications.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import {
  callOver,
  isRefusal,
  readDesktopMessage,
  type WardlineBridge,
} from '../../src-shared/ipc/bridge.ts';
import type { DeskCall, DesktopCall, DesktopResult } from '../../src-shared/ipc/desktop-call.ts';
import type {
  DesktopMessage,
  DesktopNews,
  DeskView,
} from '../../src-shared/ipc/desktop-message.ts';
import type { Command } from '../../src-shared/sync/command.ts';
import { withOwnId } from '../../src-shared/sync/own-id.ts';
import type { Cancel, TimerPort } from '../../src-shared/sync/ports.ts';
import { Cell, type Readable } from '../../src-shared/sync/readable.ts';
import { TICK_MS } from '../../src-shared/sync/silence.ts';
import type { Beat } from '../../src-shared/sync/view-schemas.ts';
import type {
  CommandOutcome,
  ConnectionView,
  Freshness,
  NotificationView,
  PendingView,
  Problem,
  Reading,
  ServerMs,
  SessionView,
  WardView,
} from '../../src-shared/sync/views.ts';
import { WardStore } from '../../src-shared/sync/ward-store.ts';
import { browserTimer, randomUuid } from './browser-ports.ts';
import type {
  Credentials,
  ExecutedCommand,
  Hospital,
  Host,
  SignInResult,
  WardSummary,
} from './host.ts';
import type { SetupRequest } from './tab-messages.ts';
import { ageNow, believed, believedConnection, serverClock } from './told-freshness.ts';

/** What a desktop window has beyond a browser's page: the desk that it stands on. */
export interface DesktopWindow {
  /** Null until main has told. */
  readonly desk: Readable<DeskView | null>;
  /** Asks main. Null: main did not listen; it has said why to its log. */
  ask<C extends DeskCall>(call: C): Promise<DesktopResult<C> | null>;
  /** What the user chose in the menu or clicked in a notification; gives how to stop. */
  onWish(listener: (wish: DesktopWish) => void): () => void;
}

export type DesktopWish = Extract<DesktopMessage, { kind: 'menu' | 'show-ward' }>;

export interface DesktopParts {
  readonly bridge: WardlineBridge;
  readonly timer: TimerPort;
  readonly newId: () => string;
  readonly report: (what: string, detail: unknown) => void;
}

/** What was asked before a screen did. */
interface Ahead {
  readonly hospitalId: string;
  /** Null: it counts no more. */
  readonly reading: Promise<Reading<readonly WardSummary[]> | null>;
  /** Of the reading, once it is there. */
  wards: readonly WardSummary[] | null;
  readonly forget: () => void;
}

/** So long what was asked ahead counts, in milliseconds; by then the screens watch by themselves. */
const AHEAD_MS = 5_000;

/** The host of a desktop window. The caller closes it. */
export function openDesktopHost(bridge: WardlineBridge): DesktopHost {
  return new DesktopHost({
    bridge,
    timer: browserTimer(),
    newId: randomUuid,
    report: (what, detail) => {
      // Main copies a window's console into its log.
      // eslint-disable-next-line no-console
      console.warn(`wardline: ${what}`, detail);
    },
  });
}

/**
 * A window without an engine: shows what the sync host tells through main, and asks it to do things.
 * It judges the age of what it was told by itself. Owns one timer; `close` ends it.
 */
export class DesktopHost implements Host, DesktopWindow {
  readonly session = new Cell<SessionView>({ status: 'restoring' });
  readonly connection = new Cell<ConnectionView>({ phase: 'dialing' });
  readonly pending = new Cell<readonly PendingView[]>([]);
  readonly notifications = new Cell<readonly NotificationView[]>([]);
  readonly desk = new Cell<DeskView | null>(null);

  readonly #parts: DesktopParts;
  readonly #store = new WardStore();
  /** As last told; freshness is judged anew each time it is shown. */
  readonly #told = new Map<WardKey, WardView>();
  readonly #watchers = new Map<WardKey, number>();
  readonly #wishes = new Set<(wish: DesktopWish) => void>();
  readonly #stop: () => void;
  #beat: Beat | null = null;
  #connection: ConnectionView = { phase: 'dialing' };
  #watchSoon = false;
  #ahead: Ahead | null = null;
  #cancelTick: Cancel = () => undefined;

  constructor(parts: DesktopParts) {
    this.#parts = parts;
    this.#stop = parts.bridge.onMessage((json) => {
      const message = readDesktopMessage(json);
      if (message === null) parts.report('a message of main does not parse', json.slice(0, 200));
      else this.#hear(message);
    });
    void this.#call({ method: 'hello' });
    this.#tickLater();
  }

  get board(): Readable<ReadonlyMap<WardKey, WardView>> {
    return this.#store.board;
  }
  state(ward: WardKey): Readable<LogState | null> {
    return this.#store.state(ward);
  }
  freshness(ward: WardKey): Readable<Freshness> {
    return this.#store.freshness(ward);
  }
  lastHeardMs(): number | null {
    return ageNow(this.#beat, this.#parts.timer.wall());
  }
  serverNow(): ServerMs {
    return serverClock(this.#beat, this.#parts.timer.wall());
  }

  watch(ward: WardKey): () => void {
    this.#count(ward, +1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#count(ward, -1);
    };
  }

  async signIn({ username, password, ownDevice }: Credentials): Promise<SignInResult> {
    const result = await this.#call({ method: 'sign-in', username, password, ownDevice });
    return result ?? { ok: false, problem: NOT_LISTENING };
  }
  async signOut(): Promise<void> {
    await this.#call({ method: 'sign-out' });
  }
  async hospitals(): Promise<Reading<readonly Hospital[]>> {
    return (await this.#read({ method: 'hospitals' })) ?? { ok: false, problem: NOT_LISTENING };
  }
  async wards(hospitalId: string): Promise<Reading<readonly WardSummary[]>> {
    const ahead = this.#ahead?.hospitalId === hospitalId ? await this.#ahead.reading : null;
    if (ahead?.ok && this.#ahead !== null) return ahead;
    const result = await this.#read({ method: 'wards', hospitalId });
    return result ?? { ok: false, problem: NOT_LISTENING };
  }

  knownWards(hospitalId: string): readonly WardSummary[] | null {
    return this.#ahead?.hospitalId === hospitalId ? this.#ahead.wards : null;
  }

  /**
   * Asks for what the first screen will ask for, the wards of a hospital and their boards, so that
   * they come with the first news and are drawn at once. It counts for some seconds, and only for
   * whoever was signed in.
   */
  askAhead(hospitalId: string): void {
    const stops: (() => void)[] = [];
    const reading = this.#call({ method: 'wards', hospitalId }).then((answer) => {
      if (!answer?.ok || this.#ahead !== ahead) return null;
      ahead.wards = answer.value;
      const wardIds = [HOUSE_WARD_ID, ...answer.value.map(({ id }) => id)];
      for (const wardId of wardIds) stops.push(this.watch(wardKey({ hospitalId, wardId })));
      return answer;
    });
    const cancel = this.#parts.timer.after(AHEAD_MS, () => {
      this.#forgetAhead();
    });
    const forget = (): void => {
      cancel();
      for (const stop of stops) stop();
    };
    const ahead: Ahead = { hospitalId, reading, wards: null, forget };
    this.#ahead = ahead;
  }

  async setup<T>(request: SetupRequest, schema: z.ZodType<T>): Promise<Reading<T>> {
    const call = { method: 'setup', request } as const;
    const reading = await (request.verb === 'GET' ? this.#read(call) : this.#call(call));
    if (reading === null) return { ok: false, problem: NOT_LISTENING };
    if (!reading.ok) return reading;
    const parsed = schema.safeParse(reading.value);
    if (parsed.success) return { ok: true, value: parsed.data };
    this.#parts.report(`an answer of ${request.path} does not parse`, parsed.error.message);
    const sentence = 'The server answered in a form that this version does not understand.';
    return { ok: false, problem: { code: 'unavailable', status: 200, sentence } };
  }

  execute(given: Command): ExecutedCommand {
    const commandId = this.#parts.newId();
    // Named here: if the sync host ends before it answers, its successor is asked the very same.
    const command = withOwnId(given, this.#parts.newId);
    const outcome = this.#call({ method: 'execute', commandId, command }).then(
      (result): CommandOutcome => result ?? { status: 'refused', problem: NOT_LISTENING },
    );
    return { commandId, outcome };
  }
  resolve(commandId: string, choice: 'mine' | 'theirs'): void {
    void this.#call({ method: 'resolve', commandId, choice });
  }
  async amend(commandId: string, command: Command): Promise<boolean> {
    return (await this.#call({ method: 'amend', commandId, command })) ?? false;
  }
  async reorder(commandId: string, before: string | null): Promise<boolean> {
    return (await this.#call({ method: 'reorder', commandId, before })) ?? false;
  }
  dismiss(commandId: string): void {
    void this.#call({ method: 'dismiss', commandId });
  }

  readNotification(id: string): void {
    void this.#call({ method: 'mark-notification', id, answer: null });
  }
  answerNotification(id: string, answer: NotificationAnswer): void {
    void this.#call({ method: 'mark-notification', id, answer });
  }

  ask<C extends DeskCall>(call: C): Promise<DesktopResult<C> | null> {
    return this.#call(call);
  }
  onWish(listener: (wish: DesktopWish) => void): () => void {
    this.#wishes.add(listener);
    return () => {
      this.#wishes.delete(listener);
    };
  }

  /** Something hints that the network is back, or that the window is seen again. */
  wake(): void {
    void this.#call({ method: 'wake' });
  }

  async close(): Promise<void> {
    this.#forgetAhead();
    this.#cancelTick();
    this.#stop();
    this.#wishes.clear();
  }

  #forgetAhead(): void {
    const ahead = this.#ahead;
    this.#ahead = null;
    ahead?.forget();
  }

  /** Null where main did not listen, or answered what nobody understands. */
  #call<C extends DesktopCall>(call: C): Promise<DesktopResult<C> | null> {
    return callOver(this.#parts.bridge, call).catch((error: unknown) => this.#unheard(call, error));
  }

  /** What a page wants to know while the console is locked it is told when it no longer is. */
  async #read<C extends DesktopCall>(call: C): Promise<DesktopResult<C> | null> {
    try {
      return await callOver(this.#parts.bridge, call);
    } catch (error) {
      if (!isRefusal(error, 'locked')) return this.#unheard(call, error);
    }
    await this.#unlocked();
    return this.#read(call);
  }

  #unheard(call: DesktopCall, error: unknown): null {
    this.#parts.report(`${call.method} was not answered`, String(error));
    return null;
  }

  #unlocked(): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.desk.get()?.locked !== false) return;
        stop();
        resolve();
      };
      const stop = this.desk.subscribe(look);
      look();
    });
  }

  #hear(message: DesktopMessage): void {
    switch (message.kind) {
      case 'beat':
        this.#beat = message.beat;
        this.#show(this.#told.keys());
        break;
      case 'news':
        this.#learn(message);
        break;
      case 'desk':
        this.desk.set(message);
        if (!message.syncHost.running) this.#hearsNobody();
        break;
      case 'menu':
      case 'show-ward':
        for (const listener of this.#wishes) listener(message);
        break;
    }
  }

  #learn(news: DesktopNews): void {
    this.#beat = news.beat;
    if (news.session?.status === 'signed-out') this.#forgetAhead();
    if (news.session !== undefined) this.session.set(news.session);
    if (news.connection !== undefined) this.#connection = news.connection;
    if (news.pending !== undefined) this.pending.set(news.pending);
    if (news.notifications !== undefined) this.notifications.set(news.notifications);
    const gone = new Set(news.gone);
    if (news.whole) for (const ward of this.#told.keys()) gone.add(ward);
    const left = [...gone].flatMap((ward) => this.#told.get(ward) ?? []);
    if (news.whole) this.#told.clear();
    else for (const ward of gone) this.#told.delete(ward);
    for (const { ward, freshness, cursor, state } of news.wards) {
      const shown = state === undefined ? (this.#told.get(ward)?.state ?? null) : state;
      this.#told.set(ward, { ward, freshness, cursor, state: shown });
    }
    this.#put(left.filter(({ ward }) => !this.#told.has(ward)).map((view) => this.#asStale(view)));
    this.#show(news.wards.map(({ ward }) => ward));
  }

  /** The sync host has ended: nothing is live until the next one says so. */
  #hearsNobody(): void {
    if (this.#beat !== null) this.#beat = { ...this.#beat, ageMs: null };
    this.#connection = { phase: 'dialing' };
    this.#show(this.#told.keys());
  }

  /** Puts these wards on the board, and the connection, as fresh as they can be by now. */
  #show(wards: Iterable<WardKey>): void {
    const wall = this.#parts.timer.wall();
    this.connection.set(believedConnection(this.#connection, this.#beat, wall));
    const views = [...wards].flatMap((ward) => {
      const told = this.#told.get(ward);
      if (told === undefined) return [];
      return [{ ...told, freshness: believed(told.freshness, this.#beat, wall) }];
    });
    this.#put(views);
  }

  #put(views: readonly WardView[]): void {
    this.#store.put(views, (ward) => this.#watchers.has(ward));
  }

  #asStale(view: WardView): WardView {
    if (view.freshness.kind !== 'live' && view.freshness.kind !== 'catching-up') return view;
    return { ...view, freshness: { kind: 'stale', since: this.serverNow() } };
  }

  #count(ward: WardKey, by: 1 | -1): void {
    const count = (this.#watchers.get(ward) ?? 0) + by;
    if (count > 0) this.#watchers.set(ward, count);
    else this.#watchers.delete(ward);
    if (count > 1 || (count === 1 && by === -1)) return;
    if (count > 0) this.#show([ward]);
    else {
      const told = this.#told.get(ward);
      if (told !== undefined) this.#put([this.#asStale(told)]);
    }
    this.#watchLater();
  }

  /** A page that opens or closes changes many wards in one turn: that is one call. */
  #watchLater(): void {
    if (this.#watchSoon) return;
    this.#watchSoon = true;
    queueMicrotask(() => {
      this.#watchSoon = false;
      void this.#call({ method: 'watch', wards: [...this.#watchers.keys()] });
    });
  }

  #tickLater(): void {
    this.#cancelTick = this.#parts.timer.after(TICK_MS, () => {
      this.#show(this.#told.keys());
      this.#tickLater();
    });
  }
}

const NOT_LISTENING: Problem = {
  code: 'unavailable',
  status: 0,
  sentence: 'The console did not take that. Try again; if it goes on, close and open it.',
};
