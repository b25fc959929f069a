import { z } from 'zod';
import { localIdSchema } from '../ids.ts';
import { timeSchema } from '../time.ts';

export const licenceSchema = z.enum(['RN', 'LVN', 'CNA', 'PsychTech']);
export type Licence = z.infer<typeof licenceSchema>;

export const shiftSpanSchema = z.object({
  id: localIdSchema,
  startsAt: timeSchema,
  endsAt: timeSchema,
});
export type ShiftSpan = z.infer<typeof shiftSpanSchema>;

/**
 * A nurse as one ward sees her: she has a running shift there, or an open assignment.
 * `competencies` are unit types or ward ids, sorted. After `shift.ended` the span stays, its
 * `endsAt` being the true end, for as long as an open assignment keeps her here.
 */
export const nurseSchema = z.object({
  id: localIdSchema,
  name: z.string().min(1).max(80),
  licence: licenceSchema,
  competencies: z.array(z.string().min(1).max(64)),
  shift: shiftSpanSchema.nullable(),
  onBreakUntil: timeSchema.nullable(),
  /** The nurse who covers the break. */
  relievedBy: localIdSchema.nullable(),
});
export type Nurse = z.infer<typeof nurseSchema>;
