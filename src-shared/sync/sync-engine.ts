import type { z } from 'zod';
import type { ServerFrame } from '../contract/frames/server-frame.ts';
import type { WardKey } from '../contract/ids.ts';
import type { NotificationAnswer } from '../contract/notifications.ts';
import type { LogState } from '../contract/state/log-state.ts';
import type { Command } from './command.ts';
import { CommandDesk, type ExecutedCommand } from './command-desk.ts';
import { Connection } from './connection.ts';
import { DeviceMemory } from './device-memory.ts';
import { EngineReads } from './engine-reads.ts';
import { fetchTicket } from './fetch-ticket.ts';
import type { KnownHospital, KnownWard } from './known-places.ts';
import { NotificationBook } from './notification-book.ts';
import type {
  CachePort,
  Cancel,
  HttpPort,
  HttpRequest,
  IdPort,
  KeptContents,
  RandomPort,
  RefreshTokenPort,
  SocketPort,
  TimerPort,
} from './ports.ts';
import type { Readable } from './readable.ts';
import { ScreenFeed } from './screen-feed.ts';
import { ServerClock } from './server-clock.ts';
import { Session } from './session.ts';
import { TICK_MS } from './silence.ts';
import { Subscriptions } from './subscriptions.ts';
import type {
  ConnectionView,
  Freshness,
  NotificationView,
  PendingView,
  Problem,
  Reading,
  ServerMs,
  WardView,
} from './views.ts';
import type { Moment } from './ward-replica.ts';

export interface EnginePorts {
  readonly socket: SocketPort;
  readonly http: HttpPort;
  readonly timer: TimerPort;
  readonly random: RandomPort;
  readonly ids: IdPort;
  readonly cache: CachePort;
  /** Left out: the refresh token is a browser's cookie. */
  readonly refreshToken?: RefreshTokenPort;
  /** Names this device for notifications; null: one device a user. */
  readonly deviceId: string | null;
  /** What went wrong and was mended: a broken protocol, a cache that failed. */
  readonly report: (what: string, detail: unknown) => void;
}

/**
 * The device's half of the protocol (docs/sync.md): one session, one connection, the wards someone
 * looks at, and the commands on their way. Wires its parts and says what the cache keeps. `start`
 * once, `close` once.
 */
export class SyncEngine {
  readonly session: Session;

  readonly #ports: EnginePorts;
  readonly #clock: ServerClock;
  readonly #connection: Connection;
  readonly #wards: Subscriptions;
  readonly #desk: CommandDesk;
  readonly #feed: ScreenFeed;
  readonly #book: NotificationBook;
  readonly #memory: DeviceMemory;
  readonly #reads: EngineReads;
  #cancelTick: Cancel = () => undefined;
  #closed = false;

