import type { NotificationKind } from '../../src-shared/contract/frames/notification.ts';
import type { Role } from '../../src-shared/contract/session.ts';
import type { Statement, Tx } from './database.ts';
import { pruneOlder } from './prune.ts';

/** Days that a notification is kept, read or not. */
export const NOTIFICATION_DAYS = 7;

/**
 * Whom a notification is for: a user, the user of a nurse (nobody where she has none), everybody
 * on its ward but the sender, or whoever has a role in its hospital (and, where it names a ward,
 * in that ward).
 */
export type Recipients =
  | { readonly userId: string }
  | { readonly nurseId: string }
  | { readonly onWard: true }
  | { readonly role: Role };

/** A notification before its rows are made: one for each member of the hospital that `to` means. */
export interface NotificationDraft {
  /** The same for all recipients. What has this id for a user already is not made again. */
  readonly id: string;
  readonly hospitalId: string;
  readonly wardId: string | null;
  readonly to: Recipients;
  readonly kind: NotificationKind;
  readonly title: string;
  readonly ref: string | null;
  /** A user's id, or `system:…`. */
  readonly sender: string;
  /** As people read it; null: Wardline itself. */
  readonly senderName: string | null;
  /** The house's own: goes before what integrations send. */
  readonly urgent: boolean;
}

/** One user's row. */
export interface NotificationRow {
  readonly id: string;
  readonly userId: string;
  readonly hospitalId: string;
  readonly wardId: string | null;
  readonly kind: NotificationKind;
  readonly title: string;
  readonly ref: string | null;
  readonly sender: string;
  readonly senderName: string | null;
  readonly createdAt: string;
  /** Its place in what the user is sent; null: it waits for its turn. */
  readonly seq: number | null;
}

export const NOTIFICATION_COLUMNS = `id, user_id as "userId", hospital_id as "hospitalId",
  ward_id as "wardId", kind, title, ref, sender, sender_name as "senderName",
  created_at as "createdAt", seq`;

const APPEND: Statement = {
  name: 'notifications-append',
  text: `select ${NOTIFICATION_COLUMNS} from wardline_notify($1::json)`,
};

/** The statement of `appendNotifications`, for who sends several at once. */
export function appendStatement(drafts: readonly NotificationDraft[]): {
  readonly statement: Statement;
  readonly values: readonly unknown[];
} {
  return { statement: APPEND, values: [JSON.stringify(drafts.map(draftRow))] };
}

/**
 * Makes notifications inside the caller's transaction and gives their rows, which are to be told of
 * (`UserChannels`) once it has committed; whoever dies before that loses nothing. Called at most
 * once a transaction, as its last statement: it locks the lines of the users.
 */
export async function appendNotifications(
  tx: Tx,
  drafts: readonly NotificationDraft[],
): Promise<readonly NotificationRow[]> {
  if (drafts.length === 0) return [];
  const { statement, values } = appendStatement(drafts);
  return tx.query<NotificationRow>(statement, values);
}

function draftRow(draft: NotificationDraft): object {
  const { to } = draft;
  return {
    id: draft.id,
    hospital_id: draft.hospitalId,
    ward_id: draft.wardId,
    user_id: 'userId' in to ? to.userId : null,
    nurse_id: 'nurseId' in to ? to.nurseId : null,
    on_ward: 'onWard' in to,
    role: 'role' in to ? to.role : null,
    kind: draft.kind,
    title: draft.title,
    ref: draft.ref,
    sender: draft.sender,
    sender_name: draft.senderName,
    urgent: draft.urgent,
  };
}

const CLAIM: Statement = {
  name: 'notification-claim',
  text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
};
const TAKEN: Statement = {
  name: 'notification-taken',
  text: 'select from notification where id = $1::uuid limit 1',
};

/**
 * Whether an id that a caller has chosen is another notification's already; if not, nobody else
 * takes it while this transaction is open. One of a hospital that the transaction does not see shows
 * when it is made, where it is for the same user (`notification_pkey`).
 */
export async function isTaken(tx: Tx, id: string): Promise<boolean> {
  const [, found] = await Promise.all([
    tx.query(CLAIM, [`notification ${id.toLowerCase()}`]),
    tx.query(TAKEN, [id]),
  ]);
  return found.length > 0;
}

const RELEASE: Statement = {
  name: 'notifications-release',
  text: `select ${NOTIFICATION_COLUMNS} from wardline_release($1)`,
};

/** Lets go what waited for its turn, at most `most` a user (system role). To be told of after commit. */
export function releaseNotifications(tx: Tx, most: number): Promise<NotificationRow[]> {
  return tx.query(RELEASE, [most]);
}

/** Removes what is older than 7 days (system role), at most so many; how many it removed. */
export const pruneNotifications = pruneOlder('notification', NOTIFICATION_DAYS);
