import { z } from 'zod';
import { localIdSchema, wardIdSchema } from '../ids.ts';
import { licenceSchema } from '../state/nurse.ts';
import { writeAnswerShape } from './answer.ts';

/** Create or change a nurse. `competencies` are unit types or ward ids. `userId` is her sign-in. */
export const putNurseSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  licence: licenceSchema,
  competencies: z.array(z.string().min(1).max(64)).max(64),
  homeWardId: wardIdSchema.nullish(),
  userId: localIdSchema.nullish(),
});
export type PutNurse = z.infer<typeof putNurseSchema>;

/** A nurse of the hospital's staff, on duty or not. `wardId` is where her running shift is. */
export const staffMemberSchema = z.object({
  id: localIdSchema,
  name: z.string(),
  licence: licenceSchema,
  competencies: z.array(z.string()),
  homeWardId: wardIdSchema.nullable(),
  userId: z.string().nullable(),
});
export type StaffMember = z.infer<typeof staffMemberSchema>;

export const putNurseAnswerSchema = z.object({ nurse: staffMemberSchema, ...writeAnswerShape });
