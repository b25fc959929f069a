import { z } from 'zod';
import { staffMemberSchema } from './commands/put-nurse.ts';
import { cursorSchema } from './cursor.ts';
import { wardEventSchema } from './events/ward-event.ts';
import { hospitalIdSchema, localIdSchema, wardIdSchema } from './ids.ts';
import { logStateSchema } from './state/log-state.ts';
import { plannedShiftSchema } from './state/shift.ts';
import { inputTimeSchema, timeSchema } from './time.ts';

export const hospitalsAnswerSchema = z.object({
  hospitals: z.array(z.object({ id: hospitalIdSchema, name: z.string() })),
});

/** Wards the caller may see, without `_house`. */
export const wardsAnswerSchema = z.object({
  wards: z.array(
    z.object({
      id: wardIdSchema,
      hospitalId: hospitalIdSchema,
      name: z.string(),
      unitType: z.string(),
    }),
  ),
});

export const wardAnswerSchema = z.object({ cursor: cursorSchema, state: logStateSchema });

export const EVENTS_PAGE_MAX = 1000;

export const eventsQuerySchema = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(EVENTS_PAGE_MAX).default(500),
});

/** `cursor` is the end of this page; `more` says that the head is further on. */
export const eventsAnswerSchema = z.object({
  cursor: cursorSchema,
  events: z.array(wardEventSchema),
  more: z.boolean(),
});

export const nursesAnswerSchema = z.object({ nurses: z.array(staffMemberSchema) });

/** Default: the running shifts and those of the next 14 days. */
export const shiftsQuerySchema = z.strictObject({
  from: inputTimeSchema.optional(),
  to: inputTimeSchema.optional(),
  nurseId: localIdSchema.optional(),
});

export const listedShiftSchema = plannedShiftSchema.extend({
  status: z.enum(['planned', 'running', 'ended']),
});
export type ListedShift = z.infer<typeof listedShiftSchema>;
export const shiftsAnswerSchema = z.object({ shifts: z.array(listedShiftSchema) });

/** The longest span that utilization is told for. */
const MAX_UTILIZATION_MS = 31 * 24 * 60 * 60 * 1000;

/** Whole hours are told: `from` is brought down to its hour, `to` up. Default: the last 24 hours. */
export const utilizationQuerySchema = z
  .strictObject({ from: inputTimeSchema.optional(), to: inputTimeSchema.optional() })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ['to'],
    message: 'the span ends after it begins',
  })
  .refine(
    ({ from, to }) =>
      from === undefined ||
      to === undefined ||
      Date.parse(to) - Date.parse(from) <= MAX_UTILIZATION_MS,
    { path: ['to'], message: 'the span is at most 31 days' },
  );

/** Nurse-hours; `ratio` is assigned over available, null where nobody was on duty. */
const nurseHours = {
  assigned: z.number(),
  available: z.number(),
  ratio: z.number().nullable(),
};

export const utilizationAnswerSchema = z.object({
  from: timeSchema,
  to: timeSchema,
  wards: z.array(
    z.object({
      wardId: wardIdSchema,
      ...nurseHours,
      hours: z.array(z.object({ hour: timeSchema, ...nurseHours })),
    }),
  ),
});
export type Utilization = z.infer<typeof utilizationAnswerSchema>;
