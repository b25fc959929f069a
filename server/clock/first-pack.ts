import { SHIPPED_PACKS } from '../../src-shared/domain/staffing/packs.ts';

/** The rule pack that a hospital starts with: the one that wards without any are judged by. */
export const FIRST_PACK = SHIPPED_PACKS.california;
