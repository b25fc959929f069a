import type { Logger } from 'pino';
import type { UserChannels } from '../bus/user-channels.ts';
import { notificationFrame, notificationMessages, userMessageSchema } from '../bus/user-message.ts';
import type { DeviceNotifications, NotificationReads } from '../db/notification-reads.ts';
import { BatchedReads } from './batched-reads.ts';
import type { RealtimeClock } from './clock.ts';
import { serverFrame } from './frame-bytes.ts';
import type { RealtimeLimits } from './limits.ts';
import type { Peer } from './peer.ts';

export interface NotificationFeedParts {
  readonly reads: NotificationReads;
  readonly users: UserChannels;
  readonly clock: RealtimeClock;
  readonly limits: RealtimeLimits;
  readonly log: Logger;
}

/** How often PostgreSQL is asked what the bus may have lost, in milliseconds … */
const LOOK_MS = 1_000;
/** … and while something waits for its turn: two at a time make ten a second. */
const WAITING_LOOK_MS = 200;
const RELEASED_AT_ONCE = 2;
/** What was looked at is remembered longer than PostgreSQL tells of it, in milliseconds. */
const REMEMBERED_MS = 60_000;
const READ_TIMEOUT_MS = 5_000;

/** One for all who have none: most sockets never get a notification. */
const NOTHING: DeviceNotifications = { notifications: [], upTo: 0, more: false, read: [] };

/**
 * Brings the users of this process their notifications. The bus brings what follows on what a
 * socket has had; everything else, also what the bus lost, is read from PostgreSQL, in one query
 * for all sockets at a time. `close` ends its timers.
 */
