import type { Look, Reach } from './command.ts';

export type Locks = Pick<Reach<unknown>, 'wards' | 'nurses'>;

/**
 * What looks reached the last time. A command locks that at once, in the round trip of its first
 * look; whether it is still so is told by the look under the locks (`StartAnew`).
 */
export interface KnownReaches {
  get(look: Look): Locks | undefined;
  put(look: Look, reach: Locks): void;
}

/** @param most looks kept; the one longest unused goes first */
export function createKnownReaches(most: number): KnownReaches {
  const known = new Map<string, Locks>();
  const keyOf = ({ name, values }: Look): string => `${name} ${JSON.stringify(values)}`;
  return {
    get: (look) => known.get(keyOf(look)),
    put: (look, { wards, nurses }) => {
      const key = keyOf(look);
      known.delete(key);
      known.set(key, { wards, nurses });
      const oldest = known.keys().next();
      if (known.size > most && oldest.done !== true) known.delete(oldest.value);
    },
  };
}
