import type { Nurse } from '../../contract/state/nurse.ts';
import type { WardState } from '../../contract/state/ward-state.ts';
import type { Time } from '../../contract/time.ts';
import { headCount, type NotCounted } from './head-count.ts';
import { type AnyPack, rulesFor } from './packs.ts';
import { factsOfWard } from './ward-facts.ts';

/** One person on a board as the rules see her. */
export interface Counted {
  readonly nurse: Nurse;
  /** Whether she is one of those counted. */
  readonly counts: boolean;
  /** Why not; null also for who assists and is no nurse in the unit's terms. */
  readonly whyNot: NotCounted | null;
  /** Her patients at the moment, those of a break that she relieves included. */
  readonly load: number;
}

/**
 * Everybody on a board, and whether she counts at a moment: the verdict's head count, person by
 * person. On a board nobody is known to relieve or to be in charge besides, so that the sum over
 * single people is the count of all.
 */
export function whoCounts(state: WardState, at: Time, pack: AnyPack): readonly Counted[] {
  const facts = factsOfWard(state, at);
  if (facts === null) return [];
  const { rules, rule } = rulesFor(facts.unit, pack);
  return state.nurses.map((nurse, index) => {
    const staff = facts.staff[index];
    const heads = headCount(staff === undefined ? [] : [staff], rule, rules.conditions);
    const [whyNot] = heads.notCounted.keys();
    return {
      nurse,
      counts: heads.counted > 0,
      whyNot: whyNot ?? null,
      load: staff?.loads?.[0] ?? 0,
    };
  });
}
