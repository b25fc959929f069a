import {
  clientFrameSchema,
  type ClientFrame,
} from '../../../src-shared/contract/frames/client-frame.ts';
import type { ServerFrame } from '../../../src-shared/contract/frames/server-frame.ts';
import type { Cursor } from '../../../src-shared/contract/cursor.ts';
import type { WardEvent } from '../../../src-shared/contract/events/ward-event.ts';
import type { WardKey } from '../../../src-shared/contract/ids.ts';
import { PROBLEMS, type ProblemCode } from '../../../src-shared/contract/problem.ts';
import { basisSchema } from '../../../src-shared/contract/command-headers.ts';
import { Refusal } from '../../../src-shared/domain/refusal.ts';
import type { HttpRequest } from '../../../src-shared/sync/ports.ts';
import { commandOf, type ModelWards } from './model-wards.ts';
import { BEGIN, type SimClock } from './sim-clock.ts';

/** One socket as the gateway sees it. */
interface Peer {
  readonly say: (text: string) => void;
  readonly hangUp: (code: number) => void;
  /** The seq up to which each ward has been sent; absent: recovering. */
  readonly wards: Map<WardKey, { sent: number; live: boolean }>;
  readonly stopHeartbeat: () => void;
}

export interface ModelAnswer {
  readonly status: number;
  readonly body: unknown;
}

export const HEARTBEAT_MS = 8_000;
/** Events that the replay window holds. */
const WINDOW = 8;
const TOKEN_MS = 600_000;

/**
 * A gateway that keeps CONTRACT §2 and §3 to the letter, in memory: tickets, recovery by window or
 * snapshot, heads in heartbeats, idempotency, shelf lives and bases. What can go wrong with it is
 * set from outside.
 */
export class ModelGateway {
  readonly wards: ModelWards;
  readonly peers = new Set<Peer>();
  /** PostgreSQL does not answer: heads cannot be verified. */
  blind = false;
  /** So many of the next requests are answered 503. */
  failRequests = 0;
  /** The refresh cookie still counts. */
  sessionGoesOn = true;
  readonly forbidden = new Set<WardKey>();
  /** Whose name and password are given at the next sign-in. */
  userId = 'dispatcher';
  refuseLogin = false;
  /** Heartbeats are not sent any more, whatever else is. */
  heartless = false;
  /** Subscribes are not answered any more. */
  deaf = false;
  /** Everything that clients said. */
  readonly heard: ClientFrame[] = [];
  /** Every request that arrived. */
  readonly requests: HttpRequest[] = [];

  readonly #clock: SimClock;
  readonly #random: () => number;
  readonly #kept = new Map<string, { body: string; answer: ModelAnswer }>();
  readonly #tickets = new Set<string>();
  #token = 0;
  #names = 0;

  constructor(clock: SimClock, wards: ModelWards, random: () => number) {
    this.#clock = clock;
    this.#random = random;
    this.wards = wards;
    wards.onCommit = (ward, events) => {
      for (const peer of this.peers) this.#send(peer, ward, events);
    };
  }

  /** Access tokens given out so far no longer count. */
  expireTokens(): void {
    this.#token++;
  }

