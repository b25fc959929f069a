import { z } from 'zod';
import { localIdSchema, wardIdSchema } from '../ids.ts';

const part = z.string().min(1).max(80);

/** One HL7 location (PV1-3) and where it lies; the most specific entry wins. `*`: beds on demand. */
export const locationSchema = z.strictObject({
  pointOfCare: part,
  room: part.nullish(),
  bed: part.nullish(),
  facility: part.nullish(),
  wardId: wardIdSchema,
  bedId: z.union([localIdSchema, z.literal('*')]).nullish(),
});
export type Location = z.infer<typeof locationSchema>;

export const putLocationsSchema = z.array(locationSchema).max(5000);
export const locationsAnswerSchema = z.object({ locations: z.array(locationSchema) });
