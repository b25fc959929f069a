import type { WardKey } from '../contract/ids.ts';
import type { LogState } from '../contract/state/log-state.ts';
import type { CommandQueue } from './command-queue.ts';
import type { CommandSender } from './command-sender.ts';
import type { Connection } from './connection.ts';
import { connectionView } from './connection-view.ts';
import { freshnessOf, type Hearing } from './freshness.ts';
import { areSameBoards, NO_OVERLAY, Overlays } from './overlay.ts';
import { pendingView } from './pending-view.ts';
import type { TimerPort } from './ports.ts';
import { Cell } from './readable.ts';
import type { ServerClock } from './server-clock.ts';
import { HEARTBEAT_ALLOWANCE_MS } from './silence.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { ConnectionView, PendingView, WardView } from './views.ts';
import { WardStore } from './ward-store.ts';

export interface FeedSources {
  readonly timer: TimerPort;
  readonly clock: ServerClock;
  readonly connection: Connection;
  readonly wards: Subscriptions;
  readonly queue: CommandQueue;
  readonly sender: CommandSender;
  /** The id of who is signed in; '' when nobody is. */
  readonly actor: () => string;
}

/** The heartbeat interval that is assumed while there is no socket to tell, in milliseconds. */
const USUAL_HEARTBEAT_MS = 8_000;

/**
 * Turns what the engine's parts know into what screens show, and tells it once per turn, however
 * many things have happened in it.
 */
export class ScreenFeed {
  readonly connection = new Cell<ConnectionView>({
    phase: 'offline',
    reason: 'signed-out',
    retryAt: null,
  });
  readonly pending = new Cell<readonly PendingView[]>([]);
  readonly store = new WardStore();

  readonly #sources: FeedSources;
  readonly #overlays = new Overlays();
  #overlay = NO_OVERLAY;
  /** The boards that the overlay was laid upon. */
  #laidUpon: ReadonlyMap<WardKey, LogState> = new Map();
  readonly #dirtyWards = new Set<WardKey>();
  #dirtyQueue = false;
  #soon = false;
  #closed = false;

  constructor(sources: FeedSources) {
    this.#sources = sources;
  }

  wardChanged(ward: WardKey): void {
    this.#dirtyWards.add(ward);
    this.#tellSoon();
  }

  /** Time has passed, or the connection is another: every ward's freshness may differ. */
  anythingChanged(): void {
    for (const ward of this.#sources.wards.replicas.keys()) this.#dirtyWards.add(ward);
    this.#tellSoon();
  }

  queueChanged(): void {
    this.#dirtyQueue = true;
    this.#tellSoon();
  }

  hearing(): Hearing {
    const now = this.#sources.timer.now();
    const silence = this.#sources.connection.silence;
    const hears = silence !== null && !silence.isSilent(now);
    const boundMs = silence?.boundMs ?? USUAL_HEARTBEAT_MS + HEARTBEAT_ALLOWANCE_MS;
    return { hears, boundMs, now };
  }

  /** The boards that are looked at, as they are shown. */
  shownBoards(): ReadonlyMap<WardKey, LogState> {
    return new Map([...this.#baseBoards(), ...this.#overlay.boards]);
  }

  /** Tells what is to be told, and from then on nothing more. */
  close(): void {
    this.#tell();
    this.#closed = true;
  }

  /** The boards that are looked at, as the server's events alone have made them. */
  #baseBoards(): Map<WardKey, LogState> {
    const { wards } = this.#sources;
    const boards = new Map<WardKey, LogState>();
    for (const ward of wards.watched) {
      const state = wards.replicas.get(ward)?.state ?? null;
      if (state !== null) boards.set(ward, state);
    }
    return boards;
  }

  #tellSoon(): void {
    if (this.#soon) return;
    this.#soon = true;
    void Promise.resolve().then(() => {
      this.#soon = false;
      if (!this.#closed) this.#tell();
    });
  }

  #tell(): void {
    const { wards, connection, clock } = this.#sources;
    this.#layPending();
    const hearing = this.hearing();
    const views = [...this.#dirtyWards].flatMap((ward): WardView[] => {
      const replica = wards.replicas.get(ward);
      if (replica === undefined) return [];
      const state = this.#overlay.boards.get(ward) ?? replica.state;
      return [{ ward, state, cursor: replica.cursor, freshness: freshnessOf(replica, hearing) }];
    });
    this.#dirtyWards.clear();
    this.store.put(views, (ward) => wards.isWatched(ward));
    const view = connectionView(connection, hearing.now, clock.now());
    if (!isSame(view, this.connection.get())) this.connection.set(view);
  }

  #layPending(): void {
    const { queue, sender, actor } = this.#sources;
    const { entries } = queue;
    if (entries.length === 0 && !this.#dirtyQueue) return;
    const base = this.#baseBoards();
    if (this.#dirtyQueue || !areSameBoards(base, this.#laidUpon)) {
      const before = this.#overlay;
      this.#overlay = this.#overlays.lay(base, entries, actor());
      this.#laidUpon = base;
      for (const ward of before.boards.keys()) this.#dirtyWards.add(ward);
      for (const ward of this.#overlay.boards.keys()) this.#dirtyWards.add(ward);
    }
    this.#dirtyQueue = false;
    const before = this.pending.get();
    const known = new Map(before.map((view) => [view.commandId, view]));
    const pending = entries.map((kept) => {
      const { commandId } = kept;
      const view = pendingView(kept, {
        isSending: sender.isSending(commandId),
        shown: this.#overlay.shown.has(commandId),
        behind: queue.behind(kept),
      });
      const shown = known.get(commandId);
      return shown !== undefined && isSameView(view, shown) ? shown : view;
    });
    if (!isSameList(pending, before)) this.pending.set(pending);
  }
}

/** Parts of a queue are never changed in place: they are the same or new. */
function isSameView(a: PendingView, b: PendingView): boolean {
  const keys = Object.keys(a) as (keyof PendingView)[];
  return keys.every((key) => a[key] === b[key]);
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, place) => each === b[place]);
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
