import type { WardKey } from '../../src-shared/contract/ids.ts';

/** Events of one ward that one transaction committed, as the bus carries them: ascending, gapless. */
export interface CommittedEvents {
  readonly ward: WardKey;
  readonly epoch: string;
  readonly events: readonly CommittedEvent[];
}

export interface CommittedEvent {
  readonly seq: number;
  /** JSON of `busEventSchema`, in the form that `committedEvent` gives it. */
  readonly text: string;
}

/**
 * Carries committed events between processes. It may lose, repeat and reorder: nobody's
 * correctness rests on it. Closed by whoever opened it.
 */
export interface Bus {
  /**
   * Appends to the windows and tells the listeners, atomically per ward. Safe to repeat. Never
   * rejects and never waits for a bus that is down: what it cannot take is dropped, and the relay
   * publishes it again.
   */
  publish(batch: readonly CommittedEvents[]): Promise<void>;
  /**
   * Resolves once messages of the ward are sure to arrive from now on. While the bus is down it
   * waits; a `leave` before that rejects it.
   */
  join(ward: WardKey): Promise<void>;
  leave(ward: WardKey): Promise<void>;
  /**
   * What the window holds of this epoch after a seq, ascending, at most `limit`; it may have
   * holes. Rejects while the bus is down.
   */
  readWindow(
    ward: WardKey,
    epoch: string,
    after: number,
    limit: number,
  ): Promise<readonly CommittedEvent[]>;
  /**
   * How many seqs the window holds of each span; as many as the span is long: it is complete
   * there. Rejects while the bus is down.
   */
  countWindow(spans: readonly WindowSpan[]): Promise<readonly number[]>;
  /** Called with each message of a joined ward. */
  onMessage(listener: (ward: WardKey, text: string) => void): void;
  /**
   * Called when messages may have been missed (reconnected, a slot moved, events taken again) and
   * all wards are joined: check all heads.
   */
  onResume(listener: () => void): void;
  /** Whether events are taken and messages of joined wards arrive, as far as this process knows. */
  isUp(): boolean;
  /** Throws when the bus cannot be reached, or takes nothing. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The seqs of a ward above `after`, up to and with `last`. */
export interface WindowSpan {
  readonly ward: WardKey;
  readonly epoch: string;
  readonly after: number;
  readonly last: number;
}
