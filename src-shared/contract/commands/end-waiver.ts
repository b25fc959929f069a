import { z } from 'zod';
import { writeAnswerShape } from './answer.ts';
import { keptWaiverSchema } from './start-waiver.ts';

/** The emergency is over. Ending it twice changes nothing. */
export const endWaiverSchema = z.strictObject({});
export type EndWaiver = z.infer<typeof endWaiverSchema>;

export const endWaiverAnswerSchema = z.object({ waiver: keptWaiverSchema, ...writeAnswerShape });
