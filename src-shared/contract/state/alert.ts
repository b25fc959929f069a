import { z } from 'zod';
import { uuidSchema } from '../ids.ts';
import { timeSchema } from '../time.ts';
import { escalationStepNameSchema } from './escalation.ts';
import { factsSchema } from './facts.ts';

export const severitySchema = z.enum(['notice', 'warning', 'critical']);
export type Severity = z.infer<typeof severitySchema>;

/**
 * States of ISA-18.2 that an alert in a ward state can be in; a cleared one is gone. `returned`: the
 * rule is kept again, and nobody has acknowledged that it was not.
 */
export const alertStatusSchema = z.enum(['unacknowledged', 'acknowledged', 'shelved', 'returned']);
export type AlertStatus = z.infer<typeof alertStatusSchema>;

/** Set aside; `unacknowledged` again at `until` if the rule is still broken then. */
export const alertShelfSchema = z.object({
  by: z.string(),
  at: timeSchema,
  until: timeSchema,
  reason: z.string(),
});

/** Who was told, in order, while nobody acknowledged. `since`: from when the steps are counted. */
export const alertEscalationSchema = z.object({
  since: timeSchema,
  steps: z.array(
    z.object({
      to: escalationStepNameSchema,
      at: timeSchema,
      /** How many people were told; 0: nobody has that post, or nobody who has it signs in. */
      notified: z.int().min(0),
    }),
  ),
});

export const alertSchema = z.object({
  id: uuidSchema,
  ruleId: z.string().min(1).max(64),
  severity: severitySchema,
  status: alertStatusSchema,
  raisedAt: timeSchema,
  /** Since when the rule has been broken: the hold time before `raisedAt`. */
  since: timeSchema,
  /** The numbers that raised it, or what they are now while the rule is broken. */
  facts: factsSchema,
  /** The same in a sentence, as the rule says it. */
  text: z.string(),
  acknowledged: z.object({ by: z.string(), at: timeSchema }).nullable(),
  shelved: alertShelfSchema.nullable(),
  escalation: alertEscalationSchema,
});
export type Alert = z.infer<typeof alertSchema>;
