import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { WebSocketServer, type WebSocket } from 'ws';
import { CLOSE, SUBPROTOCOL } from '../../src-shared/contract/frames/close-codes.ts';
import type { Principal } from '../auth/principal.ts';
import type { Bus } from '../bus/bus.ts';
import type { Presence } from '../bus/presence.ts';
import type { UserChannels } from '../bus/user-channels.ts';
import type { NotificationReads } from '../db/notification-reads.ts';
import { Authority } from './authority.ts';
import { ClientFrames } from './client-frames.ts';
import { SYSTEM_CLOCK, type RealtimeClock } from './clock.ts';
import { drainPeers } from './drain.ts';
import { serverFrame } from './frame-bytes.ts';
import { collectAll, RushMemory, YoungSpace } from './garbage-collection.ts';
import { busyShare, GatherWindow } from './gather-window.ts';
import { Heartbeats } from './heartbeats.ts';
import { Hub } from './hub.ts';
import { DEFAULT_LIMITS, type RealtimeLimits } from './limits.ts';
import { createRealtimeMetrics, type RealtimeMetrics } from './metrics.ts';
import { NotificationFeed } from './notification-feed.ts';
import { Outlet } from './outlet.ts';
import { PeerListeners } from './peer-listeners.ts';
import { Peer } from './peer.ts';
import type { Admission, RealtimeAuth, ReceiptPort, WardReads } from './ports.ts';
import { PresenceWatch } from './presence-watch.ts';
import { RightsWatch } from './rights-watch.ts';
import { Upgrade } from './upgrade.ts';

/** Durations are milliseconds, as in the environment. */
export interface RealtimeSettings {
  readonly heartbeatMs: number;
  readonly heartbeatTimeoutMs: number;
  readonly drainMs: number;
  readonly replayWindowMs: number;
}

export interface RealtimeParts {
  readonly settings: RealtimeSettings;
  readonly limits?: Partial<RealtimeLimits>;
  /** `createWardReads(database)` of server/db/ward-reads.ts. */
  readonly reads: WardReads;
  /** Not closed here: whoever opened it closes it, after this. */
  readonly bus: Bus;
  readonly presence: Presence;
  readonly auth: RealtimeAuth;
  readonly receipts: ReceiptPort;
  /** What users are told, and where from; null: nothing (for tests of the rest). */
  readonly notifications: {
    readonly reads: NotificationReads;
    readonly users: UserChannels;
  } | null;
  readonly log: Logger;
  /** Where the metrics are registered. */
  readonly metrics: Registry;
  readonly clock?: RealtimeClock;
  /** The share of time in which the process is busy, 0 to 1; for tests. */
  readonly busyShare?: () => number;
}

/** The sockets of one process. */
export interface Realtime {
  /** Takes over the `upgrade` events of a listener: `/realtime` is ours, all else is 404. */
  attach(server: Server): void;
  /** No new sockets; says goodbye to each in its slot and resolves when that is done. */
  drain(): Promise<void>;
  /** Closes what is left (1012), all timers, and leaves the bus. */
  close(): Promise<void>;
}

/** How often small things are looked after: expiry, stalled sockets, kept events. Milliseconds. */
const SWEEP_MS = 1_000;
/** How long a closing process waits for the other ends, in milliseconds. */
const CLOSE_GRACE_MS = 1_000;

export function createRealtime(parts: RealtimeParts): Realtime {
  return new Sockets(parts);
}

