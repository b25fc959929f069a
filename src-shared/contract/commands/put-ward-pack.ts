import { z } from 'zod';
import { packInForceSchema } from '../state/pack-in-force.ts';
import { writeAnswerShape } from './answer.ts';
import { putPackInForceSchema } from './put-pack-in-force.ts';

/** A ward's own pack; null: the hospital's. */
export const putWardPackSchema = z.strictObject({ pack: putPackInForceSchema.nullable() });
export type PutWardPack = z.infer<typeof putWardPackSchema>;

export const putWardPackAnswerSchema = z.object({
  packs: z.array(packInForceSchema),
  ...writeAnswerShape,
});
