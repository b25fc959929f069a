import type { Database, Statement } from './database.ts';
import { NOTIFICATION_DAYS, type NotificationRow, releaseNotifications } from './notifications.ts';
import { wireTime } from './wire-time.ts';

/** What a device asks: what came after `after` in its user's line that it has not acknowledged. */
export interface AskedDevice {
  readonly userId: string;
  /** '': the user's one device. */
  readonly deviceId: string;
  readonly after: number;
}

export interface DeviceNotifications {
  /** Unread and unacknowledged, ascending by seq. */
  readonly notifications: readonly NotificationRow[];
  /** Everything up to here has been told of. */
  readonly upTo: number;
  /** More than fits follows after `upTo`. */
  readonly more: boolean;
  /** What the device has and does not know to be read. */
  readonly read: readonly string[];
}

/** Something that went out to a user, or was read, lately. `key` is its own. */
export interface RecentNotification {
  readonly userId: string;
  readonly key: string;
}

/** What the fan-out reads of notifications; each rejects while PostgreSQL cannot be reached. */
export interface NotificationReads {
  /** One query for all, in the order asked. */
  ofDevices(asked: readonly AskedDevice[]): Promise<readonly DeviceNotifications[]>;
  /** The last 20 s, and whether anything waits for its turn. */
  recent(): Promise<{ readonly recent: readonly RecentNotification[]; readonly waits: boolean }>;
  /** Lets go what waits and may, at most so many a user. */
  release(most: number): Promise<readonly NotificationRow[]>;
}

const AT_ONCE = 100;

const ROW_JSON = `json_build_object('id', n.id, 'userId', n.user_id, 'hospitalId', n.hospital_id,
  'wardId', n.ward_id, 'kind', n.kind, 'title', n.title, 'ref', n.ref, 'sender', n.sender,
  'senderName', n.sender_name, 'createdAt', ${wireTime('n.created_at')}, 'seq', n.seq)`;

const OF_DEVICES: Statement = {
  name: 'notifications-of-devices',
  text: `
    select coalesce(l.seq, 0) as head,
      coalesce((
        select json_agg(${ROW_JSON} order by n.seq) from (
          select * from notification n
          where n.user_id = asked.user_id and n.seq > asked.after and n.read_at is null
            and n.created_at > now() - interval '${NOTIFICATION_DAYS} days'
            and exists (select from membership m
              where m.user_id = n.user_id and m.hospital_id = n.hospital_id)
            and not exists (select from receipt r where r.user_id = asked.user_id
              and r.device_id = asked.device_id and r.notification_id = n.id)
          order by n.seq limit ${AT_ONCE}
        ) n), '[]') as notifications,
      array(
        select r.notification_id from receipt r
        join notification n on n.id = r.notification_id and n.user_id = r.user_id
          and n.read_at is not null
        where r.user_id = asked.user_id and r.device_id = asked.device_id and r.read_at is null
        limit 500) as read
    from unnest($1::text[], $2::text[], $3::bigint[]) with ordinality
      as asked (user_id, device_id, after, place)
    left join notification_line l on l.user_id = asked.user_id
    order by asked.place`,
};

// A transaction that is open longer than its rows' lookback is ended by PostgreSQL before (15 s).
const RECENT: Statement = {
  name: 'notifications-recent',
  text: `
    select user_id as "userId", id || user_id as key from notification
      where released_at > clock_timestamp() - interval '20 seconds'
    union all
    select user_id, id || user_id || 'read' from notification
      where read_at > clock_timestamp() - interval '20 seconds'`,
};
const WAITS: Statement = {
  name: 'notifications-wait',
  text: 'select exists (select from notification_line where waiting > 0) as waits',
};

interface DeviceRow {
  readonly head: number;
  readonly notifications: readonly NotificationRow[];
  readonly read: readonly string[];
}

export function createNotificationReads(database: Database): NotificationReads {
  return {
    ofDevices: async (asked) => {
      const rows = await database.system(
        (tx) =>
          tx.query<DeviceRow>(OF_DEVICES, [
            asked.map((one) => one.userId),
            asked.map((one) => one.deviceId),
            asked.map((one) => one.after),
          ]),
        { readOnly: true },
      );
      return rows.map(({ head, notifications, read }) => {
        const more = notifications.length === AT_ONCE;
        const upTo = more ? (notifications.at(-1)?.seq ?? head) : head;
        return { notifications, upTo, more, read };
      });
    },
    recent: () =>
      database.system(
        async (tx) => {
          const [recent, [row]] = await Promise.all([
            tx.query<RecentNotification>(RECENT),
            tx.query<{ waits: boolean }>(WAITS),
          ]);
          return { recent, waits: row?.waits ?? false };
        },
        { readOnly: true },
      ),
    release: (most) => database.system((tx) => releaseNotifications(tx, most)),
  };
}
