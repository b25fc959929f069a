import type { WardKey } from '../../src-shared/contract/ids.ts';

/** Events of one ward that one transaction committed, as the bus carries them: ascending, gapless. */
export interface CommittedEvents {
  readonly ward: WardKey;
  readonly epoch: string;
  readonly events: readonly CommittedEvent[];
}

export interface CommittedEvent {
  readonly seq: number;
  /** JSON of `busEventSchema`. */
  readonly text: string;
}

/**
 * Carries committed events between processes. It may lose, repeat and reorder: nobody's
 * correctness rests on it. Closed by whoever opened it.
 */
export interface Bus {
  /** Appends to the windows and tells the listeners, atomically per ward. Safe to repeat. */
  publish(batch: readonly CommittedEvents[]): Promise<void>;
  /** Resolves once messages of the ward are sure to arrive from now on. */
  join(ward: WardKey): Promise<void>;
  leave(ward: WardKey): Promise<void>;
  /** What the window holds of this epoch after a seq, ascending; it may have holes. */
  readWindow(ward: WardKey, epoch: string, after: number): Promise<readonly CommittedEvent[]>;
  /** Called with each message of a joined ward. */
  onMessage(listener: (ward: WardKey, text: string) => void): void;
  /** Called when messages may have been missed (reconnected, a slot moved): check all heads. */
  onResume(listener: () => void): void;
  /** Throws when the bus cannot be reached. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
