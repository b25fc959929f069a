import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { packIdSchema } from '../../../src-shared/contract/commands/put-pack.ts';
import { inputTimeSchema } from '../../../src-shared/contract/time.ts';
import {
  hospitalIdSchema,
  localIdSchema,
  uuidSchema,
  wardIdSchema,
} from '../../../src-shared/contract/ids.ts';

// The parts of addresses that vary, by the letters of the contract.

export const hospitalParamsSchema = z.object({ h: hospitalIdSchema });
export const wardParamsSchema = z.object({ h: hospitalIdSchema, w: wardIdSchema });
export const hospitalNurseParamsSchema = z.object({ h: hospitalIdSchema, n: localIdSchema });
export const hospitalShiftParamsSchema = z.object({ h: hospitalIdSchema, s: localIdSchema });
export const hospitalPackParamsSchema = z.object({ h: hospitalIdSchema, p: packIdSchema });
export const hospitalWaiverParamsSchema = z.object({ h: hospitalIdSchema, id: uuidSchema });
export const recordParamsSchema = wardParamsSchema.extend({ startsAt: inputTimeSchema });
export const nurseParamsSchema = z.object({ n: localIdSchema });
/** Of a stay, an assignment or an alert. */
export const idParamsSchema = z.object({ id: uuidSchema });

/** The `id` of an address that may be faulty; null where there is none that could be one. */
export function idIn({ params }: FastifyRequest): string | null {
  const parsed = idParamsSchema.safeParse(params);
  return parsed.success ? parsed.data.id : null;
}
