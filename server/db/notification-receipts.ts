import type { Statement, Tx } from './database.ts';

/** A device has, and keeps, a notification. `deviceId` '': the user's one device. */
export interface Ack {
  readonly id: string;
  readonly userId: string;
  readonly deviceId: string;
}

const ITS_NURSE = 'nurse u on u.hospital_id = a.hospital_id and u.id = a.nurse_id';
// Whoever notified of it, an assignment reaches its nurse by her own user alone.
const IS_UNDELIVERED = `
    n.kind = 'assignment' and a.hospital_id = n.hospital_id and u.user_id = n.user_id
    and a.delivered_at is null and a.ended_at is null
    and a.id = case when n.ref ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
      then n.ref::uuid end`;

const UNDELIVERED: Statement = {
  name: 'receipts-undelivered-assignments',
  text: `
    select n.id, n.user_id as "userId", a.id as "assignmentId",
      a.hospital_id || '/' || a.ward_id as ward
    from unnest($1::uuid[], $2::text[]) as acked (id, user_id)
    join notification n on n.id = acked.id and n.user_id = acked.user_id
    join (assignment a join ${ITS_NURSE}) on ${IS_UNDELIVERED}`,
};

/** The assignment that a notification `n` would deliver, as a column: its id, or null. */
export const UNDELIVERED_ASSIGNMENT = `(
    select a.id from assignment a join ${ITS_NURSE} where ${IS_UNDELIVERED})`;

export interface UndeliveredAssignment {
  readonly id: string;
  readonly userId: string;
  readonly assignmentId: string;
  /** `hospital/ward`. */
  readonly ward: string;
}

/** Of what was acknowledged: assignments that their nurse was not known to have (system role). */
export function undeliveredAssignments(
  tx: Tx,
  acks: readonly Ack[],
): Promise<UndeliveredAssignment[]> {
  return tx.query(UNDELIVERED, [acks.map((ack) => ack.id), acks.map((ack) => ack.userId)]);
}

// A repeat of what has been read since tells that the device knows that too.
const RECORD: Statement = {
  name: 'receipts-record',
  text: `
    with acked as materialized (
      select distinct n.id, n.user_id, a.device_id
      from unnest($1::uuid[], $2::text[], $3::text[]) as a (id, user_id, device_id)
      join notification n on n.id = a.id and n.user_id = a.user_id and n.seq is not null
    ), receipts as (
      insert into receipt (notification_id, user_id, device_id, delivered_at)
      select id, user_id, device_id, clock_timestamp() from acked
      on conflict (user_id, device_id, notification_id) do update
        set read_at = coalesce(receipt.read_at, (
          select n.read_at from notification n
          where n.id = excluded.notification_id and n.user_id = excluded.user_id))
      returning notification_id, user_id, read_at
    ), marked as (
      update notification n set delivered_at = clock_timestamp()
      from (select distinct id, user_id from acked) a
      where n.id = a.id and n.user_id = a.user_id and n.delivered_at is null
    )
    select distinct n.id, n.user_id as "userId" from receipts r
    join notification n on n.id = r.notification_id and n.user_id = r.user_id
    where r.read_at is null and n.read_at is not null`,
};

/** A notification that a user has read, and one of her devices shows as unread. */
export interface ReadMeanwhile {
  readonly id: string;
  readonly userId: string;
}

/**
 * Keeps receipts; those of notifications that are not the user's are passed over (system role). Gives
 * those that had been read before the device said that it has them.
 */
export function recordReceipts(tx: Tx, acks: readonly Ack[]): Promise<ReadMeanwhile[]> {
  return tx.query(RECORD, [
    acks.map((ack) => ack.id),
    acks.map((ack) => ack.userId),
    acks.map((ack) => ack.deviceId),
  ]);
}
