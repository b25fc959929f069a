import { unitName } from '../../src-shared/domain/staffing/unit-name.ts';

/** The words for a ward's kind of unit. */
export function unitWords(unit: string | null): string {
  return unit === null ? 'Kind of unit not set' : unitName(unit);
}
