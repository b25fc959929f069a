import { RecentMap } from './recent-map.ts';
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
  const known = new RecentMap<string, Locks>(most);
  const keyOf = ({ name, values }: Look): string => `${name} ${JSON.stringify(values)}`;
  return {
    get: (look) => known.get(keyOf(look)),
    put: (look, { wards, nurses }) => {
      known.set(keyOf(look), { wards, nurses });
    },
  };
}
