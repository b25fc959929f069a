/** An event as this process keeps it for its readers. */
export interface FeedEvent {
  readonly seq: number;
  /** JSON as clients get it. */
  readonly text: string;
  /** When it came here, in milliseconds of the monotonic clock. */
  readonly since: number;
}

export interface RecentBounds {
  readonly events: number;
  /** Characters of text, which for a bound are as good as bytes. */
  readonly size: number;
}

/**
 * The newest events of a ward, without a gap, up to where its readers are. Bounded by count, size
 * and age; what has left it is read again from the bus's window.
 */
export class RecentEvents {
  #events: FeedEvent[] = [];
  #size = 0;

  get first(): number | undefined {
    return this.#events[0]?.seq;
  }

  get count(): number {
    return this.#events.length;
  }

  clear(): void {
    this.#events = [];
    this.#size = 0;
  }

  /** Adds the next event. One that does not follow on the last makes everything before it void. */
  push(event: FeedEvent, bounds: RecentBounds): void {
    const last = this.#events.at(-1);
    if (last !== undefined && last.seq + 1 !== event.seq) this.clear();
    this.#events.push(event);
    this.#size += event.text.length;
    this.trim(bounds);
  }

  /**
   * Puts older events in front, ascending and gapless. Without effect where they do not reach what
   * is here; `end` is where readers are, for when nothing is here.
   */
  prepend(older: readonly FeedEvent[], end: number, bounds: RecentBounds): void {
    const next = this.first ?? end + 1;
    const fitting = older.filter((event) => event.seq < next);
    if (fitting.at(-1)?.seq !== next - 1) return;
    this.#events = [...fitting, ...this.#events];
    this.#size += fitting.reduce((sum, event) => sum + event.text.length, 0);
    this.trim(bounds);
  }

  trim(bounds: RecentBounds): void {
    let excess = Math.max(0, this.#events.length - bounds.events);
    let size = this.#size;
    for (let index = 0; index < excess; index += 1) size -= this.#textSize(index);
    while (size > bounds.size && excess < this.#events.length) {
      size -= this.#textSize(excess);
      excess += 1;
    }
    this.#drop(excess, size);
  }

  /** Drops what came before a moment. */
  dropBefore(moment: number): void {
    const kept = this.#events.findIndex((event) => event.since >= moment);
    if (kept < 0) this.clear();
    else if (kept > 0) {
      const size = this.#events.slice(kept).reduce((sum, event) => sum + event.text.length, 0);
      this.#drop(kept, size);
    }
  }

  /** The events above `after`, up to and with `last`; null where they are not all here. */
  between(after: number, last: number): readonly FeedEvent[] | null {
    if (after >= last) return [];
    const { first } = this;
    if (first === undefined || first > after + 1) return null;
    const span = this.#events.slice(after + 1 - first, last + 1 - first);
    return span.at(-1)?.seq === last ? span : null;
  }

  #textSize(index: number): number {
    return this.#events[index]?.text.length ?? 0;
  }

  #drop(count: number, sizeAfter: number): void {
    if (count === 0) return;
    // One by one is cheap from the front of a short array, and copies nothing.
    if (count === 1) this.#events.shift();
    else this.#events.splice(0, count);
    this.#size = sizeAfter;
  }
}
