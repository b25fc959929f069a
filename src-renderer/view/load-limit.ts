import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { type AnyPack, rulesFor } from '../../src-shared/domain/staffing/packs.ts';
import { momentOf, ratioAt } from '../../src-shared/domain/staffing/ratio-at.ts';

/** The most patients one nurse may have here at a moment; null where no figure is in force. */
export function patientsPerNurse(
  state: Pick<WardState, 'unitType'>,
  pack: AnyPack,
  now: number,
): number | null {
  if (state.unitType === null) return null;
  const { rules, rule } = rulesFor(state.unitType, pack);
  const moment = momentOf(rules, new Date(now).toISOString());
  return (rule.max ?? ratioAt(rule, moment))?.value ?? null;
}
