import type { Notification, SentNotification } from '../../src-shared/contract/notifications.ts';
import type { Statement, Tx } from './database.ts';
import { ANSWERED_BY } from './help-calls.ts';
import { NOTIFICATION_DAYS } from './notifications.ts';
import { wireTime } from './wire-time.ts';

/** Of a notification `n`: it is not too old. Removal comes within an hour after that. */
export const IS_KEPT = `n.created_at > now() - interval '${NOTIFICATION_DAYS} days'`;

const LISTED = `n.id, n.kind, n.title, n.ref, n.created_at as "createdAt",
  n.hospital_id as "hospitalId", n.ward_id as "wardId", n.sender_name as "from",
  n.delivered_at as "deliveredAt", n.read_at as "readAt", n.answer, n.answered_at as "answeredAt",
  ${ANSWERED_BY} as "answeredBy"`;

const LIST: Statement = {
  name: 'notifications-list',
  text: `
    select ${LISTED} from notification n
    where n.user_id = $1 and ($2::boolean is false or n.read_at is null)
      and ${IS_KEPT}
    order by n.created_at desc, n.queued desc limit 200`,
};

/** A user's notifications, newest first, at most 200. */
export function listNotifications(
  tx: Tx,
  userId: string,
  unread: boolean,
): Promise<Notification[]> {
  return tx.query(LIST, [userId, unread]);
}

const ONE: Statement = {
  name: 'notification-one',
  text: `select ${LISTED} from notification n where n.id = $1::uuid and n.user_id = $2
    and ${IS_KEPT}`,
};

/** A user's own; null where it is unknown, another's, or too old. */
export async function readNotification(
  tx: Tx,
  id: string,
  userId: string,
): Promise<Notification | null> {
  const [row] = await tx.query<Notification>(ONE, [id, userId]);
  return row ?? null;
}

const SENT: Statement = {
  name: 'notifications-sent',
  text: `
    select n.id, min(n.ward_id) as "wardId", min(n.title) as title, min(n.created_at) as "createdAt",
      json_agg(json_build_object('userId', n.user_id, 'name', u.name,
        'deliveredAt', ${wireTime('n.delivered_at')},
        'readAt', ${wireTime('case when n.read_at is distinct from c.answered_at then n.read_at end')},
        'answer', n.answer, 'answeredAt', ${wireTime('n.answered_at')})
        order by u.name, n.user_id) as recipients
    from notification n join app_user u on u.id = n.user_id
    -- Whom somebody else's answer has let off has not read it.
    left join help_call c on c.hospital_id = n.hospital_id and c.notification_id = n.id
    where n.hospital_id = $1 and n.sender = $2 and n.kind = 'message'
      and n.created_at > now() - interval '1 day'
    group by n.id order by min(n.created_at) desc limit 50`,
};

/** The messages that a user has sent in a hospital within a day, newest first, at most 50. */
export function listSent(tx: Tx, hospitalId: string, sender: string): Promise<SentNotification[]> {
  return tx.query(SENT, [hospitalId, sender]);
}
