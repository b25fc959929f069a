import { z } from 'zod';
import { hospitalIdSchema } from './ids.ts';
import { timeSchema } from './time.ts';

/** What became of an HL7 message. `dismissed`: an administrator has dealt with it otherwise. */
export const intakeStatusSchema = z.enum([
  'applied',
  'ignored',
  'unmapped',
  'conflict',
  'failed',
  'dismissed',
]);
export type IntakeStatus = z.infer<typeof intakeStatusSchema>;

/** A message as administrators see it: what it was and what became of it, not what it says. */
export const intakeMessageSchema = z.object({
  id: z.int().min(1),
  receivedAt: timeSchema,
  /** MSH-3 and MSH-4. */
  sender: z.object({ application: z.string(), facility: z.string() }),
  /** MSH-10. */
  controlId: z.string(),
  /** `A01` and so on; null where the message does not tell. */
  trigger: z.string().nullable(),
  /** Null: nothing tells whom it concerns. */
  hospitalId: hospitalIdSchema.nullable(),
  /** When it says that it happened. */
  eventAt: timeSchema.nullable(),
  status: intakeStatusSchema,
  /** Why it is not simply applied, in a sentence. */
  reason: z.string().nullable(),
  /** Who replayed or dismissed it last. */
  handledBy: z.string().nullable(),
  handledAt: timeSchema.nullable(),
});
export type IntakeMessage = z.infer<typeof intakeMessageSchema>;

export const INTAKE_PAGE_MAX = 500;

/** `before`: the id of the last message of the page before. */
export const intakeMessagesQuerySchema = z.strictObject({
  status: intakeStatusSchema.optional(),
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(INTAKE_PAGE_MAX).default(100),
});
export type IntakeMessagesQuery = z.infer<typeof intakeMessagesQuerySchema>;

/** The newest first; `more` says that there are older ones. */
export const intakeMessagesAnswerSchema = z.object({
  messages: z.array(intakeMessageSchema),
  more: z.boolean(),
});
export type IntakeMessagesAnswer = z.infer<typeof intakeMessagesAnswerSchema>;

/** What replaying or dismissing a message answers. */
export const intakeMessageAnswerSchema = z.object({ message: intakeMessageSchema });
export type IntakeMessageAnswer = z.infer<typeof intakeMessageAnswerSchema>;
