import { z } from 'zod';
import { keptWaiverSchema } from './commands/start-waiver.ts';
import { uuidSchema, wardIdSchema } from './ids.ts';
import { alertSchema, severitySchema } from './state/alert.ts';
import { escalationChainSchema } from './state/escalation.ts';
import { packInForceSchema } from './state/pack-in-force.ts';
import { rulePackSchema } from './state/rule-pack.ts';
import { packRefSchema } from './state/staffing.ts';
import { inputTimeSchema, timeSchema } from './time.ts';
import { wardRecordSchema } from './ward-record.ts';

/** One version of a pack, without its rules. `createdAt` and `author` are null for what ships. */
export const packVersionSchema = z.object({
  id: z.string(),
  version: z.int(),
  title: z.string(),
  author: z.string().nullable(),
  createdAt: timeSchema.nullable(),
});

/** GET …/packs: the newest version of each pack a hospital may use, and what is in force. */
export const packsAnswerSchema = z.object({
  packs: z.array(packVersionSchema),
  inForce: z.array(packInForceSchema.omit({ body: true })),
});

/** Default: the newest version. */
export const packQuerySchema = z.strictObject({
  version: z.coerce.number().int().min(1).optional(),
});

/** GET …/packs/{p} */
export const packAnswerSchema = z.object({
  pack: rulePackSchema,
  /** Newest first. */
  versions: z.array(packVersionSchema),
});

/** GET …/waivers: those that hold, and those of the last 30 days, newest first. */
export const waiversAnswerSchema = z.object({ waivers: z.array(keptWaiverSchema) });

/** GET …/escalation */
export const escalationAnswerSchema = z.object({ chain: escalationChainSchema });

/** An alert as the hospital keeps it, also after it was cleared. */
export const keptAlertSchema = alertSchema.extend({
  wardId: wardIdSchema,
  returnedAt: timeSchema.nullable(),
  clearedAt: timeSchema.nullable(),
});
export type KeptAlert = z.infer<typeof keptAlertSchema>;

/** The longest span that alerts and records are told for; the default end is no further off. */
export const SPAN_MAX_MS = 31 * 24 * 60 * 60 * 1000;

function inOrder({ from, to }: Span): boolean {
  return from === undefined || to === undefined || from < to;
}
function notTooLong({ from, to }: Span): boolean {
  if (from === undefined || to === undefined) return true;
  return Date.parse(to) - Date.parse(from) <= SPAN_MAX_MS;
}
interface Span {
  from?: string | undefined;
  to?: string | undefined;
}
const ORDER = { path: ['to'], message: 'the span ends after it begins' };
const LENGTH = { path: ['from'], message: 'the span is at most 31 days' };

/** Without `from`: those that stand. With it: all that were raised in the span, newest first. */
export const alertsQuerySchema = z
  .strictObject({
    from: inputTimeSchema.optional(),
    to: inputTimeSchema.optional(),
    ward: wardIdSchema.optional(),
  })
  .refine(inOrder, ORDER)
  .refine(notTooLong, LENGTH);

/** GET …/alerts */
export const alertsAnswerSchema = z.object({ alerts: z.array(keptAlertSchema) });

/** Default: the last 24 hours. */
export const alertLoadQuerySchema = z
  .strictObject({ from: inputTimeSchema.optional(), to: inputTimeSchema.optional() })
  .refine(inOrder, ORDER)
  .refine(notTooLong, LENGTH);

/** GET …/alerts/load. The share is null where nobody has had to acknowledge anything yet. */
export const alertLoadAnswerSchema = z.object({
  from: timeSchema,
  to: timeSchema,
  raised: z.int(),
  perHour: z.number(),
  /** At least once: one that comes back from the shelf stays acknowledged here. */
  acknowledged: z.int(),
  /** Acknowledged for the first time within the time that the hospital's chain sets for the severity. */
  acknowledgedInTime: z.int(),
  /** Of all but those that `pending` counts. */
  shareInTime: z.number().nullable(),
  /** Not acknowledged, and still within that time, or gone before it was over. */
  pending: z.int(),
  hours: z.array(z.object({ hour: timeSchema, raised: z.int() })),
  /** By ward and rule, most often raised first. */
  rules: z.array(
    z.object({
      wardId: wardIdSchema,
      ruleId: z.string(),
      raised: z.int(),
      /** Most often in any 60 minutes. */
      mostInAnHour: z.int(),
      /** Three times or more in 60 minutes. */
      chattering: z.boolean(),
    }),
  ),
});
export type AlertLoad = z.infer<typeof alertLoadAnswerSchema>;

/** Default: the last 12 hours. */
export const staffingHistoryQuerySchema = z.strictObject({
  hours: z.coerce.number().int().min(1).max(48).default(12),
});

/**
 * GET …/wards/{w}/staffing: how the verdict on a ward went, a point at each change. The first point
 * holds from `from` on (its `at` may lie before), the last one until `to`; none: never judged.
 */
export const staffingHistoryAnswerSchema = z.object({
  from: timeSchema,
  to: timeSchema,
  points: z.array(
    z.object({
      at: timeSchema,
      pack: packRefSchema,
      required: z.int().nullable(),
      present: z.int(),
      ratio: z.number().nullable(),
      waived: z.boolean(),
    }),
  ),
  /** Alerts that stood in that time. */
  alerts: z.array(
    z.object({
      id: uuidSchema,
      ruleId: z.string(),
      severity: severitySchema,
      since: timeSchema,
      raisedAt: timeSchema,
      endedAt: timeSchema.nullable(),
    }),
  ),
});
export type StaffingHistory = z.infer<typeof staffingHistoryAnswerSchema>;

/** Default: the last 7 days. */
export const recordsQuerySchema = alertLoadQuerySchema;

/** GET …/wards/{w}/records: newest first; the running shift is the one that is not `complete`. */
export const recordsAnswerSchema = z.object({
  records: z.array(
    wardRecordSchema
      .pick({ startsAt: true, endsAt: true, shift: true, complete: true })
      .extend({ shortfalls: z.int(), shortSeconds: z.int() }),
  ),
});

/** GET …/wards/{w}/records/{startsAt}?format=json|csv|pdf */
export const recordQuerySchema = z.strictObject({
  format: z.enum(['json', 'csv', 'pdf']).default('json'),
});
export const recordAnswerSchema = z.object({ record: wardRecordSchema });
