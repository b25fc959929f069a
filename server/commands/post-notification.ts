import type { PostNotification } from '../../src-shared/contract/notifications.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import { hasRole, hospitalsOf, mayReadWard, type Principal } from '../auth/principal.ts';
import type { Tx } from '../db/database.ts';
import { openHelpCall } from '../db/help-calls.ts';
import { spendQuota } from '../db/notification-quota.ts';
import {
  appendNotifications,
  isTaken,
  type NotificationDraft,
  type Recipients,
} from '../db/notifications.ts';
import type { KeyedRow, KeyedWrite } from './keyed-write.ts';
import { mayDispatch } from './permissions.ts';

const SENDERS = ['dispatcher', 'integration'] as const;

// The caller's hospitals come with those first in which she may send.
const TO_USER = `
  select h.id as hospital_id, clock_timestamp() as now
  from unnest($1::text[]) with ordinality h (id, place)
  where exists (select from wardline_members(h.id, array[$2::text]))
  order by h.place limit 1`;
const TO_WARD = `
  select w.hospital_id, clock_timestamp() as now from ward w
  where w.hospital_id = any ($1::text[]) and w.id = $2::text`;
const TO_NURSE = `
  select n.hospital_id, clock_timestamp() as now from nurse n
  where n.hospital_id = any ($1::text[]) and n.id = $2::text`;

/**
 * POST /notifications. Integrations send all kinds within their quota of the hospital; dispatchers
 * send messages, to everybody of the hospital or on wards of theirs; nurses send messages to the
 * dispatchers of a ward of theirs. Refusals: `not_found` for users and wards of hospitals in which
 * the caller has no part, `notification_exists`, `notification_quota`.
 */
export function postNotification(
  principal: Principal,
  body: PostNotification,
): KeyedWrite<KeyedRow> {
  const { hospitalId } = body;
  const { name, text, value } = targetOf(body);
  return {
    name,
    status: 202,
    look: { text, values: [candidates(principal, hospitalId), value] },
    authorize: (_, row) => {
      if (!maySend(principal, row.hospital_id, body)) throw new Refusal('forbidden');
    },
    work: async (tx, row, newId) => {
      if (body.id !== undefined && (await isTaken(tx, body.id))) {
        throw new Refusal('notification_exists');
      }
      const id = body.id ?? newId();
      const draft = draftOf(principal, body, id, row.hospital_id);
      if (body.role !== undefined && body.kind === 'message') {
        await openHelpCall(tx, { hospitalId: row.hospital_id, id });
      }
      const made = await appendNotifications(tx, [draft]);
      if (!draft.urgent) await spend(tx, row.hospital_id, principal.userId, made.length);
      return {
        answer: { id, recipients: made.length },
        tell: (parts) => {
          parts.notify(made);
        },
      };
    },
  };
}

function maySend(
  principal: Principal,
  hospitalId: string,
  { kind, wardId, role }: PostNotification,
): boolean {
  if (hasRole(principal, hospitalId, ['integration'])) return true;
  if (kind !== 'message') return false;
  const mayMessage =
    hasRole(principal, hospitalId, ['dispatcher']) &&
    (wardId === undefined || mayDispatch(principal, [`${hospitalId}/${wardId}`]));
  const callsForHelp =
    role === 'dispatcher' &&
    wardId !== undefined &&
    hasRole(principal, hospitalId, ['nurse']) &&
    mayReadWard(principal, { hospitalId, wardId });
  return mayMessage || callsForHelp;
}

function targetOf({ userId, nurseId, wardId }: PostNotification) {
  if (userId !== undefined) return { name: 'notify-user', text: TO_USER, value: userId };
  if (nurseId !== undefined) return { name: 'notify-nurse', text: TO_NURSE, value: nurseId };
  return { name: 'notify-ward', text: TO_WARD, value: wardId };
}

function recipientsOf({ userId, nurseId, role }: PostNotification): Recipients {
  if (role !== undefined) return { role };
  if (userId !== undefined) return { userId };
  return nurseId === undefined ? { onWard: true } : { nurseId };
}

function candidates(principal: Principal, hospitalId: string | undefined): string[] {
  const all = hospitalsOf(principal).filter((id) => hospitalId === undefined || id === hospitalId);
  const sends = (id: string): boolean => hasRole(principal, id, SENDERS);
  return [...all.filter(sends), ...all.filter((id) => !sends(id))];
}

function draftOf(
  principal: Principal,
  body: PostNotification,
  id: string,
  hospitalId: string,
): NotificationDraft {
  const { wardId, kind, title, ref } = body;
  return {
    ...{ id, hospitalId, kind, title, ref: ref ?? null, wardId: wardId ?? null },
    to: recipientsOf(body),
    sender: principal.userId,
    senderName: principal.name,
    urgent: !hasRole(principal, hospitalId, ['integration']),
  };
}

async function spend(tx: Tx, hospitalId: string, sender: string, count: number): Promise<void> {
  const waitSeconds = await spendQuota(tx, hospitalId, sender, count);
  if (waitSeconds === 0) return;
  throw new Refusal('notification_quota', `Try again in ${waitSeconds} s.`, {
    retryAfterSeconds: waitSeconds,
  });
}