export class NotificationFeed {
  readonly #parts: NotificationFeedParts;
  readonly #peers = new Map<string, Peer[]>();
  readonly #batches: BatchedReads<Peer, DeviceNotifications>;
  /** What was looked at, and until when that is remembered, in monotonic milliseconds. */
  readonly #looked = new Map<string, number>();
  readonly #failed = new Set<Peer>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(parts: NotificationFeedParts) {
    this.#parts = parts;
    const { reads, clock, limits } = parts;
    this.#batches = new BatchedReads<Peer, DeviceNotifications>({
      run: async (peers) => {
        const asked = peers.map((peer) => ({
          userId: peer.userId,
          deviceId: peer.deviceId ?? '',
          after: peer.notifiedUpTo ?? 0,
        }));
        const found = await reads.ofDevices(asked);
        return new Map(peers.map((peer, index) => [peer, found[index] ?? NOTHING]));
      },
      absent: NOTHING,
      spacingMs: limits.batchSpacingMs,
      timeoutMs: READ_TIMEOUT_MS,
      clock,
    });
    parts.users.onMessage((userId, text) => {
      const peers = this.#peers.get(userId);
      if (peers !== undefined) this.#onMessage(peers, text);
    });
    this.#lookLater(LOOK_MS);
  }

  /** The socket has been welcomed: it gets all that its device has not acknowledged. */
  add(peer: Peer): void {
    const peers = this.#peers.get(peer.userId);
    if (peers === undefined) this.#peers.set(peer.userId, [peer]);
    else peers.push(peer);
    void this.#read(peer);
  }

  remove(peer: Peer): void {
    this.#failed.delete(peer);
    const left = this.#peers.get(peer.userId)?.filter((other) => other !== peer) ?? [];
    if (left.length === 0) this.#peers.delete(peer.userId);
    else this.#peers.set(peer.userId, left);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#batches.close();
  }

  #onMessage(peers: readonly Peer[], text: string): void {
    const message = parseMessage(text);
    if (message === null) {
      this.#parts.log.warn('a message on the bus is none for a user');
      return;
    }
    if (message.type === 'notificationRead') {
      const { ids, deviceId } = message;
      const frame = serverFrame({ type: 'notificationRead', ids });
      for (const peer of peers) {
        if (deviceId === null || peer.deviceId !== deviceId) peer.send(frame);
        this.#remember(ids.map((id) => readKey(peer.userId, id)));
      }
      return;
    }
    const { seq, ...notification } = message;
    const frame = serverFrame(notification);
    for (const peer of peers) {
      if (peer.notifiedUpTo === seq - 1) {
        peer.notifiedUpTo = seq;
        const isNews = !this.#wasRead(peer.userId, notification.id);
        if (isNews && belongsTo(peer, notification.hospitalId)) peer.send(frame);
        this.#remember([`${notification.id}${peer.userId}`]);
      } else if (peer.notifiedUpTo === null || peer.notifiedUpTo < seq) {
        // Something before it is missing here, or is being read just now.
        void this.#read(peer);
      }
    }
  }

  async #read(peer: Peer): Promise<void> {
    try {
      for (let more = true; more && peer.isOpen();) {
        const found = await this.#batches.read(peer);
        if (!peer.isOpen()) return;
        this.#give(peer, found);
        more = found.more;
      }
    } catch (error) {
      // Asked again with the next look.
      if (peer.isOpen() && !this.#closed) this.#failed.add(peer);
      this.#parts.log.debug({ err: error }, 'notifications could not be read');
    }
  }

  #give(peer: Peer, { notifications, upTo, read }: DeviceNotifications): void {
    const before = peer.notifiedUpTo ?? 0;
    for (const row of notifications) {
      const isNews = (row.seq ?? 0) > before && !this.#wasRead(peer.userId, row.id);
      if (isNews) peer.send(serverFrame(notificationFrame(row)));
    }
    peer.notifiedUpTo = Math.max(before, upTo);
    if (read.length > 0) peer.send(serverFrame({ type: 'notificationRead', ids: [...read] }));
  }

  #lookLater(ms: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      void this.#look().then((waits) => {
        this.#lookLater(waits ? WAITING_LOOK_MS : LOOK_MS);
      });
    }, ms);
  }

  /** What the bus may have lost, and what has waited long enough. Gives whether more waits. */
  async #look(): Promise<boolean> {
    if (this.#peers.size === 0) return false;
    try {
      const { reads, users } = this.#parts;
      const failed = [...this.#failed];
      this.#failed.clear();
      for (const peer of failed) void this.#read(peer);
      const { recent, waits } = await reads.recent();
      const news = recent.filter(({ key }) => !this.#looked.has(key));
      this.#remember(news.map(({ key }) => key));
      for (const userId of new Set(news.map((one) => one.userId))) {
        for (const peer of this.#peers.get(userId) ?? []) void this.#read(peer);
      }
      this.#forgetOld();
      if (waits) users.tell(notificationMessages(await reads.release(RELEASED_AT_ONCE)));
      return waits;
    } catch (error) {
      this.#parts.log.debug({ err: error }, 'recent notifications could not be read');
      return false;
    }
  }

  /** The reading may be told of before what was read: another process tells of that. */
  #wasRead(userId: string, id: string): boolean {
    return this.#looked.has(readKey(userId, id));
  }

  #remember(keys: readonly string[]): void {
    const until = this.#parts.clock.now() + REMEMBERED_MS;
    for (const key of keys) this.#looked.set(key, until);
  }

  /** In the order in which they were remembered, so the old ones come first. */
  #forgetOld(): void {
    const now = this.#parts.clock.now();
    for (const [key, until] of this.#looked) {
      if (until > now) return;
      this.#looked.delete(key);
    }
  }
}

/** As `NotificationReads.recent` names it. */
function readKey(userId: string, id: string): string {
  return `${id}${userId}read`;
}

/** A user keeps no notifications of a hospital that she has left. */
function belongsTo(peer: Peer, hospitalId: string): boolean {
  return peer.principal.memberships.some((m) => m.hospitalId === hospitalId);
}

/** null: none. Whoever may write to Redis may send anything. */
function parseMessage(text: string): ReturnType<typeof userMessageSchema.parse> | null {
  try {
    const parsed = userMessageSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
