import { type WardKey, wardKey } from '../../src-shared/contract/ids.ts';
import type { NotificationAnswer } from '../../src-shared/contract/notifications.ts';
import type { NewsForNotices, OpenAlert, UnreadNotification } from '../sync-host/host-messages.ts';

/** What a button of a notice does. */
export type NoticeDeed =
  | { readonly kind: 'show' }
  | { readonly kind: 'acknowledge'; readonly ward: WardKey; readonly alertId: string }
  | { readonly kind: 'read'; readonly id: string }
  | { readonly kind: 'answer'; readonly id: string; readonly answer: NotificationAnswer };

/** A notice as the system shows it. No patient is named: it may show on a locked screen. */
export interface Notice {
  readonly title: string;
  readonly body: string;
  /** Where a click leads; null: to the console. */
  readonly ward: WardKey | null;
  readonly actions: readonly { readonly text: string; readonly deed: NoticeDeed }[];
  /** Stays until somebody has dealt with it, where the system knows such. */
  readonly urgent: boolean;
}

/** More than this of a kind at once become one that tells how many. */
const MAX_AT_ONCE = 3;
const SHOW = { text: 'Show the ward', deed: { kind: 'show' } } as const;

/** So many ids are remembered; of more, those that are not unacknowledged any more go. */
const MOST_KNOWN = 10_000;

/**
 * What of all that is unacknowledged is new, as notices: each alert and each notification once, and
 * only what was raised after the program was started. What was there before is counted, not told.
 */
export class NoticeBoard {
  #known = new Set<string>();

  /**
   * @param upMs for how long the program has run, in milliseconds
   * @returns the new notices, and how much is unacknowledged in all
   */
  learn(news: NewsForNotices, upMs: number): { notices: readonly Notice[]; count: number } {
    const since = news.serverNow - upMs;
    const isFresh = (id: string, at: string): boolean =>
      !this.#known.has(id) && Date.parse(at) >= since;
    const alerts = news.alerts.filter(({ alert }) => isFresh(alert.id, alert.raisedAt));
    const unread = news.unread.filter(({ id, createdAt }) => isFresh(id, createdAt));
    this.#remember([
      ...news.alerts.map(({ alert }) => alert.id),
      ...news.unread.map(({ id }) => id),
    ]);
    return {
      notices: [...alarmNotices(alerts), ...unreadNotices(unread)],
      count: news.alerts.length + news.unread.length,
    };
  }

  #remember(ids: readonly string[]): void {
    if (this.#known.size > MOST_KNOWN) this.#known = new Set();
    for (const id of ids) this.#known.add(id);
  }
}

function alarmNotices(fresh: readonly OpenAlert[]): Notice[] {
  const [first] = fresh;
  if (first === undefined) return [];
  if (fresh.length > MAX_AT_ONCE) {
    const title = `${String(fresh.length)} new staffing alarms`;
    const body = 'Several wards need somebody to look.';
    return [{ title, body, ward: first.ward, actions: [SHOW], urgent: true }];
  }
  return fresh.map(({ ward, wardName, alert }) => ({
    title: `Staffing alarm in ${wardName}`,
    body: `${ward} needs somebody to look.`,
    ward,
    actions: [
      SHOW,
      { text: 'Acknowledge', deed: { kind: 'acknowledge', ward, alertId: alert.id } as const },
    ],
    urgent: true,
  }));
}

function unreadNotices(fresh: readonly UnreadNotification[]): Notice[] {
  if (fresh.length <= MAX_AT_ONCE) return fresh.map(unreadNotice);
  const title = `${String(fresh.length)} new notifications`;
  const urgent = fresh.some(({ kind }) => kind === 'alert');
  return [{ title, body: 'They are behind the bell.', ward: null, actions: [], urgent }];
}

function unreadNotice({ id, kind, title: body, from, ...place }: UnreadNotification): Notice {
  const read = { text: 'Got it', deed: { kind: 'read', id } } as const;
  const { hospitalId, wardId } = place;
  const ward = wardId === null ? null : wardKey({ hospitalId, wardId });
  const show = ward === null ? [] : [SHOW];
  switch (kind) {
    case 'message':
      return {
        title: from === null ? 'A message for you' : `Message from ${from}`,
        body,
        ward,
        actions: ANSWERS.map(([answer, text]) => ({ text, deed: { kind: 'answer', id, answer } })),
        urgent: false,
      };
    case 'assignment':
      return { title: 'Assigned to you', body, ward, actions: [read, ...show], urgent: false };
    case 'alert':
      return { title: 'An alarm was passed on to you', body, ward, actions: show, urgent: true };
    case 'system':
      return { title: 'Wardline', body, ward, actions: [read], urgent: false };
  }
}

const ANSWERS = [
  ['yes', 'Yes'],
  ['no', 'No'],
  ['call_me', 'Call me'],
] as const satisfies readonly (readonly [NotificationAnswer, string])[];
