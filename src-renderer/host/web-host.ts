import type { z } from 'zod';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { NotificationAnswer } from '../../src-shared/contract/notifications.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import type { Command } from '../../src-shared/sync/command.ts';
import { MemoryCache } from '../../src-shared/sync/memory-cache.ts';
import { withOwnId } from '../../src-shared/sync/own-id.ts';
import type { CachePort, HttpPort, SocketPort, TimerPort } from '../../src-shared/sync/ports.ts';
import { Cell, type Readable } from '../../src-shared/sync/readable.ts';
import { SyncEngine } from '../../src-shared/sync/sync-engine.ts';
import type {
  ConnectionView,
  Freshness,
  NotificationView,
  PendingView,
  Reading,
  ServerMs,
  SessionView,
  WardView,
} from '../../src-shared/sync/views.ts';
import { WardStore } from '../../src-shared/sync/ward-store.ts';
import { browserSocket, browserTimer, fetchHttp, randomUuid } from './browser-ports.ts';
import { browserSettings, type DeviceSettings } from './device-settings.ts';
import { EngineSource } from './engine-source.ts';
import { FollowerTab } from './follower-tab.ts';
import type {
  Credentials,
  ExecutedCommand,
  Hospital,
  Host,
  SignInResult,
  WardSummary,
} from './host.ts';
import { IdbCache } from './idb-cache.ts';
import { LeaderTab, tabLock } from './leader-tab.ts';
import type { Source } from './source.ts';
import { type SetupRequest, TABS_VERSION } from './tab-messages.ts';
import { browserTabs, type TabPorts } from './tab-ports.ts';
import { withSignInMark } from './sign-in-mark.ts';

/** What a browser gives the web host; a test gives it something else. */
export interface WebParts {
  readonly socket: SocketPort;
  readonly http: HttpPort;
  readonly timer: TimerPort;
  readonly random: () => number;
  readonly newId: () => string;
  readonly settings: DeviceSettings;
  /** Opens the store on this device's disk; rejects where there is none. */
  readonly openCache: () => Promise<CachePort>;
  readonly tabs: TabPorts;
  readonly isSeen: () => boolean;
  /** Calls back when the network may be back or the page is seen again; gives how to stop. */
  readonly onWake: (wake: () => void) => () => void;
  readonly report: (what: string, detail: unknown) => void;
}

const CHANNEL = `wardline-tabs-${String(TABS_VERSION)}`;
/** Whoever holds it has the device's engine, and so its one socket. */
const LEADER_LOCK = `wardline-leader-${String(TABS_VERSION)}`;

/** The host of a page in a browser. The caller closes it. */
export function openWebHost(): Host {
  return new WebHost({
    socket: browserSocket,
    http: fetchHttp,
    timer: browserTimer(),
    random: Math.random,
    newId: randomUuid,
    settings: browserSettings(randomUuid),
    openCache: () => IdbCache.open(),
    tabs: browserTabs(CHANNEL),
    isSeen: () => document.visibilityState === 'visible',
    onWake: onBrowserWake,
    report: (what, detail) => {
      // The browser's console is where somebody looks who has a question.
      // eslint-disable-next-line no-console
      console.warn(`wardline: ${what}`, detail);
    },
  });
}

function onBrowserWake(wake: () => void): () => void {
  const seen = (): void => {
    if (document.visibilityState === 'visible') wake();
  };
  addEventListener('online', wake);
  addEventListener('pageshow', wake);
  document.addEventListener('visibilitychange', seen);
  return () => {
    removeEventListener('online', wake);
    removeEventListener('pageshow', wake);
    document.removeEventListener('visibilitychange', seen);
  };
}

/**
 * The host in a browser. A tab begins as a follower and becomes the leader when the lock is free:
 * at once if it is the only one, or when the leading tab is closed; screens notice nothing.
 */
export class WebHost implements Host {
  readonly session = new Cell<SessionView>({ status: 'restoring' });
  readonly connection = new Cell<ConnectionView>({ phase: 'dialing' });
  readonly pending = new Cell<readonly PendingView[]>([]);
  readonly notifications = new Cell<readonly NotificationView[]>([]);

  readonly #parts: WebParts;
  readonly #store = new WardStore();
  /** How many look at a ward in this tab. */
  readonly #watchers = new Map<WardKey, number>();
  /** The source's board as it was last copied. */
  #copied: ReadonlyMap<WardKey, WardView> = new Map();
  readonly #follower: FollowerTab;
  #leader: LeaderTab | null = null;
  #source: Source;
  #stopSource: readonly (() => void)[] = [];
  readonly #stops: readonly (() => void)[];
  #closed = false;

  constructor(parts: WebParts) {
    this.#parts = parts;
    const { tabs, timer, newId, isSeen } = parts;
    const id = newId();
    this.#follower = new FollowerTab({ id, tabs, timer, newId, isSeen });
    this.#source = this.#follower;
    this.#use(this.#follower);
    tabs.channel.onMessage((message) => {
      if (this.#leader === null) this.#follower.hear(message);
      else this.#leader.hear(message);
    });
    this.#stops = [
      tabs.locks.hold(tabLock(id), () => undefined),
      tabs.locks.hold(LEADER_LOCK, () => void this.#lead()),
      parts.onWake(() => {
        this.#source.wake();
      }),
    ];
  }

  get board(): Readable<ReadonlyMap<WardKey, WardView>> {
    return this.#store.board;
  }
  state(ward: WardKey): Readable<LogState | null> {
    return this.#store.state(ward);
  }
  freshness(ward: WardKey): Readable<Freshness> {
    return this.#store.freshness(ward);
  }
  lastHeardMs(): number | null {
    return this.#source.lastHeardMs();
  }
  serverNow(): ServerMs {
    return this.#source.serverNow();
  }

  watch(ward: WardKey): () => void {
    this.#count(ward, +1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#count(ward, -1);
    };
  }

