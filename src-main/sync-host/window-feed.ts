import type { WardKey } from '../../src-shared/contract/ids.ts';
import type {
  DesktopMessage,
  DesktopNews,
  ShownWard,
} from '../../src-shared/ipc/desktop-message.ts';
import type { Readable } from '../../src-shared/sync/readable.ts';
import type { Beat } from '../../src-shared/sync/view-schemas.ts';
import type {
  ConnectionView,
  NotificationView,
  PendingView,
  SessionView,
  WardView,
} from '../../src-shared/sync/views.ts';

/** What windows are told of. */
export interface FeedSource {
  readonly session: Readable<SessionView>;
  readonly connection: Readable<ConnectionView>;
  readonly pending: Readable<readonly PendingView[]>;
  readonly notifications: Readable<readonly NotificationView[]>;
  readonly board: Readable<ReadonlyMap<WardKey, WardView>>;
  beat(): Beat;
}

/** Characters of JSON after which the rest of the news waits for the next part. */
const PART_CHARACTERS = 192 * 1024;
/** The same for the first news, when nothing is drawn yet that could stand still: a whole hospital. */
const FIRST_PART_CHARACTERS = 512 * 1024;
/** So long the first news waits for what the window watches, in milliseconds. */
const WATCH_WITHIN_MS = 60;
/** A window is told no more often than it can draw, in milliseconds. */
export const FRAME_MS = 16;

/**
 * Tells one window what has changed, in parts small enough not to keep it busy: the next is told
 * when the window has taken the last, and has the newest of each ward, however many events came
 * meanwhile. Tells nothing before the window's first `hello`.
 */
export class WindowFeed {
  readonly #source: FeedSource;
  readonly #tell: (number: number | null, json: string) => void;
  #wanted: ReadonlySet<WardKey> = new Set();
  #told = new Map<WardKey, WardView>();
  #toldSession: SessionView | null = null;
  #toldConnection: ConnectionView | null = null;
  #toldPending: readonly PendingView[] | null = null;
  #toldNotifications: readonly NotificationView[] | null = null;
  #number = 0;
  /** The number that has to be taken before more is told; null: none. */
  #awaited: number | null = null;
  #whole = false;
  #greeted = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(source: FeedSource, tell: (number: number | null, json: string) => void) {
    this.#source = source;
    this.#tell = tell;
  }

  /** The window is new, or its page was loaded anew: it knows nothing. */
  hello(): void {
    this.#wanted = new Set();
    this.#told = new Map();
    this.#toldSession = null;
    this.#toldConnection = null;
    this.#toldPending = null;
    this.#toldNotifications = null;
    this.#awaited = null;
    this.#whole = true;
    this.#greeted = true;
    this.#later(WATCH_WITHIN_MS);
  }

  watch(wards: readonly WardKey[]): void {
    this.#wanted = new Set(wards);
    // The first news has waited for that.
    if (this.#greeted && this.#whole) this.#later(0);
    else this.changed();
  }

  took(number: number): void {
    if (number !== this.#awaited) return;
    this.#awaited = null;
    this.changed();
  }

  /** Something may be different: it is told within a frame. */
  changed(): void {
    if (!this.#greeted || this.#timer !== null || this.#awaited !== null) return;
    this.#later(FRAME_MS);
  }

  beat(): void {
    if (this.#greeted) this.#post(null, { kind: 'beat', beat: this.#source.beat() });
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#greeted = false;
  }

  #later(ms: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#send();
    }, ms);
  }

  #send(): void {
    const news = this.#news();
    if (news === null) return;
    this.#number++;
    this.#awaited = this.#number;
    this.#post(this.#number, news);
  }

  #post(number: number | null, message: DesktopMessage): void {
    this.#tell(number, JSON.stringify(message));
  }

  /** Null: nothing to tell. What does not fit into this part goes out with the next. */
  #news(): DesktopNews | null {
    const whole = this.#whole;
    this.#whole = false;
    const about = this.#about();
    const gone = this.#gone();
    const wards = this.#wards(whole ? FIRST_PART_CHARACTERS : PART_CHARACTERS);
    const isEmpty = Object.keys(about).length === 0 && gone.length === 0 && wards.length === 0;
    if (!whole && isEmpty) return null;
    return { kind: 'news', whole, beat: this.#source.beat(), ...about, wards, gone };
  }

  #about(): Pick<DesktopNews, 'session' | 'connection' | 'pending' | 'notifications'> {
    const session = this.#source.session.get();
    const connection = this.#source.connection.get();
    const pending = this.#source.pending.get();
    const notifications = this.#source.notifications.get();
    const about = {
      ...(session === this.#toldSession ? {} : { session }),
      ...(connection === this.#toldConnection ? {} : { connection }),
      ...(pending === this.#toldPending
        ? {}
        : { pending: pending.map((each) => ({ ...each, meanwhile: [...each.meanwhile] })) }),
      ...(notifications === this.#toldNotifications ? {} : { notifications: [...notifications] }),
    };
    this.#toldSession = session;
    this.#toldConnection = connection;
    this.#toldPending = pending;
    this.#toldNotifications = notifications;
    return about;
  }

  #gone(): WardKey[] {
    const board = this.#source.board.get();
    const gone = [...this.#told.keys()].filter(
      (ward) => !this.#wanted.has(ward) || !board.has(ward),
    );
    for (const ward of gone) this.#told.delete(ward);
    return gone;
  }

  #wards(most: number): ShownWard[] {
    const board = this.#source.board.get();
    const wards: ShownWard[] = [];
    let characters = 0;
    for (const ward of this.#wanted) {
      const view = board.get(ward);
      const before = this.#told.get(ward);
      if (view === undefined || view === before) continue;
      if (characters > most) break;
      this.#told.set(ward, view);
      const { freshness, cursor, state } = view;
      const sameState = before !== undefined && before.state === state;
      if (!sameState) characters += JSON.stringify(state).length;
      wards.push({ ward, freshness, cursor, ...(sameState ? {} : { state }) });
    }
    return wards;
  }
}
