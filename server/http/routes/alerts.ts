import {
  acknowledgeAlertAnswerSchema,
  acknowledgeAlertSchema,
} from '../../../src-shared/contract/commands/acknowledge-alert.ts';
import {
  shelveAlertAnswerSchema,
  shelveAlertSchema,
} from '../../../src-shared/contract/commands/shelve-alert.ts';
import {
  unshelveAlertAnswerSchema,
  unshelveAlertSchema,
} from '../../../src-shared/contract/commands/unshelve-alert.ts';
import {
  alertLoadAnswerSchema,
  alertLoadQuerySchema,
  alertsAnswerSchema,
  alertsQuerySchema,
} from '../../../src-shared/contract/staffing-reads.ts';
import { alarmLoad } from '../../../src-shared/domain/staffing/alarm-load.ts';
import { requireMember, requireRole } from '../../auth/authorize.ts';
import type { Principal } from '../../auth/principal.ts';
import { acknowledgeAlert } from '../../commands/acknowledge-alert.ts';
import { shelveAlert } from '../../commands/shelve-alert.ts';
import { unshelveAlert } from '../../commands/unshelve-alert.ts';
import { listLoad, listRaised, listStanding } from '../../db/alert-lists.ts';
import { readChain } from '../../db/escalations.ts';
import { principalOf } from '../authenticate.ts';
import type { HttpParts } from '../parts.ts';
import { spanOf } from '../span.ts';
import { commandRoute } from './command-route.ts';
import { hospitalParamsSchema, idParamsSchema } from './params.ts';
import type { Routes } from './routes.ts';

const tag = 'alerts';
const aboutOne = {
  method: 'POST',
  tag,
  params: idParamsSchema,
  about: 'alert',
  status: 200,
} as const;
const DAY_MS = 24 * 60 * 60 * 1000;

export function alertRoutes(app: Routes, parts: HttpParts): void {
  commandRoute(app, parts, {
    ...aboutOne,
    url: '/api/v1/alerts/:id/acknowledge',
    roles: ['dispatcher', 'integration', 'nurse'],
    summary: 'Somebody has taken note of an alert; twice is fine',
    body: acknowledgeAlertSchema,
    answer: acknowledgeAlertAnswerSchema,
    command: ({ id }) => acknowledgeAlert({ alertId: id }),
  });
  commandRoute(app, parts, {
    ...aboutOne,
    url: '/api/v1/alerts/:id/shelve',
    roles: ['dispatcher', 'integration'],
    summary: 'Set an alert aside for a while, with a reason',
    body: shelveAlertSchema,
    answer: shelveAlertAnswerSchema,
    command: ({ id }, body) => shelveAlert({ ...body, alertId: id }),
  });
  commandRoute(app, parts, {
    ...aboutOne,
    url: '/api/v1/alerts/:id/unshelve',
    roles: ['dispatcher', 'integration'],
    summary: 'Bring an alert back from the shelf before its time',
    body: unshelveAlertSchema,
    answer: unshelveAlertAnswerSchema,
    command: ({ id }) => unshelveAlert({ alertId: id }),
  });
  alertReads(app, parts);
}

function alertReads(app: Routes, { database }: HttpParts): void {
  const tags = [tag];
  const readOnly = { readOnly: true } as const;

  app.get(
    '/api/v1/hospitals/:h/alerts',
    {
      schema: {
        tags,
        summary: 'Alerts that stand, or (with `from`) that were raised in a span, newest first',
        params: hospitalParamsSchema,
        querystring: alertsQuerySchema,
        response: { 200: alertsAnswerSchema },
      },
    },
    async (request) => {
      const { h } = request.params;
      const { from, ward } = request.query;
      const principal = principalOf(request);
      requireMember(principal, h);
      const wards = readableWards(principal, h, ward ?? null);
      const alerts = await database.app(
        [h],
        (tx) =>
          from === undefined
            ? listStanding(tx, h, wards)
            : listRaised(tx, h, wards, spanOf(request.query, Date.now(), DAY_MS)),
        readOnly,
      );
      return { alerts };
    },
  );

  app.get(
    '/api/v1/hospitals/:h/alerts/load',
    {
      schema: {
        tags,
        summary: 'Alerts an hour, how many were acknowledged in time, and which rules chatter',
        params: hospitalParamsSchema,
        querystring: alertLoadQuerySchema,
        response: { 200: alertLoadAnswerSchema },
      },
    },
    async (request) => {
      const { h } = request.params;
      requireRole(principalOf(request), h, ['dispatcher', 'admin', 'integration']);
      const now = Date.now();
      const span = spanOf(request.query, now, DAY_MS);
      return database.app(
        [h],
        async (tx) => alarmLoad(await listLoad(tx, h, span), span, await readChain(tx, h), now),
        readOnly,
      );
    },
  );
}

/** The wards whose alerts a member may see: of those asked for, those that are hers to read. */
function readableWards(
  principal: Principal,
  hospitalId: string,
  asked: string | null,
): readonly string[] | null {
  const own = principal.memberships.filter((m) => m.hospitalId === hospitalId);
  const all = own.some(({ wardIds }) => wardIds === null);
  const readable = own.flatMap(({ wardIds }) => wardIds ?? []);
  if (asked === null) return all ? null : readable;
  return all || readable.includes(asked) ? [asked] : [];
}
