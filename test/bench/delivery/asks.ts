/** Who is measured. */
export type PeerKind =
  | 'wardline'
  /** With its Redis adapter, which forgets what it has sent. */
  | 'socket.io'
  /** With its adapter for Redis streams and connection-state recovery. */
  | 'socket.io-streams'
  /** A bare TCP server that writes the finished bytes. */
  | 'floor';

/** One socket of the load and what it follows. */
export interface LoadClient {
  readonly ward: string;
  /** For Wardline: a ticket is fetched with it just before the socket is opened. */
  readonly token?: string;
}

export type LoadAsk =
  | {
      readonly do: 'connect';
      readonly kind: PeerKind;
      readonly port: number;
      readonly clients: readonly LoadClient[];
      /** Sockets that are being opened at the same time. */
      readonly atOnce: number;
      /** No more are opened after so long; the report tells how many are live. */
      readonly withinMs: number;
    }
  | { readonly do: 'reset' }
  | { readonly do: 'report' }
  /** Drops all sockets. */
  | { readonly do: 'cut' }
  /** Fetches a ticket for each, for `return`. */
  | { readonly do: 'tickets' }
  /** Opens all again at once, with those tickets, from where each was. */
  | {
      readonly do: 'return';
      /** A socket is live again when it has all of its ward up to this seq. */
      readonly heads: Readonly<Record<string, number>>;
      /** What is not live by then stays so. */
      readonly withinMs: number;
    };

export interface LoadReport {
  /** Sockets that are open and follow their ward. */
  readonly live: number;
  /** Sockets that were closed by the other end since the start. */
  readonly lost: number;
  /** Events received since `reset`, each counted for each socket. */
  readonly deliveries: number;
  readonly frames: number;
  /** Events that did not follow on the one before, since the start. */
  readonly gaps: number;
  /** From an event's making to its receipt, in ms, since `reset`. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Of `connect` and `return`: until all were live or the time was over, in ms. */
  readonly tookMs: number;
  /** Handshakes that were refused or broke, and were tried again. */
  readonly refused: number;
  /** Sockets that came back to a server that no longer knew what they had missed. */
  readonly forgotten: number;
  /** Why the first socket was refused or lost; empty: none was. */
  readonly firstClose: string;
}

export type WriterAsk =
  | {
      readonly do: 'open';
      readonly databaseUrl: string;
      readonly redisUrl: string;
      /** Socket.IO's events go to a stream instead of a channel. */
      readonly streams: boolean;
      readonly wards: readonly string[];
    }
  | {
      readonly do: 'write';
      readonly kind: PeerKind;
      /** Of the floor: where it takes its frames. */
      readonly port: number;
      readonly perSecond: number;
      readonly seconds: number;
      /** Only the first so many wards. */
      readonly wards: number;
      /** To one ward after the other instead of at random: each gets the same number. */
      readonly inTurn?: boolean;
    };

export interface WriterReport {
  /** Events that were committed and published, by ward. */
  readonly written: Readonly<Record<string, number>>;
  /** The newest seq of each ward, whoever wrote it. */
  readonly heads: Readonly<Record<string, number>>;
  /** How long it took: longer than asked for where the writer could not keep its rate. */
  readonly tookMs: number;
}
