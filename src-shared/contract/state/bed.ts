import { z } from 'zod';
import { localIdSchema } from '../ids.ts';

export const bedSchema = z.object({ id: localIdSchema, label: z.string().min(1).max(40) });
export type Bed = z.infer<typeof bedSchema>;
