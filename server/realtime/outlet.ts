import type { GatherWindow } from './gather-window.ts';

/** Something that has collected work in this turn of the event loop. */
export interface Flushable {
  flush(): void;
}

/** A feed; `flushedAt` is when it was flushed last, in monotonic milliseconds, kept by the outlet. */
export interface FlushableFeed extends Flushable {
  flushedAt: number;
  isTouched: boolean;
}

/** Feeds due within this many milliseconds are flushed together. */
const TOGETHER_MS = 1;

/**
 * Flushes what was touched, once, at the end of the turn: feeds first, because they give sockets
 * their frames, then sockets, so that a burst is one write each. A feed that was quiet is flushed at
 * once; one that was just flushed gathers for as long as the window says, which is not at all in an
 * idle process. `close` stops its timers.
 */
export class Outlet {
  readonly #window: GatherWindow;
  readonly #now: () => number;
  #feeds: FlushableFeed[] = [];
  #sockets: Flushable[] = [];
  #scheduled: NodeJS.Immediate | undefined;
  #held: { readonly feed: FlushableFeed; readonly due: number }[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param now milliseconds, monotonic */
  constructor(window: GatherWindow, now: () => number) {
    this.#window = window;
    this.#now = now;
  }

  touchFeed(feed: FlushableFeed): void {
    if (feed.isTouched) return;
    feed.isTouched = true;
    const due = feed.flushedAt + this.#window.width();
    const now = this.#now();
    if (due - now >= TOGETHER_MS) {
      this.#held.push({ feed, due });
      this.#timer ??= setTimeout(() => {
        this.#releaseHeld();
      }, due - now);
      return;
    }
    this.#feeds.push(feed);
    this.#schedule();
  }

  touchSocket(socket: Flushable): void {
    this.#sockets.push(socket);
    this.#schedule();
  }

  /** Flushes now; also what is touched by flushing, but for feeds that gather. */
  flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    while (this.#feeds.length > 0 || this.#sockets.length > 0) {
      const feeds = this.#feeds;
      this.#feeds = [];
      const now = feeds.length > 0 ? this.#now() : 0;
      for (const feed of feeds) {
        feed.isTouched = false;
        feed.flushedAt = now;
        feed.flush();
      }
      if (this.#feeds.length > 0) continue;
      const sockets = this.#sockets;
      this.#sockets = [];
      for (const socket of sockets) socket.flush();
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#scheduled);
    this.#held = [];
  }

  #releaseHeld(): void {
    this.#timer = undefined;
    const until = this.#now() + TOGETHER_MS;
    const waiting = this.#held.filter(({ due }) => due > until);
    for (const { feed, due } of this.#held) if (due <= until) this.#feeds.push(feed);
    this.#held = waiting;
    if (waiting.length > 0) {
      const next = Math.min(...waiting.map(({ due }) => due));
      this.#timer = setTimeout(() => {
        this.#releaseHeld();
      }, next - this.#now());
    }
    this.flush();
  }

  #schedule(): void {
    this.#scheduled ??= setImmediate(() => {
      this.flush();
    });
  }
}
