/** Bounds of the WebSocket layer. Bytes are bytes, durations milliseconds. */
export interface RealtimeLimits {
  /** Largest inbound frame; a larger one closes 1009. */
  readonly inboundBytes: number;
  readonly subscriptionsPerSocket: number;
  /** In one process, not over all gateways; one socket more closes 4429. */
  readonly socketsPerUser: number;
  /** A socket may send so many frames at once … */
  readonly frameBurst: number;
  /** … and so many a second over time; more closes 4429. */
  readonly framesPerSecond: number;
  /** A delta holds at most so many events … */
  readonly deltaEvents: number;
  /** … and so many bytes of them; what is further behind gets a snapshot. */
  readonly deltaBytes: number;
  /** Past so many bytes queued for a socket its wards go "behind": nothing more is queued. */
  readonly behindBytes: number;
  /** Past so many the socket closes 4430. */
  readonly queuedBytes: number;
  /** So long without anything drained closes 4430. */
  readonly stalledMs: number;
  /** Recovery goes on while less than this is queued for the socket. */
  readonly recoveryBytes: number;
  /** Snapshots read at the same time in this process. */
  readonly snapshotReads: number;
  /** Two batched reads of heads, or of authority, begin at least so far apart. */
  readonly batchSpacingMs: number;
  /** So many heads are read together for all heartbeats; of more, only those due are read. */
  readonly headsAtOnce: number;
  /** So many handshakes are taken at once … */
  readonly handshakeBurst: number;
  /** … and so many a second over time; the rest is sent away with 503 and comes again. */
  readonly handshakesPerSecond: number;
  /** Recoveries that are finished in one turn of the event loop, so that live wards stay live. */
  readonly recoveriesPerTurn: number;
  /** Tickets are redeemed in batches that begin at least so far apart. */
  readonly ticketSpacingMs: number;
  /** Handshakes whose ticket is being checked at the same time; more are sent away with 503. */
  readonly pendingUpgrades: number;
  /** A channel that no socket wants any more is left after so long. */
  readonly leaveGraceMs: number;
  /** How long a subscribe waits for the bus before it goes on with PostgreSQL alone. */
  readonly joinWaitMs: number;
  /** How often rights of open sockets are read again. */
  readonly authorityMs: number;
  readonly presenceMs: number;
}

export const DEFAULT_LIMITS: RealtimeLimits = {
  inboundBytes: 10 * 1024,
  subscriptionsPerSocket: 1_000,
  socketsPerUser: 256,
  frameBurst: 2_200,
  framesPerSecond: 100,
  deltaEvents: 1_000,
  deltaBytes: 512 * 1024,
  behindBytes: 1024 * 1024,
  queuedBytes: 8 * 1024 * 1024,
  stalledMs: 10_000,
  recoveryBytes: 128 * 1024,
  snapshotReads: 4,
  batchSpacingMs: 100,
  headsAtOnce: 512,
  handshakeBurst: 2_000,
  handshakesPerSecond: 1_000,
  recoveriesPerTurn: 32,
  ticketSpacingMs: 10,
  pendingUpgrades: 4_000,
  leaveGraceMs: 5_000,
  joinWaitMs: 1_000,
  authorityMs: 2_000,
  presenceMs: 5_000,
};
