import { z } from 'zod';
import { houseStateSchema } from './house-state.ts';
import { wardStateSchema } from './ward-state.ts';

/** The state behind any log: a ward's, or the house's. */
export const logStateSchema = z.union([houseStateSchema, wardStateSchema]);
export type LogState = z.infer<typeof logStateSchema>;
