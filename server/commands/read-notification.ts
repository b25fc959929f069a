import type {
  AnswerNotification,
  Notification,
  ReadNotification,
} from '../../src-shared/contract/notifications.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import type { Principal } from '../auth/principal.ts';
import type { Statement, Tx } from '../db/database.ts';
import { letOthersOff, readGivenAnswer, takeHelpCall } from '../db/help-calls.ts';
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
  /** The first answer settles it for all whom it went to. */
  readonly isCall: boolean;
}

const LOOK = `
  select n.hospital_id, clock_timestamp() as now, n.kind, n.read_at is not null as read, n.sender,
    n.title, n.answer, ${UNDELIVERED_ASSIGNMENT} as undelivered, exists (
      select from help_call c
      where c.hospital_id = n.hospital_id and c.notification_id = n.id) as "isCall"
  from notification n where n.id = $1::uuid and n.user_id = $2 and ${IS_KEPT}`;

const MARK: Statement = {
  name: 'notification-read',
  text: `
    update notification set read_at = coalesce(read_at, clock_timestamp()),
      delivered_at = coalesce(delivered_at, clock_timestamp()),
      answer = coalesce($3, answer),
      answered_at = case when $3 is null or $3 = answer then answered_at
        else greatest(created_at, least($4::timestamptz, clock_timestamp())) end
    where id = $1::uuid and user_id = $2
      and ($3::text is null or $3 = answer or (answered_at > $4::timestamptz) is not true)
    returning id`,
};

/** POST /notifications/{id}/read: the caller's own; read once is read. Reading of an assignment delivers it. */
export function readNotification(
  principal: Principal,
  id: string,
  { deviceId }: ReadNotification,
): KeyedWrite<OwnRow> {
  return mark('notification-read', principal, id, {
    ...{ answer: null, givenAt: null, deviceId: deviceId ?? null },
  });
}

/**
 * POST /notifications/{id}/answer: to a message, one's own. The answer that was given last counts,
 * whichever came in last: one that waited on a device without a network does not undo a later one.
 * Its sender is notified. A call for help is answered by one of its dispatchers: the others are let
 * off. Refusals: `not_answerable`, `changed_since`, `already_answered`.
 */
export function answerNotification(
  principal: Principal,
  id: string,
  { answer, givenAt, deviceId }: AnswerNotification,
): KeyedWrite<OwnRow> {
  return mark('notification-answer', principal, id, {
    ...{ answer, givenAt: givenAt ?? null, deviceId: deviceId ?? null },
  });
}

interface Marking {
  readonly answer: AnswerNotification['answer'] | null;
  /** null: now. */
  readonly givenAt: string | null;
  readonly deviceId: string | null;
}

function mark(
  name: string,
  principal: Principal,
  id: string,
  { answer, givenAt, deviceId }: Marking,
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
      const isTaken = answer !== null && row.isCall;
      if (isTaken) await take(tx, row, id, userId);
      const marked = await tx.query(MARK, [id, userId, answer, givenAt]);
      if (marked.length === 0) throw new Refusal('changed_since', LATER_ANSWER);
      const notification = await requireRow(tx, id, userId);
      const letOff = isTaken ? await letOthersOff(tx, { hospitalId: row.hospital_id, id }) : [];
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
          for (const other of letOff) parts.tellRead(other, [id], null);
          parts.notify(told);
        },
      };
    },
  };
}

const LATER_ANSWER = 'You have given another answer since, on another device.';

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

async function take(tx: Tx, row: OwnRow, id: string, userId: string): Promise<void> {
  const call = { hospitalId: row.hospital_id, id };
  if (await takeHelpCall(tx, call, userId)) return;
  const given = await readGivenAnswer(tx, call);
  const detail = given === null ? undefined : `${given.name}: ${WORDS[given.answer]}.`;
  throw new Refusal('already_answered', detail);
}

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