  signIn({ username, password, ownDevice }: Credentials): Promise<SignInResult> {
    return this.#source.call({ method: 'sign-in', username, password, ownDevice });
  }
  async signOut(): Promise<void> {
    await this.#source.call({ method: 'sign-out' });
  }
  hospitals(): Promise<Reading<readonly Hospital[]>> {
    return this.#source.call({ method: 'hospitals' });
  }
  wards(hospitalId: string): Promise<Reading<readonly WardSummary[]>> {
    return this.#source.call({ method: 'wards', hospitalId });
  }

  async setup<T>(request: SetupRequest, schema: z.ZodType<T>): Promise<Reading<T>> {
    const reading = await this.#source.call({ method: 'setup', request });
    if (!reading.ok) return reading;
    const parsed = schema.safeParse(reading.value);
    if (parsed.success) return { ok: true, value: parsed.data };
    this.#parts.report(`an answer of ${request.path} does not parse`, parsed.error.message);
    const sentence = 'The server answered in a form that this version does not understand.';
    return { ok: false, problem: { code: 'unavailable', status: 200, sentence } };
  }

  execute(given: Command): ExecutedCommand {
    const commandId = this.#parts.newId();
    // Named here: if the leader is closed before it answers, the next one is asked the very same.
    const command = withOwnId(given, this.#parts.newId);
    const outcome = this.#source.call({ method: 'execute', commandId, command });
    return { commandId, outcome };
  }
  resolve(commandId: string, choice: 'mine' | 'theirs'): void {
    void this.#source.call({ method: 'resolve', commandId, choice });
  }
  amend(commandId: string, command: Command): Promise<boolean> {
    return this.#source.call({ method: 'amend', commandId, command });
  }
  reorder(commandId: string, before: string | null): Promise<boolean> {
    return this.#source.call({ method: 'reorder', commandId, before });
  }
  dismiss(commandId: string): void {
    void this.#source.call({ method: 'dismiss', commandId });
  }

  readNotification(id: string): void {
    void this.#source.call({ method: 'mark-notification', id, answer: null });
  }
  answerNotification(id: string, answer: NotificationAnswer): void {
    void this.#source.call({ method: 'mark-notification', id, answer });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const stop of [...this.#stopSource, ...this.#stops]) stop();
    this.#leader?.close();
    await this.#source.close();
    this.#parts.tabs.channel.close();
  }

  /** This tab has the engine from now on; it goes on from where the last leader was. */
  async #lead(): Promise<void> {
    const { tabs, timer, settings, openCache, report } = this.#parts;
    const engine = this.#makeEngine(await this.#openCache());
    const source = new EngineSource({ engine, settings, openCache, report });
    source.setWatched(new Set(this.#watchers.keys()));
    await engine.start(this.#follower.kept());
    if (this.#closed) {
      await source.close();
      return;
    }
    source.setWatched(new Set(this.#watchers.keys()));
    this.#leader = new LeaderTab(source, tabs, timer);
    this.#use(source);
    for (const { call, answer } of this.#follower.takeCalls()) void source.call(call).then(answer);
    await this.#follower.close();
  }

  #makeEngine(cache: CachePort): SyncEngine {
    const { socket, timer, random, newId, settings, report } = this.#parts;
    const http = withSignInMark(this.#parts.http, settings);
    const { deviceId } = settings;
    return new SyncEngine({ socket, http, timer, random, ids: newId, cache, deviceId, report });
  }

  async #openCache(): Promise<CachePort> {
    if (!this.#parts.settings.ownDevice) return new MemoryCache();
    try {
      return await this.#parts.openCache();
    } catch (error) {
      this.#parts.report('nothing can be kept on this device', String(error));
      return new MemoryCache();
    }
  }

  #use(source: Source): void {
    for (const stop of this.#stopSource) stop();
    this.#source = source;
    this.#stopSource = [
      mirror(source.session, this.session),
      mirror(source.connection, this.connection),
      mirror(source.pending, this.pending),
      mirror(source.notifications, this.notifications),
      source.board.subscribe(() => {
        this.#copy();
      }),
    ];
    this.#copy();
  }

  /** Takes over what differs. A ward that the source no longer follows is stale from now on. */
  #copy(): void {
    const board = this.#source.board.get();
    const views = [...board.values()].filter((view) => this.#copied.get(view.ward) !== view);
    const left = [...this.#copied.values()].filter((view) => !board.has(view.ward));
    this.#copied = board;
    this.#put([...views, ...left.map((view) => this.#asStale(view))]);
  }

  #count(ward: WardKey, by: 1 | -1): void {
    const count = (this.#watchers.get(ward) ?? 0) + by;
    if (count > 0) this.#watchers.set(ward, count);
    else this.#watchers.delete(ward);
    if (count > 1 || (count === 1 && by === -1)) return;
    this.#source.setWatched(new Set(this.#watchers.keys()));
    const view = this.#copied.get(ward);
    if (view !== undefined) this.#put([count > 0 ? view : this.#asStale(view)]);
  }

  #put(views: readonly WardView[]): void {
    this.#store.put(views, (ward) => this.#watchers.has(ward));
  }

  #asStale(view: WardView): WardView {
    if (view.freshness.kind !== 'live' && view.freshness.kind !== 'catching-up') return view;
    return { ...view, freshness: { kind: 'stale', since: this.serverNow() } };
  }
}

/** Copies a readable into a cell, now and whenever it changes; gives how to stop. */
function mirror<T>(from: Readable<T>, to: Cell<T>): () => void {
  const copy = (): void => {
    to.set(from.get());
  };
  copy();
  return from.subscribe(copy);
}
