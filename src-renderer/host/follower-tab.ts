import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { Cancel, KeptContents, KeptWard, TimerPort } from '../../src-shared/sync/ports.ts';
import type { KeptCommand } from '../../src-shared/sync/kept-command.ts';
import type { KeptNotifications } from '../../src-shared/sync/kept-notifications.ts';
import { notificationViews } from '../../src-shared/sync/notification-book.ts';
import { Cell } from '../../src-shared/sync/readable.ts';
import { TICK_MS } from '../../src-shared/sync/silence.ts';
import { steady } from '../../src-shared/sync/freshness.ts';
import type {
  ConnectionView,
  Freshness,
  NotificationView,
  PendingView,
  ServerMs,
  SessionView,
  WardView,
} from '../../src-shared/sync/views.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import type { Source } from './source.ts';
import {
  callResultSchemas,
  readFromLeader,
  type Beat,
  type CallResult,
  type News,
  type TabCall,
  type ToLeader,
  type WardNews,
} from './tab-messages.ts';
import type { TabPorts } from './tab-ports.ts';
import { ageNow, believed, believedConnection, serverClock } from './told-freshness.ts';

/** A ward as the leader last told of it. */
interface MirroredWard {
  readonly kept: KeptWard | null;
  /** Null: as kept. */
  readonly shown: LogState | null;
  readonly freshness: Freshness;
}

interface OpenCall {
  readonly call: TabCall;
  readonly answer: (result: CallResult<TabCall>) => void;
}

export interface FollowerTabParts {
  readonly id: string;
  readonly tabs: TabPorts;
  readonly timer: TimerPort;
  readonly newId: () => string;
  /** Whether somebody can see this tab: only then it keeps the leader awake. */
  readonly isSeen: () => boolean;
}

/**
 * A tab without an engine: shows what the leading tab tells, and asks it to do things. It judges
 * the age of what it was told by itself: a leader that froze is stale here as a dead server is.
 * Owns one timer; `close` ends it.
 */
export class FollowerTab implements Source {
  readonly session = new Cell<SessionView>({ status: 'restoring' });
  readonly connection = new Cell<ConnectionView>({ phase: 'dialing' });
  readonly pending = new Cell<readonly PendingView[]>([]);
  readonly board = new Cell<ReadonlyMap<WardKey, WardView>>(new Map());
  readonly notifications = new Cell<readonly NotificationView[]>([]);

  readonly #parts: FollowerTabParts;
  readonly #wards = new Map<WardKey, MirroredWard>();
  readonly #calls = new Map<string, OpenCall>();
  #queue: readonly KeptCommand[] = [];
  #notifications: KeptNotifications = { list: [], marks: [] };
  #watched: ReadonlySet<WardKey> = new Set();
  #beat: Beat | null = null;
  #connection: ConnectionView = { phase: 'dialing' };
  #cancelTick: Cancel = () => undefined;

  constructor(parts: FollowerTabParts) {
    this.#parts = parts;
    this.#hello();
    this.#tickLater();
  }

