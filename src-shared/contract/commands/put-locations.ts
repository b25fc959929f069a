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

/** The whole mapping. No two entries name the same location: nobody could tell which counts. */
export const putLocationsSchema = z
  .array(locationSchema)
  .max(5000)
  .superRefine((locations, context) => {
    const seen = new Set<string>();
    for (const [index, { pointOfCare, room, bed, facility }] of locations.entries()) {
      const name = JSON.stringify([pointOfCare, room ?? null, bed ?? null, facility ?? null]);
      if (seen.has(name)) {
        const message = 'an entry before this one names the same location';
        context.addIssue({ code: 'custom', path: [index], message });
      }
      seen.add(name);
    }
  });
export const locationsAnswerSchema = z.object({ locations: z.array(locationSchema) });
