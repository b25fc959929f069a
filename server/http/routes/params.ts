import { z } from 'zod';
import {
  hospitalIdSchema,
  localIdSchema,
  uuidSchema,
  wardIdSchema,
} from '../../../src-shared/contract/ids.ts';

// The parts of addresses that vary, by the letters of the contract.

export const hospitalParamsSchema = z.object({ h: hospitalIdSchema });
export const wardParamsSchema = z.object({ h: hospitalIdSchema, w: wardIdSchema });
export const hospitalNurseParamsSchema = z.object({ h: hospitalIdSchema, n: localIdSchema });
export const hospitalShiftParamsSchema = z.object({ h: hospitalIdSchema, s: localIdSchema });
export const nurseParamsSchema = z.object({ n: localIdSchema });
/** Of a stay or an assignment. */
export const idParamsSchema = z.object({ id: uuidSchema });
