import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { HOUSE_WARD_ID, wardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import { hospitalsAnswerSchema, wardsAnswerSchema } from '../../src-shared/contract/reads.ts';
import type { EngineCall, FollowCall } from '../../src-shared/ipc/desktop-call.ts';
import type { Keeping } from '../../src-shared/ipc/desktop-message.ts';
import { SyncEngine } from '../../src-shared/sync/sync-engine.ts';
import type { Beat } from '../../src-shared/sync/view-schemas.ts';
import type { Problem, Reading } from '../../src-shared/sync/views.ts';
import type { DeskCache } from '../cache/desk-cache.ts';
import { openCache, type OpenedCache } from '../cache/open-cache.ts';
import { MemoryDeskCache } from '../cache/desk-cache.ts';
import type { Beginning, BoardsAnswer, FromHost } from './host-messages.ts';
import { newsForNotices } from './news-for-notices.ts';
import { gatewayPorts, newId, nodeTimer } from './node-ports.ts';
import { checkFor, passes, passwordCheckSchema } from './password-check.ts';
import { WindowFeed, type FeedSource } from './window-feed.ts';

const BEAT_MS = 1_000;
/** So often the lists of hospitals and wards are read again, in milliseconds. */
const LISTS_MS = 10 * 60_000;
/** No console follows more wards than a socket may hold, the houses included. */
const MAX_FOLLOWED = 900;
const HOUR_MS = 3_600_000;
/** So long a sheet waits for wards that are on their way, and so often it looks, in milliseconds. */
const BOARDS_WITHIN_MS = 60_000;
const LOOK_MS = 100;

const WRONG_PASSWORD: Problem = {
  code: 'bad_credentials',
  status: 401,
  sentence: 'That is not the password of who is signed in.',
};

/**
 * What runs in the sync host: the engine with its cache, a feed for each window, and what main has
 * to know for its notifications and sheets. It follows every ward that its user may see, whichever
 * windows are open, so that the cache and the sheet are whole. `close` ends everything.
 */
export class SyncDesk {
  readonly #tell: (message: FromHost) => void;
  readonly #opened: OpenedCache;
  readonly #ports: ReturnType<typeof gatewayPorts>;
  readonly #engine: SyncEngine;
  readonly #source: FeedSource;
  readonly #feeds = new Map<number, WindowFeed>();
  readonly #followed = new Map<WardKey, () => void>();
  readonly #timers: NodeJS.Timeout[] = [];
  #started: Promise<void> = Promise.resolve();
  /** Done when the lists of wards have been read. */
  #following: Promise<void> = Promise.resolve();
  #refreshToken: string | null;
  #connected = false;
  #notices = '';
  #noticesOf: readonly unknown[] = [];

  constructor(beginning: Beginning, tell: (message: FromHost) => void) {
    this.#tell = tell;
    this.#refreshToken = beginning.refreshToken;
    this.#opened = cacheOf(beginning);
    this.#ports = gatewayPorts(beginning, (what, detail) => {
      tell({ kind: 'report', what, detail });
    });
    this.#engine = this.#makeEngine(beginning.deviceId);
    const { session, connection, pending, board, notifications } = this.#engine;
    const shown = { session: session.view, connection, pending, board, notifications };
    this.#source = { ...shown, beat: () => this.#beat() };
    for (const readable of Object.values(shown)) {
      readable.subscribe(() => {
        for (const feed of this.#feeds.values()) feed.changed();
      });
    }
    session.view.subscribe(() => {
      this.#sessionChanged();
    });
    connection.subscribe(() => {
      this.#connectionChanged();
    });
  }

  /** What is asked before its end waits for it: nobody is signed in before the cache is read. */
  start(): Promise<void> {
    this.#started = this.#start();
    return this.#started;
  }

  async #start(): Promise<void> {
    const { kind, notice } = this.#opened;
    this.#keeping({ kind, notice });
    this.#timers.push(setInterval(() => this.#everySecond(), BEAT_MS));
    this.#timers.push(setInterval(() => void this.#followAll(), LISTS_MS));
    await this.#engine.start();
    this.#sessionChanged();
  }

  follow(window: number, call: FollowCall): void {
    let feed = this.#feeds.get(window);
    if (feed === undefined) {
      feed = new WindowFeed(this.#source, (number, json) => {
        this.#tell({ kind: 'tell', window, number, json });
      });
      this.#feeds.set(window, feed);
    }
    if (call.method === 'hello') feed.hello();
    else if (call.method === 'watch') feed.watch(call.wards);
    else this.#engine.wake();
  }

  took(window: number, number: number): void {
    this.#feeds.get(window)?.took(number);
  }

  gone(window: number): void {
    this.#feeds.get(window)?.close();
    this.#feeds.delete(window);
  }

  /** Answers a call as `screenCallResultSchemas` has it. Does not reject. */
  async call(call: EngineCall): Promise<unknown> {
    await this.#started;
    switch (call.method) {
      case 'sign-in':
        return this.#signIn(call.username, call.password);
      case 'sign-out':
        await this.#engine.signOut();
        return null;
      case 'hospitals':
        return this.#list('/api/v1/hospitals', hospitalsAnswerSchema, ({ hospitals }) => hospitals);
      case 'wards': {
        const path = `/api/v1/hospitals/${call.hospitalId}/wards`;
        return this.#list(path, wardsAnswerSchema, ({ wards }) => wards);
      }
      case 'execute':
        return this.#engine.execute(call.command, call.commandId).outcome;
      case 'resolve':
        this.#engine.resolve(call.commandId, call.choice);
        return null;
      case 'dismiss':
        this.#engine.dismiss(call.commandId);
        return null;
      case 'amend':
        return this.#engine.amend(call.commandId, call.command);
      case 'reorder':
        return this.#engine.reorder(call.commandId, call.before);
      case 'mark-notification':
        this.#engine.markNotification(call.id, call.answer);
        return null;
      case 'setup': {
        const { path, verb } = call.request;
        if (call.request.verb === 'GET') return this.#engine.read(path, z.unknown());
        const { key, body } = call.request;
        const headers = { 'Idempotency-Key': key };
        const method = verb as 'PUT' | 'POST';
        return this.#engine.ask({ method, path, headers, body }, z.unknown());
      }
    }
  }

  /** Asked of the server where it answers; otherwise of what was kept of the last sign-in. */
  async verify(password: string): Promise<{ ok: true } | { ok: false; problem: Problem }> {
    await this.#started;
    const { user } = this.#engine.session;
    // A sign-in name need not be the id: the name that was typed is kept.
    const username = z.string().safeParse(this.#opened.cache.note('username')).data ?? user?.id;
    if (username === undefined) return { ok: false, problem: WRONG_PASSWORD };
    // A session that has ended begins anew with the password.
    if (this.#connected || user === null) {
      const result = await this.#signIn(username, password);
      if (result.ok || result.problem.code !== 'unreachable') return result;
    }
    const check = passwordCheckSchema.safeParse(this.#opened.cache.note('password-check'));
    const isRight = check.success && (await passes(check.data, password));
    return isRight ? { ok: true } : { ok: false, problem: WRONG_PASSWORD };
  }

  /** All wards that are followed; just after a connect it waits a while for those still coming. */
  async boards(): Promise<BoardsAnswer> {
    await this.#started;
    await this.#allKnown();
    const boards = [...this.#engine.board.get().values()].flatMap(({ state, cursor, freshness }) =>
      state === null ? [] : [{ state, cursor, freshness }],
    );
    const unsent = this.#engine.pending
      .get()
      .filter(({ status }) => status === 'waiting' || status === 'sending').length;
    return { boards, serverNow: this.#engine.serverNow(), unsent };
  }

  async #allKnown(): Promise<void> {
    const giveUpAt = performance.now() + BOARDS_WITHIN_MS;
    const isLeft = (): boolean => this.#connected && performance.now() < giveUpAt;
    if (isLeft()) await Promise.race([this.#following, pause(BOARDS_WITHIN_MS)]);
    const isComing = (ward: WardKey): boolean => {
      const kind = this.#engine.board.get().get(ward)?.freshness.kind;
      return kind !== 'live' && kind !== 'no-access';
    };
    while (isLeft() && [...this.#followed.keys()].some(isComing)) await pause(LOOK_MS);
  }

  async wipe(): Promise<void> {
    await this.#started;
    await this.#engine.signOut();
    await this.#opened.cache.clear();
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    for (const feed of this.#feeds.values()) feed.close();
    await this.#engine.close();
    this.#ports.close();
  }

  #makeEngine(deviceId: string): SyncEngine {
    return new SyncEngine({
      socket: this.#ports.socket,
      http: this.#ports.http,
      timer: nodeTimer(),
      random: Math.random,
      ids: newId,
      cache: this.#opened.cache,
      deviceId,
      refreshToken: {
        get: () => this.#refreshToken,
        set: (token) => {
          this.#refreshToken = token;
          this.#tell({ kind: 'refresh-token', token });
        },
      },
      report: (what, detail) => {
        this.#tell({ kind: 'report', what, detail: String(detail) });
        if (!what.startsWith('the cache failed')) return;
        this.#keeping({
          kind: 'memory',
          notice: `Nothing more can be kept here (${String(detail)}): what is not sent is lost when the console is closed.`,
        });
      },
    });
  }

  async #signIn(
    username: string,
    password: string,
  ): Promise<{ ok: true } | { ok: false; problem: Problem }> {
    const problem = await this.#engine.signIn(username, password);
    if (problem !== null) return { ok: false, problem };
    const check = await checkFor(password);
    // Another user's sign-in clears the cache first.
    await this.#engine.idle();
    this.#note('username', username);
    this.#note('password-check', check);
    return { ok: true };
  }

  /** A list from the server, or as it was when the server last answered. */
  async #list<A, T>(
    path: string,
    schema: z.ZodType<A>,
    pick: (answer: A) => T,
  ): Promise<Reading<T>> {
    const kept = (): Reading<T> | null => {
      const note = schema.safeParse(this.#opened.cache.note(path));
      return note.success ? { ok: true, value: pick(note.data) } : null;
    };
    // A network that swallows what is sent would keep the boards waiting for as long as a read may
    // take; a window asks again once there is a connection.
    const isOpen = this.#engine.connection.get().phase === 'open';
    const known = isOpen ? null : kept();
    if (known !== null) return known;
    const reading = await this.#engine.read(path, schema);
    if (reading.ok) {
      this.#note(path, reading.value);
      return { ok: true, value: pick(reading.value) };
    }
    return reading.problem.code === 'unreachable' ? (kept() ?? reading) : reading;
  }

  /** Follows every ward that the user may see, as far as it is known. */
  async #followAll(): Promise<void> {
    const { user } = this.#engine.session;
    if (user === null) return;
    const wards: WardKey[] = user.hospitals.map((hospitalId) =>
      wardKey({ hospitalId, wardId: HOUSE_WARD_ID }),
    );
    for (const { ward } of this.#engine.kept().wards) wards.push(ward);
    this.#followThese(wards);
    const lists = user.hospitals.map((hospitalId) => this.call({ method: 'wards', hospitalId }));
    for (const reading of (await Promise.all(lists)) as Reading<
      { hospitalId: string; id: string }[]
    >[]) {
      if (!reading.ok) continue;
      this.#followThese(
        reading.value.map(({ hospitalId, id }) => wardKey({ hospitalId, wardId: id })),
      );
    }
  }

  #followThese(wards: readonly WardKey[]): void {
    for (const ward of wards) {
      if (this.#followed.has(ward) || this.#followed.size >= MAX_FOLLOWED) continue;
      this.#followed.set(ward, this.#engine.watch(ward));
    }
  }

  #sessionChanged(): void {
    const session = this.#engine.session.view.get();
    this.#tell({ kind: 'session', session });
    if (session.status === 'signed-in') this.#following = this.#followAll();
    else if (session.status === 'signed-out' && ['signed-out', 'wiped'].includes(session.reason)) {
      for (const stop of this.#followed.values()) stop();
      this.#followed.clear();
    }
  }

  #connectionChanged(): void {
    const connection = this.#engine.connection.get();
    const connected = connection.phase === 'open' && !connection.silent;
    if (connected === this.#connected) return;
    this.#connected = connected;
    this.#tell({ kind: 'connected', connected });
    if (connected) this.#following = this.#followAll();
  }

  #everySecond(): void {
    for (const feed of this.#feeds.values()) feed.beat();
    this.#tellNotices();
  }

  #tellNotices(): void {
    const board = this.#engine.board.get();
    const list = this.#engine.notifications.get();
    const pending = this.#engine.pending.get();
    const of = [board, list, pending];
    if (of.every((each, index) => each === this.#noticesOf[index])) return;
    this.#noticesOf = of;
    const { serverNow, ...shown } = newsForNotices(board, list, this.#engine.serverNow());
    const news = { ...shown, waiting: pending.length };
    const told = JSON.stringify(news);
    if (told === this.#notices) return;
    this.#notices = told;
    this.#tell({ kind: 'notices', serverNow, ...news });
  }

  #beat(): Beat {
    return {
      ageMs: this.#engine.lastHeardMs(),
      boundMs: this.#engine.staleAfterMs(),
      serverNow: this.#engine.serverNow(),
      postedAt: Date.now(),
    };
  }

  #keeping(keeping: Keeping): void {
    this.#tell({ kind: 'keeping', keeping });
  }

  /** What cannot be kept is asked for again: no reason to fail. */
  #note(name: string, value: unknown): void {
    try {
      this.#opened.cache.saveNote(name, value);
    } catch (error) {
      this.#tell({ kind: 'report', what: `${name} was not kept`, detail: String(error) });
    }
  }
}

function cacheOf({ cache, why, keepHours }: Beginning): OpenedCache {
  if (cache === null) {
    const inMemory: DeskCache = new MemoryDeskCache();
    return { cache: inMemory, kind: 'memory', notice: why };
  }
  const key = Buffer.from(cache.key, 'base64');
  return openCache({ path: cache.path, key, forgetBefore: Date.now() - keepHours * HOUR_MS });
}
