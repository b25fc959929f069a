import { z } from 'zod';
import { localIdSchema } from '../ids.ts';
import { bedSchema } from '../state/bed.ts';
import { wardStateSchema } from '../state/ward-state.ts';
import { writeAnswerShape } from './answer.ts';

/** Create or change a ward. Bed ids are unique within it. */
export const putWardSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  unitType: z.string().min(1).max(64),
  beds: z
    .array(bedSchema.extend({ id: localIdSchema }))
    .max(400)
    .refine((beds) => new Set(beds.map((bed) => bed.id)).size === beds.length, 'bed ids repeat'),
});
export type PutWard = z.infer<typeof putWardSchema>;

export const putWardAnswerSchema = z.object({
  ward: wardStateSchema.pick({
    hospitalId: true,
    wardId: true,
    name: true,
    unitType: true,
    beds: true,
  }),
  ...writeAnswerShape,
});
