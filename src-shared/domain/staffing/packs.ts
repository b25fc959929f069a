import type { PackId } from '../../contract/commands/evaluate-staffing.ts';
import type { RulePack } from '../../contract/state/rule-pack.ts';
import type { PackRef } from '../../contract/state/staffing.ts';
import { BRITISH_COLUMBIA_PACK } from './packs/british-columbia.ts';
import { CALIFORNIA_PACK } from './packs/california.ts';
import { CUSTOM_PACK } from './packs/custom.ts';
import { NHS_ENGLAND_PACK } from './packs/nhs-england.ts';
import { OREGON_PACK } from './packs/oregon.ts';
import { QUEENSLAND_PACK } from './packs/queensland.ts';
import { VICTORIA_PACK } from './packs/victoria.ts';
import type { UnitRule, UnitRules } from './unit-rule.ts';
import { ruleWithout, unitRules } from './unit-rules.ts';

/** The packs that ship. A hospital's own are evaluated by the same code. */
export const SHIPPED_PACKS = {
  california: CALIFORNIA_PACK,
  oregon: OREGON_PACK,
  britishColumbia: BRITISH_COLUMBIA_PACK,
  queensland: QUEENSLAND_PACK,
  victoria: VICTORIA_PACK,
  nhsEngland: NHS_ENGLAND_PACK,
  custom: CUSTOM_PACK,
} as const satisfies Readonly<Record<PackId, RulePack>>;

const BY_ID: ReadonlyMap<string, RulePack> = new Map(Object.entries(SHIPPED_PACKS));

/** The pack of a hospital that has chosen none. */
export const DEFAULT_PACK: PackRef = {
  id: CALIFORNIA_PACK.id,
  version: CALIFORNIA_PACK.version,
};

/** A pack with its rules, or the id and version of one that ships. */
export type AnyPack = PackRef | RulePack;

/** The pack that ships under that id. */
export function shippedPack(packId: string): RulePack | undefined {
  return BY_ID.get(packId);
}

/**
 * The unit rules of a pack; undefined for one that does not ship and came without its body. A bare
 * id means the pack that ships; an id with another version is a hospital's edit of it.
 */
export function rulesOf(pack: string | AnyPack): UnitRules | undefined {
  if (typeof pack === 'string') {
    const shipped = BY_ID.get(pack);
    return shipped && unitRules(shipped.body);
  }
  if ('body' in pack) return unitRules(pack.body);
  const shipped = BY_ID.get(pack.id);
  return shipped?.version === pack.version ? unitRules(shipped.body) : undefined;
}

/**
 * The rules for a unit. Of a pack that is not here, or that does not know the unit, they ask for
 * nothing and count licensed nurses, and `withoutMax` says why.
 */
export function rulesFor(
  unit: string,
  pack: AnyPack,
): { readonly rules: UnitRules; readonly rule: UnitRule } {
  const rules = rulesOf(pack);
  if (rules === undefined) {
    const why = `version ${pack.version} of the pack ${pack.id} is not here`;
    return { rules: unitRules(CUSTOM_PACK.body), rule: ruleWithout(why) };
  }
  return { rules, rule: rules.get(unit) ?? ruleWithout(`the pack ${pack.id} has no such unit`) };
}

export function evaluablePacks(): string[] {
  return [...BY_ID.keys()];
}
