/** Something that has collected work in this turn of the event loop. */
export interface Flushable {
  flush(): void;
}

/**
 * Flushes what was touched, once, at the end of the turn: feeds first, because they give sockets
 * their frames, then sockets, so that a burst is one write each. Never delays an idle process.
 */
export class Outlet {
  #feeds: Flushable[] = [];
  #sockets: Flushable[] = [];
  #scheduled: NodeJS.Immediate | undefined;

  touchFeed(feed: Flushable): void {
    this.#feeds.push(feed);
    this.#schedule();
  }

  touchSocket(socket: Flushable): void {
    this.#sockets.push(socket);
    this.#schedule();
  }

  /** Flushes now; also what is touched by flushing. */
  flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    while (this.#feeds.length > 0 || this.#sockets.length > 0) {
      const feeds = this.#feeds;
      this.#feeds = [];
      for (const feed of feeds) feed.flush();
      if (this.#feeds.length > 0) continue;
      const sockets = this.#sockets;
      this.#sockets = [];
      for (const socket of sockets) socket.flush();
    }
  }

  #schedule(): void {
    this.#scheduled ??= setImmediate(() => {
      this.flush();
    });
  }
}
