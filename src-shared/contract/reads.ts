import { z } from 'zod';
import { cursorSchema } from './cursor.ts';
import { wardEventSchema } from './events/ward-event.ts';
import { hospitalIdSchema, wardIdSchema } from './ids.ts';
import { logStateSchema } from './state/log-state.ts';

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
