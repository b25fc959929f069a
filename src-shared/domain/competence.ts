import type { WardState } from '../contract/state/ward-state.ts';

/** Whether someone with these competencies is signed off for the ward, by name or by unit type. */
export function isCompetent(
  competencies: readonly string[],
  ward: Pick<WardState, 'wardId' | 'unitType'>,
): boolean {
  return (
    competencies.includes(ward.wardId) ||
    (ward.unitType !== null && competencies.includes(ward.unitType))
  );
}
