import type { ServerFrameOf } from '../contract/frames/server-frame.ts';
import {
  type Notification,
  type NotificationAnswer,
  notificationsAnswerSchema,
} from '../contract/notifications.ts';
import type {
  KeptNotification,
  KeptNotifications,
  NotificationMark,
} from './kept-notifications.ts';
import type { HttpAnswer, HttpRequest, IdPort, TimerPort } from './ports.ts';
import { problemOf } from './problem.ts';
import { Cell } from './readable.ts';
import { ANSWER_SHELF_LIFE_MS } from './shelf-life.ts';
import type { NotificationView, ServerMs } from './views.ts';

export interface NotificationBookParts {
  readonly timer: TimerPort;
  readonly ids: IdPort;
  readonly deviceId: string | null;
  readonly serverNow: () => ServerMs;
  readonly request: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly isConnected: () => boolean;
  /** Tells the server that this device has them. */
  readonly ack: (ids: readonly string[]) => void;
  /** Keeps everything; resolves when it is kept, or cannot be. */
  readonly keep: (kept: KeptNotifications) => Promise<void>;
}

const MOST_KEPT = 200;
const REQUEST_TIMEOUT_MS = 10_000;
const RETRY_AFTER_MS = 5_000;
/** Answers that say nothing about the mark itself. */
const TRANSIENT = new Set([401, 408, 425, 429]);

/**
 * The user's notifications on this device (docs/sync.md, N1 to N9): shown, kept, then acknowledged;
 * what the user reads or answers is shown at once and told to the server when it can be reached.
 */
export class NotificationBook {
  readonly view = new Cell<readonly NotificationView[]>([]);
  readonly #parts: NotificationBookParts;
  /** Newest first. */
  #list: readonly KeptNotification[] = [];
  #marks: readonly NotificationMark[] = [];
  #unacked: string[] = [];
  /** The server's list was read, or is being read: a device that keeps nothing has them all again. */
  #isFilled = false;
  #filling = false;
  #fillNotBefore = 0;
  #sending = false;
  #notBefore = 0;
  /** Rises with each user: what set out for another no longer counts. */
  #era = 0;

  constructor(parts: NotificationBookParts) {
    this.#parts = parts;
  }

