import { z } from 'zod';
import { uuidSchema } from '../ids.ts';
import { timeSchema } from '../time.ts';

export const severitySchema = z.enum(['notice', 'warning', 'critical']);
export type Severity = z.infer<typeof severitySchema>;

/** States of ISA-18.2 that an alert in a ward state can be in; a cleared one is gone. */
export const alertStatusSchema = z.enum(['unacknowledged', 'acknowledged', 'shelved', 'returned']);
export type AlertStatus = z.infer<typeof alertStatusSchema>;

export const alertSchema = z.object({
  id: uuidSchema,
  ruleId: z.string().min(1).max(64),
  severity: severitySchema,
  status: alertStatusSchema,
  raisedAt: timeSchema,
  /** The numbers that raised it. */
  facts: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
});
export type Alert = z.infer<typeof alertSchema>;