class Sockets implements Realtime {
  readonly #parts: RealtimeParts;
  readonly #limits: RealtimeLimits;
  readonly #clock: RealtimeClock;
  readonly #metrics: RealtimeMetrics;
  readonly #peers = new Set<Peer>();
  readonly #socketsOfUser = new Map<string, number>();
  readonly #outlet: Outlet;
  readonly #hub: Hub;
  readonly #authority: Authority;
  readonly #clientFrames: ClientFrames;
  readonly #heartbeats: Heartbeats;
  readonly #rightsWatch: RightsWatch;
  readonly #presenceWatch: PresenceWatch;
  readonly #notifications: NotificationFeed | null;
  readonly #upgrade: Upgrade;
  readonly #listeners: PeerListeners;
  readonly #youngSpace = new YoungSpace();
  readonly #rushMemory = new RushMemory(() => {
    collectAll();
    this.#youngSpace.letGrow();
  });
  readonly #sweepTimer: NodeJS.Timeout;
  #draining = false;
  readonly #onClosing = (closing: Peer): void => {
    this.#heartbeats.remove(closing);
    this.#hub.drop(closing);
    this.#notifications?.remove(closing);
    void this.#presenceWatch.drop(closing);
  };

  constructor(parts: RealtimeParts) {
    this.#parts = parts;
    const { settings, auth, receipts, log } = parts;
    const limits = { ...DEFAULT_LIMITS, ...parts.limits };
    const clock = parts.clock ?? SYSTEM_CLOCK;
    const metrics = createRealtimeMetrics(parts.metrics, clock.wallTime);
    this.#limits = limits;
    this.#clock = clock;
    this.#metrics = metrics;
    this.#outlet = new Outlet(
      new GatherWindow(clock.now, parts.busyShare ?? busyShare()),
      clock.now,
    );
    this.#hub = new Hub({
      ...{ bus: parts.bus, reads: parts.reads, clock, limits, metrics, log },
      outlet: this.#outlet,
      replayWindowMs: settings.replayWindowMs,
    });
    this.#authority = new Authority(auth, clock, limits);
    const shared = { hub: this.#hub, authority: this.#authority, log };
    const peers = (): Iterable<Peer> => this.#peers;
    this.#clientFrames = new ClientFrames({ ...shared, auth, receipts, limits, clock });
    this.#listeners = new PeerListeners({
      message: (peer, data, isBinary) => {
        this.#clientFrames.receive(peer, data, isBinary);
      },
      closed: (peer, code) => {
        this.#closed(peer, code);
      },
      drained: (peer) => {
        this.#hub.drained(peer);
      },
    });
    this.#heartbeats = new Heartbeats({
      ...{ hub: this.#hub, clock, heartbeatMs: settings.heartbeatMs },
      ...{ timeoutMs: settings.heartbeatTimeoutMs, headsAtOnce: limits.headsAtOnce },
    });
    this.#rightsWatch = new RightsWatch({
      ...{ auth, hub: this.#hub, peers, everyMs: limits.authorityMs, log },
    });
    this.#presenceWatch = new PresenceWatch({
      ...{ peers, presence: parts.presence, everyMs: limits.presenceMs, clock, log },
    });
    this.#notifications =
      parts.notifications === null
        ? null
        : new NotificationFeed({ ...parts.notifications, clock, limits, log });
    this.#upgrade = new Upgrade({
      ...{ auth, authority: this.#authority, limits, clock, metrics, log },
      webSocketServer: new WebSocketServer({
        noServer: true,
        clientTracking: false,
        perMessageDeflate: false,
        maxPayload: limits.inboundBytes,
        handleProtocols: () => SUBPROTOCOL,
      }),
      isDraining: () => this.#draining,
      opened: (webSocket, stream, admission, principal) => {
        this.#open(webSocket, stream, admission, principal);
      },
    });
    this.#sweepTimer = setInterval(() => {
      this.#sweep();
    }, SWEEP_MS);
  }

  attach(server: Server): void {
    server.on('upgrade', (request, stream, head) => {
      this.#upgrade.handle(request, stream, head).catch((error: unknown) => {
        this.#parts.log.warn({ err: error }, 'an upgrade failed');
        stream.destroy();
      });
    });
  }

  async drain(): Promise<void> {
    this.#draining = true;
    await drainPeers([...this.#peers], this.#parts.settings.drainMs, this.#clock);
  }

  async close(): Promise<void> {
    this.#draining = true;
    for (const peer of this.#peers) peer.close(CLOSE.draining, 'this gateway is stopping');
    clearInterval(this.#sweepTimer);
    this.#heartbeats.close();
    this.#rightsWatch.close();
    this.#presenceWatch.close();
    this.#notifications?.close();
    this.#authority.close();
    await this.#hub.close();
    this.#outlet.close();
    await this.#allClosed();
    for (const peer of this.#peers) peer.webSocket.terminate();
  }

  #open(webSocket: WebSocket, stream: Duplex, admission: Admission, principal: Principal): void {
    const peer = new Peer({
      ...{ webSocket, stream, admission, principal, limits: this.#limits, outlet: this.#outlet },
      connectionId: randomUUID(),
      onClosing: this.#onClosing,
      now: this.#clock.now(),
    });
    this.#peers.add(peer);
    this.#youngSpace.look();
    this.#metrics.connected();
    const sockets = (this.#socketsOfUser.get(peer.userId) ?? 0) + 1;
    this.#socketsOfUser.set(peer.userId, sockets);
    this.#listeners.attach(peer);
    if (this.#draining) peer.close(CLOSE.draining, 'this gateway is stopping');
    else if (sockets > this.#limits.socketsPerUser) peer.close(CLOSE.tooMany, 'too many sockets');
    else if (principal.memberships.length === 0) peer.close(CLOSE.noAccess, 'no access left');
    else this.#welcome(peer);
  }

  #welcome(peer: Peer): void {
    const { heartbeatMs, replayWindowMs } = this.#parts.settings;
    this.#heartbeats.add(peer);
    peer.send(
      serverFrame({
        type: 'welcome',
        connectionId: peer.connectionId,
        serverTime: new Date(this.#clock.wallTime()).toISOString(),
        heartbeatMs,
        replayWindowMs,
      }),
    );
    this.#notifications?.add(peer);
  }

  #closed(peer: Peer, code: number): void {
    peer.closed();
    if (!this.#peers.delete(peer)) return;
    const sockets = (this.#socketsOfUser.get(peer.userId) ?? 1) - 1;
    if (sockets === 0) this.#socketsOfUser.delete(peer.userId);
    else this.#socketsOfUser.set(peer.userId, sockets);
    this.#metrics.disconnected(peer.closeCode ?? code);
  }

  #sweep(): void {
    const now = this.#clock.now();
    const wallTime = this.#clock.wallTime();
    this.#youngSpace.look();
    this.#rushMemory.look(this.#peers.size, now);
    for (const peer of this.#peers) {
      if (!peer.isOpen()) continue;
      if (peer.expiresAt <= wallTime) peer.close(CLOSE.unauthenticated, 'the access token ended');
      else if (peer.isStalled(now, this.#limits.stalledMs)) {
        peer.close(CLOSE.tooSlow, 'too slow a reader');
      }
    }
    this.#hub.sweep();
  }

  /** Waits for the other ends to answer the close, for a while. */
  async #allClosed(): Promise<void> {
    const deadline = this.#clock.now() + CLOSE_GRACE_MS;
    while (this.#peers.size > 0 && this.#clock.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
