import { HOUSE_WARD_ID, wardKey, type WardRef } from '../../../src-shared/contract/ids.ts';
import {
  eventsAnswerSchema,
  eventsQuerySchema,
  wardAnswerSchema,
} from '../../../src-shared/contract/reads.ts';
import { Refusal } from '../../../src-shared/domain/refusal.ts';
import { requireMember } from '../../auth/authorize.ts';
import { mayReadWard, type Principal } from '../../auth/principal.ts';
import type { Database, Tx } from '../../db/database.ts';
import { eventText } from '../../db/event-text.ts';
import { wardExists } from '../../db/hospital-wards.ts';
import { readEvents } from '../../db/ward-events.ts';
import { readSnapshot } from '../../db/ward-snapshot.ts';
import { principalOf } from '../authenticate.ts';
import type { HttpParts } from '../parts.ts';
import { wardParamsSchema } from './params.ts';
import type { Routes } from './routes.ts';

const tags = ['board'];

export function wardRoutes(app: Routes, { database }: HttpParts): void {
  app.get(
    '/api/v1/hospitals/:h/wards/:w',
    {
      schema: {
        tags,
        summary: 'State of a ward (`_house`: of the float pool and planned shifts)',
        params: wardParamsSchema,
        response: { 200: wardAnswerSchema },
      },
    },
    async (request) => {
      const ward = { hospitalId: request.params.h, wardId: request.params.w };
      await requireReader(database, principalOf(request), ward);
      const sight = { hospitals: [ward.hospitalId] };
      const snapshot = await readSnapshot(database, sight, wardKey(ward));
      if (snapshot === null) throw new Refusal('not_found');
      return { cursor: snapshot.cursor, state: snapshot.state };
    },
  );

  app.get(
    '/api/v1/hospitals/:h/wards/:w/events',
    {
      schema: {
        tags,
        summary: 'Events of a ward after a position, ascending and gapless; 410 where not kept',
        params: wardParamsSchema,
        querystring: eventsQuerySchema,
        response: { 200: eventsAnswerSchema },
      },
    },
    async (request, reply) => {
      const ward = { hospitalId: request.params.h, wardId: request.params.w };
      const { after, limit } = request.query;
      await requireReader(database, principalOf(request), ward);
      const page = await database.app(
        [ward.hospitalId],
        (tx) => readEvents(tx, wardKey(ward), after, limit),
        { readOnly: true },
      );
      // The committed text goes out as it is, so that everybody gets the same bytes.
      const events = page.events.map(eventText).join(',');
      const cursor = JSON.stringify(page.cursor);
      return reply
        .type('application/json; charset=utf-8')
        .send(`{"cursor":${cursor},"events":[${events}],"more":${String(page.more)}}` as never);
    },
  );
}

/**
 * @throws Refusal not_found for what does not exist or is another hospital's; forbidden for a ward
 *   of the caller's hospital that is not hers to read
 */
export async function requireReader(
  database: Database,
  principal: Principal,
  ward: WardRef,
): Promise<void> {
  requireMember(principal, ward.hospitalId);
  if (mayReadWard(principal, ward)) return;
  const exists = await database.app(
    [ward.hospitalId],
    (tx) => wardExists(tx, ward.hospitalId, ward.wardId),
    { readOnly: true },
  );
  throw new Refusal(exists ? 'forbidden' : 'not_found');
}

/** @throws Refusal not_found for a ward that there is not, and for the house, which has no staffing */
export async function requireStaffedWard(tx: Tx, { hospitalId, wardId }: WardRef): Promise<void> {
  const isThere = wardId !== HOUSE_WARD_ID && (await wardExists(tx, hospitalId, wardId));
  if (!isThere) throw new Refusal('not_found');
}
