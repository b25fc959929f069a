export interface OrderedText {
  readonly seq: number;
  readonly text: string;
}

/** What came before its predecessors; past this many it is forgotten and read again. */
const AHEAD_MAX = 5_000;

/**
 * Brings what comes in any order, repeated, into the order of its seqs. Pure bookkeeping: who uses
 * it fetches what is missing.
 */
export class SeqOrder {
  /** Everything up to here has been given out; null: not begun. */
  at: number | null = null;
  /** The newest seq known to exist. */
  target = 0;
  readonly #ahead = new Map<number, { readonly text: string; readonly came: number }>();

  /** Begins, or goes on, after a seq; gives what had come early and follows on it. */
  moveTo(seq: number): OrderedText[] {
    this.at = seq;
    this.target = seq;
    for (const early of this.#ahead.keys()) {
      if (early <= seq) this.#ahead.delete(early);
      else this.target = Math.max(this.target, early);
    }
    return this.#following();
  }

  /** Forgets what came early: it may be of a history that does not hold any more. */
  forget(): void {
    this.#ahead.clear();
  }

  /** Gives what may go out now: this one and what waited for it; nothing for a repeat. */
  offer(seq: number, text: string, now: number): OrderedText[] {
    this.target = Math.max(this.target, seq);
    if (this.at === null || seq > this.at + 1) {
      if (this.#ahead.size >= AHEAD_MAX) this.#ahead.clear();
      this.#ahead.set(seq, { text, came: now });
      return [];
    }
    if (seq <= this.at) return [];
    this.at = seq;
    return [{ seq, text }, ...this.#following()];
  }

  /**
   * PostgreSQL says where the head was when a read began. Events are told after their commit, so
   * what had come by then and is above that head never was.
   */
  confirm(head: number, began: number): void {
    this.target = Math.max(this.at ?? 0, head);
    for (const [seq, { came }] of this.#ahead) {
      if (seq > head && came < began) this.#ahead.delete(seq);
      else this.target = Math.max(this.target, seq);
    }
  }

  /** Something exists that has not come. */
  isShort(): boolean {
    return this.at !== null && this.at < this.target;
  }

  #following(): OrderedText[] {
    const given: OrderedText[] = [];
    while (this.at !== null && this.#ahead.size > 0) {
      const seq: number = this.at + 1;
      const early = this.#ahead.get(seq);
      if (early === undefined) break;
      this.#ahead.delete(seq);
      this.at = seq;
      given.push({ seq, text: early.text });
    }
    return given;
  }
}