  constructor(ports: EnginePorts) {
    this.#ports = ports;
    this.#clock = new ServerClock(ports.timer);
    const { http, timer, refreshToken = null } = ports;
    this.session = new Session({ http, timer, clock: this.#clock, refreshToken });
    this.#memory = this.#makeMemory();
    this.#wards = this.#makeWards();
    this.#connection = this.#makeConnection();
    this.#desk = this.#makeDesk();
    this.#feed = new ScreenFeed({
      timer: ports.timer,
      clock: this.#clock,
      connection: this.#connection,
      wards: this.#wards,
      queue: this.#desk.queue,
      sender: this.#desk.sender,
      actor: () => this.session.user?.id ?? '',
    });
    this.#book = this.#makeBook();
    this.#reads = new EngineReads({
      request: (request) => this.session.request(request),
      isConnected: () => this.#connection.state.phase === 'open',
      boards: () => this.#memory.boards(),
      report: ports.report,
    });
    this.session.onToken = (token) => {
      this.#connection.send({ type: 'auth', token });
    };
    this.session.view.subscribe(() => {
      this.#sessionChanged();
    });
  }

  /**
   * Shows what was left by another engine and what the cache kept, then finds out whether the
   * session goes on, and connects.
   */
  async start(left: KeptContents | null = null): Promise<void> {
    this.#tickLater();
    if (left !== null) this.#takeUp(left);
    const kept = await this.#memory.load();
    if (this.#closed) return;
    this.#takeUp(kept);
    if (this.session.view.get().status !== 'signed-out') this.#connection.start();
  }

  /** Gives null, or why not. */
  signIn(username: string, password: string): Promise<Problem | null> {
    return this.session.signIn(username, password);
  }

  /** Ends the session; drops and deletes everything on this device. */
  async signOut(): Promise<void> {
    await this.session.signOut();
    await this.#memory.idle();
  }

  /** Resolves when everything so far is kept. */
  idle(): Promise<void> {
    return this.#memory.idle();
  }

  /** From now on keeps everything in another cache; the old one is closed as it is. */
  useCache(cache: CachePort): Promise<void> {
    return this.#memory.use(cache);
  }

  /** Everything that another engine needs to go on from here. */
  kept(): KeptContents {
    return this.#memory.kept();
  }

  /** A GET as the signed-in user. */
  read<T>(path: string, schema: z.ZodType<T>): Promise<Reading<T>> {
    return this.ask({ method: 'GET', path, headers: {} }, schema);
  }

  /** Without a connection: those of which boards are held, at once; nothing held: the read's problem. */
  hospitals(): Promise<Reading<readonly KnownHospital[]>> {
    return this.#reads.hospitals();
  }

  /** The wards of a hospital; without a connection as in `hospitals`. */
  wards(hospitalId: string): Promise<Reading<readonly KnownWard[]>> {
    return this.#reads.wards(hospitalId);
  }

  /** A request outside of the queue, answered now or not at all: what administrators set up. */
  ask<T>(request: Omit<HttpRequest, 'timeoutMs'>, schema: z.ZodType<T>): Promise<Reading<T>> {
    return this.#reads.ask(request, schema);
  }

  /** Follows a ward until the returned function is called. */
  watch(ward: WardKey): () => void {
    this.#wards.watch(ward, this.#moment());
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#wards.unwatch(ward, this.#moment());
      this.#desk.moved();
    };
  }

  state(ward: WardKey): Readable<LogState | null> {
    return this.#feed.store.state(ward);
  }
  freshness(ward: WardKey): Readable<Freshness> {
    return this.#feed.store.freshness(ward);
  }
  get board(): Readable<ReadonlyMap<WardKey, WardView>> {
    return this.#feed.store.board;
  }
  get connection(): Readable<ConnectionView> {
    return this.#feed.connection;
  }
  get pending(): Readable<readonly PendingView[]> {
    return this.#feed.pending;
  }
  /** The user's own, newest first. */
  get notifications(): Readable<readonly NotificationView[]> {
    return this.#book.view;
  }
  /** The user has read one, or (`answer`) answered a message: shown at once, told when it can be. */
  markNotification(id: string, answer: NotificationAnswer | null): void {
    if (answer === null) this.#book.read(id);
    else this.#book.answer(id, answer);
  }
  lastHeardMs(): number | null {
    return this.#connection.silence?.ageMs(this.#ports.timer.now()) ?? null;
  }
  /** How old `lastHeardMs` may grow before nothing is live any more. */
  staleAfterMs(): number {
    return this.#feed.hearing().boundMs;
  }
  serverNow(): ServerMs {
    return this.#clock.now();
  }

  /** Puts a command in the queue, once for each `commandId`. */
  execute(command: Command, commandId: string = this.#ports.ids()): ExecutedCommand {
    return this.#desk.execute(command, commandId);
  }

  /** Changes a command that was never sent; false: it is too late for that. */
  amend(commandId: string, command: Command): boolean {
    return this.#desk.amend(commandId, command);
  }

  /** Moves a command that was never sent before another one, or to the end; false: it may not. */
  reorder(commandId: string, before: string | null): boolean {
    return this.#desk.reorder(commandId, before);
  }

  /** Answers an open question: send it all the same, or drop it. */
  resolve(commandId: string, choice: 'mine' | 'theirs'): void {
    this.#desk.resolve(commandId, choice);
  }

  /** Takes a refused command off the list, or drops one that has not been sent. */
  dismiss(commandId: string): void {
    this.#desk.dismiss(commandId);
  }

  /** Something hints that the network is back, or that the page is seen again. */
  wake(): void {
    this.#connection.wake();
    this.tick();
  }

  /** Judges the age of everything now; also called by its own timer, which a hidden tab throttles. */
  tick(): void {
    if (this.#closed) return;
    this.#connection.tick();
    this.#wards.tick(this.#moment());
    this.#desk.sender.pump();
    this.#book.pump();
    this.#feed.anythingChanged();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTick();
    this.#desk.sender.close();
    this.session.close();
    this.#connection.stop('signed-out');
    this.#feed.close();
    await this.#memory.close();
  }

  #takeUp(kept: KeptContents): void {
    if (this.#memory.takeUp(kept)) this.session.assume(kept.owner);
  }

  #makeMemory(): DeviceMemory {
    const { cache, timer, report } = this.#ports;
    return new DeviceMemory({
      cache,
      report,
      now: () => timer.now(),
      wards: () => this.#wards,
      queue: () => this.#desk.queue,
      book: () => this.#book,
    });
  }

  #makeWards(): Subscriptions {
    return new Subscriptions(
      {
        changed: (ward) => {
          this.#feed.wardChanged(ward);
        },
        advanced: (ward, events) => {
          this.#memory.keepWard(ward);
          this.#desk.advanced(ward, events);
        },
        recovered: (ward) => {
          this.#memory.keepWard(ward);
          this.#desk.moved();
        },
        forget: (ward) => {
          this.#memory.forgetWard(ward);
        },
        fault: (ward, fault) => {
          this.#ports.report(`${ward} is asked for again`, fault.why);
        },
      },
      this.#ports.random,
    );
  }

  #makeConnection(): Connection {
    const { socket, timer, random, deviceId } = this.#ports;
    const ticket = (renew: boolean): ReturnType<typeof fetchTicket> =>
      fetchTicket(this.session, deviceId, renew);
    return new Connection(
      { socket, timer, random, ticket },
      {
        up: (welcome) => {
          this.#clock.begin(welcome.serverTime);
          this.#wards.up((frame) => {
            this.#connection.send(frame);
          }, this.#moment());
          this.#desk.sender.hurry();
          this.#book.pump();
        },
        frame: (frame) => {
          this.#frame(frame);
        },
        unreadable: (ward) => {
          this.#wards.unreadable(ward, this.#moment());
        },
        down: () => {
          this.#memory.touch();
          this.#wards.down();
        },
        changed: () => {
          const { state } = this.#connection;
          if (state.phase === 'offline' && state.reason === 'no-access') {
            this.#wards.denyAll(this.#moment());
          }
          this.#feed.anythingChanged();
        },
      },
    );
  }

  #makeBook(): NotificationBook {
    const { timer, ids, deviceId } = this.#ports;
    return new NotificationBook({
      ...{ timer, ids, deviceId },
      serverNow: () => this.#clock.now(),
      request: (request) => this.session.request(request),
      isConnected: () => this.#connection.state.phase === 'open',
      ack: (notificationIds) => {
        this.#connection.send({ type: 'ack', notificationIds: [...notificationIds] });
      },
      keep: (kept) => this.#memory.keepNotifications(kept),
    });
  }

  #makeDesk(): CommandDesk {
    const { timer, random, ids } = this.#ports;
    return new CommandDesk({
      timer,
      random,
      ids,
      clock: this.#clock,
      session: this.session,
      hasOwner: () => this.session.user !== null || this.#memory.owner !== null,
      wards: this.#wards,
      moment: () => this.#moment(),
      isConnected: () => this.#connection.state.phase === 'open',
      hearing: () => this.#feed.hearing(),
      shownBoards: () => this.#feed.shownBoards(),
      changed: (queueDiffers) => {
        if (queueDiffers) this.#memory.keepQueue();
        this.#feed.queueChanged();
      },
    });
  }

  #frame(frame: ServerFrame): void {
    if (frame.type === 'notification') this.#book.notified(frame);
    else if (frame.type === 'notificationRead') this.#book.readElsewhere(frame);
    if (frame.type !== 'heartbeat') {
      this.#wards.frame(frame, this.#moment());
      return;
    }
    const lagMs = this.#clock.heard(frame.serverTime);
    const { now, server } = this.#moment();
    this.#connection.silence?.heartbeat(lagMs, now);
    this.#wards.frame(frame, { now: now - lagMs, server: server - lagMs });
    this.#memory.touchWhenDue();
    this.#feed.anythingChanged();
  }

  #sessionChanged(): void {
    const view = this.session.view.get();
    if (view.status === 'signed-in') {
      this.#memory.belongsTo(view.user);
      this.#connection.start();
      this.#desk.sender.hurry();
    } else if (view.status === 'signed-out') {
      this.#connection.stop('signed-out');
      if (view.reason === 'signed-out' || view.reason === 'wiped') this.#memory.forgetAll();
    }
    this.#feed.queueChanged();
  }

  #moment(): Moment {
    return { now: this.#ports.timer.now(), server: this.#clock.now() };
  }

  #tickLater(): void {
    this.#cancelTick = this.#ports.timer.after(TICK_MS, () => {
      this.#tickLater();
      this.tick();
    });
  }
}
