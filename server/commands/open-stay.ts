import { Refusal } from '../../src-shared/domain/refusal.ts';
import type { Reach } from './command.ts';
import type { StayFacts } from './looks.ts';

/** Refuses with `stay_ended`: the board does not know stays that are over, their rows do. */
export function requireOpenStay(reach: Reach<StayFacts>): void {
  if (reach.facts.ended) throw new Refusal('stay_ended');
}
