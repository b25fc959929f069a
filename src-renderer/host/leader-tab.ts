import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { Cancel, KeptWard, TimerPort } from '../../src-shared/sync/ports.ts';
import { TICK_MS } from '../../src-shared/sync/silence.ts';
import type { WardView } from '../../src-shared/sync/views.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import type { EngineSource } from './engine-source.ts';
import {
  readToLeader,
  type Beat,
  type FromLeader,
  type News,
  type WardNews,
} from './tab-messages.ts';
import type { TabPorts } from './tab-ports.ts';

/** The name of the lock that a tab holds for as long as it is there. */
export function tabLock(tab: string): string {
  return `wardline-tab-${tab}`;
}

interface Told {
  readonly view: WardView;
  readonly kept: KeptWard | null;
}

/** A tab that follows: the wards it wants, and how to stop waiting for its end. */
interface Follower {
  readonly watched: Map<WardKey, () => void>;
  readonly stopWaiting: () => void;
}

/**
 * Feeds the other tabs of the device from the engine that runs in this one, and does what they ask.
 * Owns a timer and the locks it waits for; `close` ends them.
 */
export class LeaderTab {
  readonly #source: EngineSource;
  readonly #tabs: TabPorts;
  readonly #timer: TimerPort;
  readonly #followers = new Map<string, Follower>();
  readonly #told = new Map<WardKey, Told>();
  readonly #stops: (() => void)[] = [];
  #cancelBeat: Cancel = () => undefined;
  #newsSoon = false;
  #closed = false;

  constructor(source: EngineSource, tabs: TabPorts, timer: TimerPort) {
    this.#source = source;
    this.#tabs = tabs;
    this.#timer = timer;
    const changed = (): void => {
      this.#tellSoon();
    };
    const { session, connection, pending, board, notifications } = source;
    for (const readable of [session, connection, pending, board, notifications]) {
      this.#stops.push(readable.subscribe(changed));
    }
    this.#post({ kind: 'leading', to: null });
    this.#beatLater();
  }

  /** A message of the channel. */
  hear(message: unknown): void {
    const heard = readToLeader(message);
    if (heard === null || this.#closed) return;
    switch (heard.kind) {
      case 'hello':
        this.#follow(heard.from, heard.wards);
        this.#tellAll(heard.from);
        break;
      case 'watch':
        this.#follow(heard.from, heard.wards);
        break;
      case 'call':
        void this.#source.call(heard.call).then((result) => {
          this.#post({ kind: 'answer', to: heard.from, callId: heard.callId, result });
        });
        break;
      case 'wake':
        this.#source.engine.tick();
        this.#post({ kind: 'beat', to: heard.from, beat: this.#beat() });
        break;
    }
  }

  close(): void {
    this.#closed = true;
    this.#cancelBeat();
    for (const stop of this.#stops) stop();
    for (const tab of [...this.#followers.keys()]) this.#gone(tab);
  }

  #follow(tab: string, wards: readonly WardKey[]): void {
    let follower = this.#followers.get(tab);
    if (follower === undefined) {
      const stopWaiting = this.#tabs.locks.hold(tabLock(tab), () => {
        this.#gone(tab);
      });
      follower = { watched: new Map(), stopWaiting };
      this.#followers.set(tab, follower);
    }
    const wanted = new Set(wards);
    for (const ward of wanted) {
      if (!follower.watched.has(ward)) {
        follower.watched.set(ward, this.#source.engine.watch(ward));
      }
    }
    for (const [ward, stop] of follower.watched) {
      if (wanted.has(ward)) continue;
      stop();
      follower.watched.delete(ward);
    }
  }

  /** The tab's own lock is free: it was closed. */
  #gone(tab: string): void {
    const follower = this.#followers.get(tab);
    if (follower === undefined) return;
    this.#followers.delete(tab);
    for (const stop of follower.watched.values()) stop();
    follower.stopWaiting();
  }

  #tellSoon(): void {
    if (this.#newsSoon) return;
    this.#newsSoon = true;
    void Promise.resolve().then(() => {
      this.#newsSoon = false;
      if (!this.#closed) this.#tell();
    });
  }

  #tell(): void {
    if (this.#followers.size === 0) {
      this.#told.clear();
      return;
    }
    const views = [...this.#source.board.get().values()];
    const changed = views.filter((view) => this.#told.get(view.ward)?.view !== view);
    this.#post(this.#news(null, changed, false));
  }

  /** Everything, to a tab that knows nothing yet. */
  #tellAll(tab: string): void {
    const views = [...this.#source.board.get().values()];
    this.#post(this.#news(tab, views, true));
    // Whatever the others were not told of does not exist for them either: there are none.
    const kept = new Map(this.#source.engine.kept().wards.map((each) => [each.ward, each]));
    for (const view of views) {
      if (this.#told.has(view.ward)) continue;
      this.#told.set(view.ward, { view, kept: kept.get(view.ward) ?? null });
    }
  }

  /** @param whole for a tab that knows nothing yet */
  #news(to: string | null, views: readonly WardView[], whole: boolean): News {
    const board = this.#source.board.get();
    const { queue, wards, notifications } = this.#source.engine.kept();
    const kept = new Map(wards.map((each) => [each.ward, each]));
    const gone = [...this.#told.keys()].filter((ward) => !board.has(ward));
    for (const ward of gone) this.#told.delete(ward);
    return {
      kind: 'news',
      to,
      beat: this.#beat(),
      session: this.#source.session.get(),
      connection: this.#source.connection.get(),
      pending: this.#source.pending
        .get()
        .map((each) => ({ ...each, meanwhile: [...each.meanwhile] })),
      queue: [...queue],
      notifications: {
        list: [...(notifications?.list ?? [])],
        marks: [...(notifications?.marks ?? [])],
      },
      wards: views.map((view) => this.#wardNews(view, kept.get(view.ward) ?? null, whole)),
      gone,
    };
  }

  #wardNews(view: WardView, kept: KeptWard | null, whole: boolean): WardNews {
    const told = whole ? undefined : this.#told.get(view.ward);
    if (!whole) this.#told.set(view.ward, { view, kept });
    const { ward, freshness } = view;
    const sameKept = told !== undefined && sameBoard(told.kept, kept);
    const sameShown = told !== undefined && told.view.state === view.state && sameKept;
    return {
      ward,
      freshness,
      ...(sameKept ? {} : { kept }),
      ...(sameShown ? {} : { shown: shownUnless(kept?.state, view.state) }),
    };
  }

  #beatLater(): void {
    this.#cancelBeat = this.#timer.after(TICK_MS, () => {
      if (this.#followers.size > 0) this.#post({ kind: 'beat', to: null, beat: this.#beat() });
      this.#beatLater();
    });
  }

  #beat(): Beat {
    return {
      ageMs: this.#source.lastHeardMs(),
      boundMs: this.#source.engine.staleAfterMs(),
      serverNow: this.#source.serverNow(),
      postedAt: this.#timer.wall(),
    };
  }

  #post(message: FromLeader): void {
    if (!this.#closed) this.#tabs.channel.post(message);
  }
}

function sameBoard(a: KeptWard | null, b: KeptWard | null): boolean {
  return a?.state === b?.state && a?.cursor === b?.cursor;
}

function shownUnless(kept: LogState | undefined, shown: LogState | null): LogState | null {
  return shown === kept ? null : shown;
}
