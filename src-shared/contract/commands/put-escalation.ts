import { z } from 'zod';
import { escalationChainSchema } from '../state/escalation.ts';
import { writeAnswerShape } from './answer.ts';

/** Whom a hospital's alerts go to while nobody acknowledges them. */
export const putEscalationSchema = escalationChainSchema;
export type PutEscalation = z.infer<typeof putEscalationSchema>;

export const putEscalationAnswerSchema = z.object({
  chain: escalationChainSchema,
  ...writeAnswerShape,
});
