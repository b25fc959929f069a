/** Who is measured. */
export type PeerKind = 'wardline' | 'socket.io' | 'floor';

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
    }
  | { readonly do: 'reset' }
  | { readonly do: 'report' }
  /** Drops all sockets. */
  | { readonly do: 'cut' }
  /** Fetches a ticket for each, for `return`. */
  | { readonly do: 'tickets' }
  /** Opens all again at once, with those tickets; `cursors`: from where each was. */
  | { readonly do: 'return'; readonly cursors: boolean };

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
  /** Of `connect` and `storm`: until all were live, in ms. */
  readonly tookMs: number;
  readonly firstClose: string;
}

export type WriterAsk =
  | {
      readonly do: 'open';
      readonly databaseUrl: string;
      readonly redisUrl: string;
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
    };

/** Events that were committed and published, by ward. */
export type WriterReport = Readonly<Record<string, number>>;
