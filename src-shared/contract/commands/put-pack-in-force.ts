import { z } from 'zod';
import { packInForceSchema } from '../state/pack-in-force.ts';
import { writeAnswerShape } from './answer.ts';
import { packIdSchema } from './put-pack.ts';

/** The pack that judges a hospital's wards from now on. */
export const putPackInForceSchema = z.strictObject({
  packId: packIdSchema,
  version: z.int().min(1),
});
export type PutPackInForce = z.infer<typeof putPackInForceSchema>;

export const putPackInForceAnswerSchema = z.object({
  packs: z.array(packInForceSchema),
  ...writeAnswerShape,
});