  kept(): KeptNotifications {
    return { list: this.#list, marks: this.#marks };
  }

  /** What was kept, or left by another tab; the server's own list comes on top of it. */
  restore({ list, marks }: KeptNotifications): void {
    const known = new Set(this.#list.map((one) => one.id));
    this.#list = sorted([...this.#list, ...list.filter((one) => !known.has(one.id))]);
    const keys = new Set(this.#marks.map((mark) => mark.key));
    this.#marks = [...marks.filter((mark) => !keys.has(mark.key)), ...this.#marks];
    this.#show();
  }

  /** Another user, or nobody. */
  reset(): void {
    this.#era += 1;
    this.#list = [];
    this.#marks = [];
    this.#unacked = [];
    this.#isFilled = false;
    this.#filling = false;
    this.#sending = false;
    this.#show();
  }

  notified(frame: ServerFrameOf<'notification'>): void {
    const { type: _, ...notification } = frame;
    this.#unacked.push(frame.id);
    if (!this.#list.some((one) => one.id === frame.id)) {
      this.#list = sorted([{ ...notification, ...FRESH }, ...this.#list]);
      this.#show();
    }
    this.#keepAndAck();
  }

  /** Read on another device. Acknowledged too, so that the server need not say it again. */
  readElsewhere({ ids }: ServerFrameOf<'notificationRead'>): void {
    this.#unacked.push(...ids);
    const isAsked = (one: KeptNotification): boolean =>
      ids.includes(one.id) && one.kind === 'message' && one.answer === null;
    // Only the server's list says how it was answered, and by whom.
    if (this.#list.some(isAsked)) this.#isFilled = false;
    this.#list = this.#list.map((one) => (ids.includes(one.id) ? { ...one, isRead: true } : one));
    this.#show();
    this.#keepAndAck();
  }

  /** Read, which includes that an answer of hers was not taken. */
  read(id: string): void {
    this.#mark(id, null);
  }

  answer(id: string, answer: NotificationAnswer): void {
    this.#mark(id, answer);
  }

  /** Does what can be done just now; called with each tick and each connect. */
  pump(): void {
    if (!this.#parts.isConnected()) return;
    const now = this.#parts.timer.now();
    if (!this.#isFilled && !this.#filling && now >= this.#fillNotBefore) void this.#fill();
    const [mark] = this.#marks;
    const isDue = now >= this.#notBefore;
    if (mark !== undefined && !this.#sending && isDue) void this.#send(mark);
  }

  #mark(id: string, answer: NotificationAnswer | null): void {
    const known = this.#list.find((one) => one.id === id);
    if (known === undefined) return;
    const isNews = answer !== null || !known.isRead;
    if (!isNews && known.refused === null) return;
    this.#change(id, { isRead: true, answer: answer ?? known.answer, refused: null });
    const madeAt = this.#parts.serverNow();
    if (isNews) this.#marks = [...this.#marks, { key: this.#parts.ids(), id, answer, madeAt }];
    this.#show();
    void this.#keep();
    this.pump();
  }

  /** In the order in which they were made. */
  async #send(mark: NotificationMark): Promise<void> {
    const era = this.#era;
    this.#sending = true;
    const answer = await this.#parts.request(requestOf(mark, this.#parts.deviceId));
    if (era !== this.#era) return;
    this.#sending = false;
    const isOpen =
      answer.kind === 'unreachable' || answer.status >= 500 || TRANSIENT.has(answer.status);
    if (isOpen) {
      const after = answer.kind === 'answer' ? answer.retryAfterMs : null;
      this.#notBefore = this.#parts.timer.now() + (after ?? RETRY_AFTER_MS);
      return;
    }
    this.#marks = this.#marks.filter((other) => other.key !== mark.key);
    // A reading that is refused is of something too old to be known: nothing is left to tell.
    if (answer.status >= 400 && mark.answer !== null) this.#refuse(mark.id, mark.answer, answer);
    this.#show();
    void this.#keep();
    this.pump();
  }

  /**
   * The user has to know that it does not count: it is to be answered anew, unless the server's list,
   * which is read again, says that it has been.
   */
  #refuse(id: string, answer: NotificationAnswer, told: HttpAnswer): void {
    const { code, sentence } = problemOf(told);
    const isLast = !this.#marks.some((mark) => mark.id === id && mark.answer !== null);
    const refused = { answer, code, sentence };
    this.#change(id, isLast ? { isRead: false, answer: null, refused } : { refused });
    this.#isFilled = false;
  }

  #change(id: string, to: Partial<KeptNotification>): void {
    this.#list = this.#list.map((one) => (one.id === id ? { ...one, ...to } : one));
  }

  async #fill(): Promise<void> {
    const era = this.#era;
    const before = new Set(this.#list.map((one) => one.id));
    this.#filling = true;
    // What makes the list doubtful from here on has it read once more.
    this.#isFilled = true;
    const answer = await this.#parts.request({
      ...{ method: 'GET', path: '/api/v1/notifications', headers: {} },
      timeoutMs: REQUEST_TIMEOUT_MS,
    });
    if (era !== this.#era) return;
    this.#filling = false;
    const parsed =
      answer.kind === 'answer' && answer.status === 200
        ? notificationsAnswerSchema.safeParse(answer.body)
        : null;
    if (parsed?.success !== true) {
      this.#isFilled = false;
      this.#fillNotBefore = this.#parts.timer.now() + RETRY_AFTER_MS;
      return;
    }
    this.#take(parsed.data.notifications, before);
  }

  /** The server's word, but for what it has not been told yet and what was not there `before`. */
  #take(told: readonly Notification[], before: ReadonlySet<string>): void {
    const ids = new Set(told.map((one) => one.id));
    const marked = new Map(this.#marks.map((mark) => [mark.id, mark]));
    const refusals = new Map(this.#list.map((one) => [one.id, one.refused]));
    const mine = told.map((one): KeptNotification => {
      const { deliveredAt: _d, readAt, answeredAt: _a, ...notification } = one;
      const mark = marked.get(one.id);
      const answer = mark?.answer ?? one.answer;
      const refused = refusals.get(one.id) ?? null;
      return { ...notification, answer, isRead: readAt !== null || mark !== undefined, refused };
    });
    const stays = (one: KeptNotification): boolean => !before.has(one.id) || one.refused !== null;
    const others = this.#list.filter((one) => !ids.has(one.id) && stays(one));
    this.#list = sorted([...mine, ...others]);
    this.#show();
    void this.#keep();
  }

  #keepAndAck(): void {
    const era = this.#era;
    const ids = this.#unacked;
    void this.#keep().then(() => {
      if (era !== this.#era || !this.#parts.isConnected()) return;
      const now = ids.splice(0);
      if (now.length > 0) this.#parts.ack(now);
    });
  }

  #keep(): Promise<void> {
    return this.#parts.keep(this.kept());
  }

  #show(): void {
    this.view.set(notificationViews(this.kept()));
  }
}

const FRESH = { isRead: false, answer: null, answeredBy: null, refused: null } as const;

/** An answer says when it was given, and until when it is meant. */
function requestOf(mark: NotificationMark, deviceId: string | null): HttpRequest {
  const { id, key, answer, madeAt } = mark;
  const of = deviceId === null ? {} : { deviceId };
  const base = { method: 'POST', timeoutMs: REQUEST_TIMEOUT_MS } as const;
  const headers = { 'idempotency-key': key };
  if (answer === null) {
    return { ...base, path: `/api/v1/notifications/${id}/read`, headers, body: of };
  }
  const expires = new Date(madeAt + ANSWER_SHELF_LIFE_MS).toISOString();
  return {
    ...{ ...base, path: `/api/v1/notifications/${id}/answer` },
    headers: { ...headers, 'wardline-expires': expires },
    body: { ...of, answer, givenAt: new Date(madeAt).toISOString() },
  };
}

/** What is kept, as screens show it. */
export function notificationViews({ list, marks }: KeptNotifications): NotificationView[] {
  const pending = new Set(marks.map((mark) => mark.id));
  return list.map((one) => ({ ...one, isPending: pending.has(one.id) }));
}

function sorted(list: readonly KeptNotification[]): readonly KeptNotification[] {
  return list.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1)).slice(0, MOST_KEPT);
}
