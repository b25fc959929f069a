import type { GivenAnswer } from '../../src-shared/contract/notifications.ts';
import type { Statement, Tx } from './database.ts';
import { NOTIFICATION_DAYS } from './notifications.ts';
import { pruneOlder } from './prune.ts';

/** A message to the dispatchers of a ward, which one of them answers for all. */
export interface HelpCall {
  readonly hospitalId: string;
  /** Of the notification, which has a row for each dispatcher. */
  readonly id: string;
}

const OPEN: Statement = {
  name: 'help-call-open',
  text: `
    insert into help_call (hospital_id, notification_id) values ($1, $2::uuid)`,
};

/** To be called before its notifications are appended, with an id that is nobody's yet. */
export async function openHelpCall(tx: Tx, { hospitalId, id }: HelpCall): Promise<void> {
  await tx.query(OPEN, [hospitalId, id]);
}

const TAKE: Statement = {
  name: 'help-call-take',
  text: `
    update help_call set answered_by = $3, answered_at = coalesce(answered_at, clock_timestamp())
    where hospital_id = $1 and notification_id = $2::uuid
      and (answered_by is null or answered_by = $3)
    returning notification_id`,
};

/** Takes it on. False: somebody else has. The row stays locked, so that of two one is the first. */
export async function takeHelpCall(
  tx: Tx,
  { hospitalId, id }: HelpCall,
  userId: string,
): Promise<boolean> {
  const rows = await tx.query(TAKE, [hospitalId, id, userId]);
  return rows.length > 0;
}

/** SQL: who answered the call `c` with what, as JSON. */
const GIVEN = `
  select json_build_object('name', u.name, 'answer', a.answer) as given from help_call c
  join app_user u on u.id = c.answered_by
  join notification a on a.hospital_id = c.hospital_id and a.id = c.notification_id
    and a.user_id = c.answered_by`;

/** SQL: who else has answered the notification `n`, as JSON; null where nobody has. */
export const ANSWERED_BY = `(${GIVEN}
  where c.hospital_id = n.hospital_id and c.notification_id = n.id and c.answered_by <> n.user_id)`;

const ANSWER: Statement = {
  name: 'help-call-answer',
  text: `${GIVEN} where c.hospital_id = $1 and c.notification_id = $2::uuid`,
};

/** Who answered it; null: nobody yet. */
export async function readGivenAnswer(
  tx: Tx,
  { hospitalId, id }: HelpCall,
): Promise<GivenAnswer | null> {
  const [row] = await tx.query<{ given: GivenAnswer }>(ANSWER, [hospitalId, id]);
  return row?.given ?? null;
}

const LET_OFF: Statement = {
  name: 'help-call-let-off',
  text: `
    update notification n set read_at = c.answered_at from help_call c
    where c.hospital_id = $1 and c.notification_id = $2::uuid
      and n.hospital_id = c.hospital_id and n.id = c.notification_id
      and n.user_id <> c.answered_by and n.read_at is null
    returning n.user_id as "userId"`,
};

/** Takes it off the unread lists of all others; gives who they are. */
export async function letOthersOff(tx: Tx, { hospitalId, id }: HelpCall): Promise<string[]> {
  const rows = await tx.query<{ userId: string }>(LET_OFF, [hospitalId, id]);
  return rows.map(({ userId }) => userId);
}

/** Removes what is as old as notifications may become (system role), at most so many. */
export const pruneHelpCalls = pruneOlder('help_call', NOTIFICATION_DAYS);
