import { z } from 'zod';
import { plannedShiftSchema, type PlannedShift } from '../../../src-shared/contract/state/shift.ts';
import type { Api } from './api.ts';

const shiftsSchema = z.object({ shifts: z.array(plannedShiftSchema) });
const DAY_MS = 24 * 3_600_000;

/**
 * Plans ahead: every nurse whose last planned shift starts within a day gets the same shift a day
 * later, unless `over` comes first. Gives the number of shifts planned.
 */
export async function planAhead(
  admin: Api,
  hospitalId: string,
  now: number,
  over: AbortSignal,
): Promise<number> {
  const path = `/api/v1/hospitals/${hospitalId}/shifts`;
  const { shifts } = await admin.get(path, shiftsSchema);
  const last = new Map<string, PlannedShift>();
  for (const shift of shifts) {
    const known = last.get(shift.nurseId);
    if (known === undefined || known.startsAt < shift.startsAt) last.set(shift.nurseId, shift);
  }
  let planned = 0;
  for (const shift of last.values()) {
    if (over.aborted) break;
    if (Date.parse(shift.startsAt) - now > DAY_MS) continue;
    const startsAt = new Date(Date.parse(shift.startsAt) + DAY_MS).toISOString();
    const endsAt = new Date(Date.parse(shift.endsAt) + DAY_MS).toISOString();
    if (Date.parse(endsAt) <= now) continue;
    const id = `${shift.nurseId}-${startsAt.slice(0, 13).replace(/[-T]/g, '')}`;
    const { nurseId, wardId } = shift;
    await admin.command('PUT', `${path}/${id}`, { nurseId, wardId, startsAt, endsAt });
    planned += 1;
  }
  return planned;
}
