import { z } from 'zod';
import { hospitalIdSchema, wardIdSchema } from '../ids.ts';
import { alertSchema } from './alert.ts';
import { assignmentSchema } from './assignment.ts';
import { bedSchema } from './bed.ts';
import { nurseSchema } from './nurse.ts';
import { staffingSchema } from './staffing.ts';
import { staySchema } from './stay.ts';

/** What a ward's screens show. Arrays are sorted by id; only `ward.updated` sets name and beds. */
export const wardStateSchema = z.object({
  hospitalId: hospitalIdSchema,
  wardId: wardIdSchema,
  name: z.string().nullable(),
  unitType: z.string().nullable(),
  beds: z.array(bedSchema),
  stays: z.array(staySchema),
  nurses: z.array(nurseSchema),
  assignments: z.array(assignmentSchema),
  alerts: z.array(alertSchema),
  staffing: staffingSchema.nullable(),
});
export type WardState = z.infer<typeof wardStateSchema>;
