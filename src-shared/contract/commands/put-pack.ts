import { z } from 'zod';
import { packBodySchema, rulePackSchema } from '../state/rule-pack.ts';
import { writeAnswerShape } from './answer.ts';

/** Ids that a hospital may give its packs; they begin the ids of findings. */
export const packIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,31}$/, 'a pack id is 1 to 32 letters, digits, "_" or "-"')
  .refine((id) => id !== '__proto__', 'a pack cannot have that id');

/**
 * Store a rule pack as its next version; nothing is judged by it until it is put in force.
 * `replaces` is the version that was edited: null for a new pack (also a copy of another).
 */
export const putPackSchema = z.strictObject({
  title: z.string().trim().min(1).max(120),
  replaces: z.int().min(1).nullable(),
  body: packBodySchema,
});
export type PutPack = z.infer<typeof putPackSchema>;

export const putPackAnswerSchema = z.object({ pack: rulePackSchema, ...writeAnswerShape });
