import type { Pack } from '../../src-shared/contract/state/pack.ts';
import { DEFAULT_PACK } from '../../src-shared/domain/staffing/packs.ts';

/** The rule pack that a hospital starts with. */
export const FIRST_PACK: Pack = { ...DEFAULT_PACK, title: 'California, 22 CCR 70217' };
