import type { PackRef } from '../../contract/state/staffing.ts';
import { CALIFORNIA, californiaRules } from './california.ts';
import type { UnitRules } from './unit-rule.ts';

/** The packs that can be evaluated, as they ship: by id, then by unit. */
const SHIPPED: ReadonlyMap<string, UnitRules> = new Map([
  [CALIFORNIA.id, californiaRules({ fromMemory: false })],
]);

/** The pack of a hospital that has chosen none. */
export const DEFAULT_PACK: PackRef = CALIFORNIA;

/** The unit rules of a pack; undefined for one that cannot be evaluated. */
export function rulesOf(packId: string): UnitRules | undefined {
  return SHIPPED.get(packId);
}

export function evaluablePacks(): string[] {
  return [...SHIPPED.keys()];
}
