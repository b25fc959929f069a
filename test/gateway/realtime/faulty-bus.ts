import type { Bus } from '../../../server/bus/bus.ts';

export interface Faults {
  /** Parts of all messages, 0 to 1. */
  lost: number;
  repeated: number;
  /** Held back until up to this many later messages have come. */
  late: number;
}

/** A bus that loses, repeats and reorders messages on their way; the windows are as they are. */
export function faultyBus(bus: Bus, faults: Faults, random: () => number): Bus {
  return {
    ...bus,
    onMessage: (listener) => {
      const held: { ward: string; text: string; after: number }[] = [];
      bus.onMessage((ward, text) => {
        if (random() >= faults.lost) {
          held.push({ ward, text, after: Math.floor(random() * faults.late) });
          if (random() < faults.repeated) held.push({ ward, text, after: faults.late });
        }
        for (const message of held) message.after -= 1;
        for (const message of held.filter((one) => one.after < 0)) {
          held.splice(held.indexOf(message), 1);
          listener(message.ward, message.text);
        }
      });
    },
  };
}

/** Mulberry32: the same seed gives the same faults. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
