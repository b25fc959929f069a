import { z } from 'zod';
import { hospitalIdSchema, localIdSchema, uuidSchema, wardIdSchema } from '../ids.ts';
import { assignmentSchema } from '../state/assignment.ts';
import { writeAnswerShape } from './answer.ts';

/** Give a nurse a patient, or (without `stayId`) a post on the ward. `override` names why `nurse_elsewhere` or `not_competent` may be passed over. */
export const assignNurseSchema = z.strictObject({
  id: uuidSchema.optional(),
  hospitalId: hospitalIdSchema,
  wardId: wardIdSchema,
  nurseId: localIdSchema,
  stayId: uuidSchema.nullish(),
  override: z.strictObject({ reason: z.string().trim().min(1).max(500) }).optional(),
});
export type AssignNurse = z.infer<typeof assignNurseSchema>;

export const assignNurseAnswerSchema = z.object({
  assignment: assignmentSchema,
  ...writeAnswerShape,
});
