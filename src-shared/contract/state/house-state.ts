import { z } from 'zod';
import { HOUSE_WARD_ID, hospitalIdSchema } from '../ids.ts';
import { nurseSchema } from './nurse.ts';
import { packInForceSchema } from './pack-in-force.ts';
import { plannedShiftSchema } from './shift.ts';

/** A hospital's float pool, the planned shifts of the next 48 h and its active rule packs. */
export const houseStateSchema = z.object({
  hospitalId: hospitalIdSchema,
  wardId: z.literal(HOUSE_WARD_ID),
  nurses: z.array(nurseSchema),
  shifts: z.array(plannedShiftSchema),
  packs: z.array(packInForceSchema),
});
export type HouseState = z.infer<typeof houseStateSchema>;
