import type {
  AnswerNotification,
  Notification,
  ReadNotification,
} from '../../src-shared/contract/notifications.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import type { Principal } from '../auth/principal.ts';
import type { Statement, Tx } from '../db/database.ts';
import { IS_KEPT, readNotification as readRow } from '../db/notification-lists.ts';
import { UNDELIVERED_ASSIGNMENT } from '../db/notification-receipts.ts';
import { appendNotifications, type NotificationDraft } from '../db/notifications.ts';
import { deliverAssignment } from './deliver-assignment.ts';
import type { KeyedRow, KeyedWrite } from './keyed-write.ts';

interface OwnRow extends KeyedRow {
  readonly kind: string;
  readonly read: boolean;
  readonly sender: string;
  readonly title: string;
  readonly answer: string | null;
  /** An assignment that its nurse is not known to have; reading of it delivers it. */
  readonly undelivered: string | null;
}

const LOOK = `
  select n.hospital_id, clock_timestamp() as now, n.kind, n.read_at is not null as read, n.sender,
    n.title, n.answer, ${UNDELIVERED_ASSIGNMENT} as undelivered
  from notification n where n.id = $1::uuid and n.user_id = $2 and ${IS_KEPT}`;

const MARK: Statement = {
  name: 'notification-read',
  text: `
    update notification set read_at = coalesce(read_at, clock_timestamp()),
      delivered_at = coalesce(delivered_at, clock_timestamp()),
      answer = coalesce($3, answer),
      answered_at = case when $3 is null or $3 = answer then answered_at else clock_timestamp() end
    where id = $1::uuid and user_id = $2`,
};

/** POST /notifications/{id}/read: the caller's own; read once is read. Reading of an assignment delivers it. */
export function readNotification(
  principal: Principal,
  id: string,
  { deviceId }: ReadNotification,
): KeyedWrite<OwnRow> {
  return mark('notification-read', principal, id, { answer: null, deviceId: deviceId ?? null });
}

/**
 * POST /notifications/{id}/answer: to a message, one's own; the last answer counts. Its sender is
 * notified. Refusal: `not_answerable`.
 */
export function answerNotification(
  principal: Principal,
  id: string,
  { answer, deviceId }: AnswerNotification,
): KeyedWrite<OwnRow> {
  return mark('notification-answer', principal, id, { answer, deviceId: deviceId ?? null });
}

interface Marking {
  readonly answer: AnswerNotification['answer'] | null;
  readonly deviceId: string | null;
}

function mark(
  name: string,
  principal: Principal,
  id: string,
  { answer, deviceId }: Marking,
): KeyedWrite<OwnRow> {
  const { userId } = principal;
  return {
    name,
    status: 200,
    look: { text: LOOK, values: [id, userId] },
    // Another user's is not found, nor one that is older than the list.
    authorize: () => undefined,
    work: async (tx, row, newId, deliver) => {
      if (answer !== null && row.kind !== 'message') throw new Refusal('not_answerable');
      if (row.undelivered !== null) {
        await deliver(deliverAssignment({ assignmentId: row.undelivered }));
      }
      await tx.query(MARK, [id, userId, answer]);
      const notification = await requireRow(tx, id, userId);
      const isNews = answer !== null && answer !== row.answer && !row.sender.startsWith('system:');
      const told = isNews
        ? await appendNotifications(tx, [
            answerTo(row, principal, answer, { id: newId(), messageId: id }),
          ])
        : [];
      return {
        answer: { notification },
        tell: (parts) => {
          if (!row.read) parts.tellRead(userId, [id], deviceId);
          parts.notify(told);
        },
      };
    },
  };
}

async function requireRow(tx: Tx, id: string, userId: string): Promise<Notification> {
  const row = await readRow(tx, id, userId);
  if (row === null) throw new Refusal('not_found');
  return row;
}

const WORDS: Record<AnswerNotification['answer'], string> = {
  yes: 'Yes',
  no: 'No',
  call_me: 'Call me',
};

/** What the sender of a message is told of an answer. */
function answerTo(
  row: OwnRow,
  { userId, name }: Principal,
  answer: AnswerNotification['answer'],
  { id, messageId }: { readonly id: string; readonly messageId: string },
): NotificationDraft {
  return {
    id,
    hospitalId: row.hospital_id,
    wardId: null,
    to: { userId: row.sender },
    kind: 'system',
    title: `${name}: ${WORDS[answer]} — “${row.title}”`,
    ref: messageId,
    sender: userId,
    senderName: name,
    urgent: true,
  };
}
