import { z } from 'zod';

/** Every number that a rule was judged by, by name; null where it is not known. */
export const factsSchema = z.record(
  z.string(),
  z.union([z.number(), z.string(), z.boolean(), z.null()]),
);