  /** A message of the channel. */
  hear(message: unknown): void {
    const heard = readFromLeader(message);
    if (heard === null || (heard.to !== null && heard.to !== this.#parts.id)) return;
    switch (heard.kind) {
      case 'leading':
        this.#hello();
        for (const [callId, { call }] of this.#calls) this.#ask(callId, call);
        break;
      case 'beat':
        this.#beat = heard.beat;
        this.#show([...this.#wards.keys()]);
        break;
      case 'news':
        this.#learn(heard);
        break;
      case 'answer':
        this.#answered(heard.callId, heard.result);
        break;
    }
  }

  setWatched(wards: ReadonlySet<WardKey>): void {
    this.#watched = new Set(wards);
    this.#post({ kind: 'watch', from: this.#parts.id, wards: [...wards] });
  }

  call<C extends TabCall>(call: C): Promise<CallResult<C>> {
    const callId = this.#parts.newId();
    return new Promise((resolve) => {
      const answer = (result: CallResult<TabCall>): void => {
        resolve(result as CallResult<C>);
      };
      this.#calls.set(callId, { call, answer });
      this.#ask(callId, call);
    });
  }

  lastHeardMs(): number | null {
    return ageNow(this.#beat, this.#parts.timer.wall());
  }

  serverNow(): ServerMs {
    return serverClock(this.#beat, this.#parts.timer.wall());
  }

  wake(): void {
    this.#post({ kind: 'wake', from: this.#parts.id });
    this.#show([...this.#wards.keys()]);
  }

  async close(): Promise<void> {
    this.#cancelTick();
  }

  /** What a new leader goes on from when this tab becomes it. */
  kept(): KeptContents {
    const session = this.session.get();
    if (session.status !== 'signed-in') return { owner: null, wards: [], queue: [] };
    const wards = [...this.#wards.values()].flatMap(({ kept }) => kept ?? []);
    const notifications = this.#notifications;
    return { owner: session.user, wards, queue: this.#queue, notifications };
  }

  /** Gives up what was not answered, for another source to answer. */
  takeCalls(): readonly OpenCall[] {
    const open = [...this.#calls.values()];
    this.#calls.clear();
    return open;
  }

  #hello(): void {
    this.#post({ kind: 'hello', from: this.#parts.id, wards: [...this.#watched] });
  }

  #ask(callId: string, call: TabCall): void {
    this.#post({ kind: 'call', from: this.#parts.id, callId, call });
  }

  #answered(callId: string, result: unknown): void {
    const open = this.#calls.get(callId);
    if (open === undefined) return;
    const parsed = callResultSchemas[open.call.method].safeParse(result);
    if (!parsed.success) return;
    this.#calls.delete(callId);
    open.answer(parsed.data);
  }

  #learn(news: News): void {
    this.#beat = news.beat;
    this.session.set(news.session);
    this.#connection = news.connection;
    this.pending.set(news.pending);
    this.#queue = news.queue;
    this.#learnNotifications(news.notifications);
    for (const ward of news.gone) this.#wards.delete(ward);
    for (const each of news.wards) this.#wards.set(each.ward, this.#mirrored(each));
    this.#show([...news.wards.map((each) => each.ward), ...news.gone]);
  }

  #learnNotifications(kept: KeptNotifications): void {
    if (JSON.stringify(kept) === JSON.stringify(this.#notifications)) return;
    this.#notifications = kept;
    this.notifications.set(notificationViews(kept));
  }

  #mirrored(news: WardNews): MirroredWard {
    const before = this.#wards.get(news.ward);
    return {
      kept: news.kept === undefined ? (before?.kept ?? null) : news.kept,
      shown: news.shown === undefined ? (before?.shown ?? null) : news.shown,
      freshness: news.freshness,
    };
  }

  /** Puts these wards on the board, and the connection, as fresh as they can be by now. */
  #show(wards: readonly WardKey[]): void {
    const wall = this.#parts.timer.wall();
    this.connection.set(believedConnection(this.#connection, this.#beat, wall));
    const board = new Map(this.board.get());
    let differs = false;
    for (const ward of wards) {
      const before = board.get(ward);
      const mirrored = this.#wards.get(ward);
      if (mirrored === undefined) {
        differs = board.delete(ward) || differs;
        continue;
      }
      const view = this.#view(ward, mirrored, before);
      if (view === before) continue;
      board.set(ward, view);
      differs = true;
    }
    if (differs) this.board.set(board);
  }

  #view(ward: WardKey, mirrored: MirroredWard, before: WardView | undefined): WardView {
    const state = mirrored.shown ?? mirrored.kept?.state ?? null;
    const cursor = mirrored.kept?.cursor ?? null;
    const judged = believed(mirrored.freshness, this.#beat, this.#parts.timer.wall());
    const freshness = before === undefined ? judged : steady(before.freshness, judged);
    const same =
      before?.state === state && before.cursor === cursor && before.freshness === freshness;
    return same ? before : { ward, state, cursor, freshness };
  }

  #tickLater(): void {
    this.#cancelTick = this.#parts.timer.after(TICK_MS, () => {
      this.#show([...this.#wards.keys()]);
      if (this.#parts.isSeen()) this.#post({ kind: 'wake', from: this.#parts.id });
      this.#tickLater();
    });
  }

  #post(message: ToLeader): void {
    this.#parts.tabs.channel.post(message);
  }
}
