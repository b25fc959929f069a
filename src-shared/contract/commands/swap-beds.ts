import { z } from 'zod';
import { uuidSchema } from '../ids.ts';
import { staySchema } from '../state/stay.ts';
import { writeAnswerShape } from './answer.ts';

/** Two patients of one ward change beds. */
export const swapBedsSchema = z.strictObject({
  withStayId: uuidSchema,
});
export type SwapBeds = z.infer<typeof swapBedsSchema>;

export const swapBedsAnswerSchema = z.object({ stay: staySchema, ...writeAnswerShape });
