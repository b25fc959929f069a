import type { RulePack, UnitFigures } from '../../../../src-shared/contract/state/rule-pack.ts';
import { SHIPPED_PACKS } from '../../../../src-shared/domain/staffing/packs.ts';

const { custom } = SHIPPED_PACKS;
const OWN = {
  certainty: 'hospital',
  source: 'Nursing board, 3 February 2026',
  inForce: true,
  whyOff: null,
} as const;

/** A figure that the hospital set itself. */
export function own<T>(value: T) {
  return { value, ...OWN };
}

export function ownRatio(value: number, when: { shift?: 'day' | 'night' } = {}) {
  return { ...own(value), shift: null, from: null, until: null, ...when };
}

/** The custom pack as a hospital filled it in, in another version. */
export function aHospitalsPack(figures: Partial<UnitFigures>): RulePack {
  const units = custom.body.units.map((unit) => ({ ...unit, ...figures }));
  return { ...custom, version: 2, author: 'admin', body: { ...custom.body, units } };
}