  http(request: HttpRequest): ModelAnswer {
    this.requests.push(request);
    if (this.failRequests > 0) {
      this.failRequests--;
      return problem('unavailable');
    }
    if (request.path.startsWith('/api/v1/auth/')) return this.#auth(request);
    if (request.headers['authorization'] !== `Bearer token-${String(this.#token)}`) {
      return problem('unauthenticated');
    }
    if (request.path === '/api/v1/realtime/tickets') {
      const ticket = `ticket-${String(this.#names++)}`;
      this.#tickets.add(ticket);
      return { status: 201, body: { ticket, expiresAt: this.#time(30_000) } };
    }
    if (request.path === '/api/v1/notifications') {
      return { status: 200, body: { notifications: [] } };
    }
    return this.#command(request);
  }

  /** An upgrade: gives how to talk to the peer, or null for a bad ticket. */
  connect(
    ticket: string,
    say: (text: string) => void,
    hangUp: (code: number) => void,
  ): { hear: (text: string) => void; gone: () => void } | null {
    if (!this.#tickets.delete(ticket)) return null;
    let cancel: () => void = () => undefined;
    const beat = (): void => {
      cancel = this.#clock.after(HEARTBEAT_MS, 'server', () => {
        this.#heartbeat(peer);
        beat();
      });
    };
    const peer: Peer = {
      say,
      hangUp,
      wards: new Map(),
      stopHeartbeat: () => {
        cancel();
      },
    };
    beat();
    this.peers.add(peer);
    this.#frame(peer, {
      type: 'welcome',
      connectionId: `c-${String(this.#names++)}`,
      serverTime: this.#time(0),
      heartbeatMs: HEARTBEAT_MS,
      replayWindowMs: 300_000,
    });
    return {
      hear: (text) => {
        if (this.peers.has(peer)) this.#hear(peer, clientFrameSchema.parse(JSON.parse(text)));
      },
      gone: () => {
        this.#drop(peer);
      },
    };
  }

  /** Closes every socket, after a goodbye where one is due. */
  closeAll(code: number, reconnectAfterMs: number | null = null): void {
    for (const peer of [...this.peers]) {
      if (reconnectAfterMs !== null) {
        this.#frame(peer, { type: 'goodbye', reason: 'draining', reconnectAfterMs });
      }
      this.#drop(peer);
      peer.hangUp(code);
    }
  }

  /** After a new epoch: every subscription gets the state as it is now. */
  resend(): void {
    for (const peer of this.peers) {
      for (const [ward, sub] of peer.wards) {
        if (sub.live) this.#snapshot(peer, ward, sub);
      }
    }
  }

  /** The user's right to a ward is withdrawn, or given again. */
  withdraw(ward: WardKey): void {
    this.forbidden.add(ward);
    for (const peer of this.peers) {
      if (peer.wards.delete(ward))
        this.#frame(peer, { type: 'unsubscribed', ward, code: 'forbidden' });
    }
  }

  /** Sends any text to all sockets: what a broken server might say. */
  sayRaw(text: string): void {
    for (const peer of this.peers) peer.say(text);
  }

  #drop(peer: Peer): void {
    peer.stopHeartbeat();
    this.peers.delete(peer);
  }

  #hear(peer: Peer, frame: ClientFrame): void {
    this.heard.push(frame);
    if (frame.type === 'unsubscribe') peer.wards.delete(frame.ward);
    if (frame.type === 'auth' && frame.token !== `token-${String(this.#token)}`) {
      this.#drop(peer);
      peer.hangUp(4001);
    }
    if (frame.type !== 'subscribe' || this.deaf) return;
    const { id, ward, cursor } = frame;
    if (this.forbidden.has(ward)) {
      this.#frame(peer, { type: 'error', id, code: 'forbidden', message: 'Not for you.' });
      return;
    }
    const sub = { sent: 0, live: false };
    peer.wards.set(ward, sub);
    // Reading head and events takes its time; what is committed meanwhile is in it.
    this.#clock.after(this.#random() * 300, 'server', () => {
      if (this.peers.has(peer) && peer.wards.get(ward) === sub) {
        this.#recover(peer, id, ward, cursor, sub);
      }
    });
  }

  #recover(
    peer: Peer,
    id: number,
    ward: WardKey,
    cursor: Cursor | null,
    sub: { sent: number; live: boolean },
  ): void {
    const head = this.wards.cursor(ward);
    const behind = head.seq - (cursor?.seq ?? 0);
    const known = cursor !== null && cursor.epoch === head.epoch && behind >= 0;
    const recovery = !known || behind > WINDOW ? 'snapshot' : behind === 0 ? 'current' : 'delta';
    this.#frame(peer, { type: 'subscribed', id, ward, recovery, cursor: head });
    sub.live = true;
    sub.sent = head.seq;
    if (recovery === 'snapshot') this.#snapshot(peer, ward, sub);
    if (recovery !== 'delta') return;
    const missing = this.wards.ward(ward).events.filter((event) => event.seq > head.seq - behind);
    const half = Math.ceil(missing.length / 2);
    for (const events of [missing.slice(0, half), missing.slice(half)]) {
      if (events.length > 0) this.#frame(peer, { type: 'events', ward, epoch: head.epoch, events });
    }
  }

  #snapshot(peer: Peer, ward: WardKey, sub: { sent: number }): void {
    const cursor = this.wards.cursor(ward);
    sub.sent = cursor.seq;
    this.#frame(peer, { type: 'snapshot', ward, cursor, state: this.wards.ward(ward).state });
  }

  #send(peer: Peer, ward: WardKey, events: readonly WardEvent[]): void {
    const sub = peer.wards.get(ward);
    if (sub?.live !== true) return;
    sub.sent = events.at(-1)?.seq ?? sub.sent;
    this.#frame(peer, { type: 'events', ward, epoch: this.wards.epoch, events: [...events] });
  }

  #heartbeat(peer: Peer): void {
    if (this.heartless) return;
    const wards: Record<WardKey, number> = {};
    for (const [ward, { live }] of peer.wards) {
      if (live && !this.blind) wards[ward] = this.wards.ward(ward).seq;
    }
    this.#frame(peer, { type: 'heartbeat', serverTime: this.#time(0), wards });
  }

  #frame(peer: Peer, frame: ServerFrame): void {
    peer.say(JSON.stringify(frame));
  }

  #auth({ path }: HttpRequest): ModelAnswer {
    if (path.endsWith('/logout')) return { status: 200, body: {} };
    if (path.endsWith('/login')) {
      if (this.refuseLogin) return problem('bad_credentials');
      this.sessionGoesOn = true;
    }
    if (!this.sessionGoesOn) return problem('refresh_token_invalid');
    this.#token++;
    return {
      status: 200,
      body: {
        accessToken: `token-${String(this.#token)}`,
        expiresAt: this.#time(TOKEN_MS),
        user: {
          id: this.userId,
          name: 'Dana',
          roles: ['dispatcher'],
          hospitals: ['H1'],
          nurseIds: {},
        },
      },
    };
  }

  #command({ path, headers, body }: HttpRequest): ModelAnswer {
    const key = headers['idempotency-key'] ?? '';
    const text = JSON.stringify(body);
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      return kept.body === text ? kept.answer : problem('idempotency_key_reused');
    }
    const command = commandOf(this.wards, path, body);
    if (command === null) return problem('not_found');
    const expires = headers['wardline-expires'];
    if (expires !== undefined && Date.parse(expires) < BEGIN + this.#clock.now) {
      return problem('command_expired');
    }
    const since = this.#changedSince(headers, JSON.stringify([path, body]));
    if (since !== null) return problem('changed_since', { events: since });
    try {
      const cursors = this.wards.run(command, key, 'dispatcher');
      const cursor = Object.values(cursors)[0];
      const answer = { status: 200, body: { cursor, cursors } };
      this.#kept.set(key, { body: text, answer });
      return answer;
    } catch (error) {
      if (error instanceof Refusal) return problem(error.code);
      throw error;
    }
  }

  /** Events after the basis that touch what the request names, but for the queue's own. */
  #changedSince(headers: Readonly<Record<string, string>>, named: string): unknown[] | null {
    const own = new Set((headers['wardline-own'] ?? '').split(',').map((id) => id.trim()));
    const found: unknown[] = [];
    for (const text of (headers['wardline-basis'] ?? '').split(',').filter((each) => each !== '')) {
      const basis = basisSchema.parse(text.trim());
      if (basis.cursor.epoch !== this.wards.epoch) return found;
      for (const event of this.wards.ward(basis.ward).events) {
        if (event.seq <= basis.cursor.seq || (event.commandId !== null && own.has(event.commandId)))
          continue;
        const ids = JSON.stringify(event.data).match(/"(?:id|nurseId|stayId)":"[^"]+"/g) ?? [];
        if (ids.some((id) => named.includes(id.split('"')[3] ?? ' '))) {
          found.push({ ward: basis.ward, ...event });
        }
      }
    }
    return found.length > 0 ? found : null;
  }

  #time(inMs: number): string {
    return new Date(this.#clock.serverNow + inMs).toISOString();
  }
}

function problem(code: ProblemCode, extra: Record<string, unknown> = {}): ModelAnswer {
  const { status, title } = PROBLEMS[code];
  return { status, body: { type: 'about:blank', title, status, code, ...extra } };
}
