export interface NodeAddress {
  readonly host: string;
  readonly port: number;
}

/** Where Redis is, from `REDIS_URL`. */
export interface RedisAddress {
  readonly cluster: boolean;
  /** The server, or the nodes from which a cluster is found. */
  readonly nodes: readonly [NodeAddress, ...NodeAddress[]];
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
  readonly tls: boolean;
}

const DEFAULT_PORT = 6379;

/**
 * Reads `redis://user:password@host:port/database`, `rediss://…` (TLS), or
 * `redis+cluster://user:password@host:port?node=host:port&tls=1`; one node is enough to find a
 * cluster, `node` names further ones to try.
 * @throws Error that does not repeat the address, which may hold a password
 */
export function parseRedisAddress(address: string): RedisAddress {
  const url = URL.parse(address);
  if (url === null || !/^(rediss?|redis\+cluster):$/.test(url.protocol) || url.hostname === '') {
    throw new Error('REDIS_URL is not an address of Redis');
  }
  const further = url.searchParams.getAll('node').map(parseNode);
  return {
    cluster: url.protocol === 'redis+cluster:',
    nodes: [parseNode(url.host), ...further],
    username: url.username === '' ? undefined : decodeURIComponent(url.username),
    password: url.password === '' ? undefined : decodeURIComponent(url.password),
    database: Number(/^\/(\d+)$/.exec(url.pathname)?.[1] ?? 0),
    tls: url.protocol === 'rediss:' || url.searchParams.get('tls') === '1',
  };
}

/** `host`, `host:port`, `[::1]:port` or, as clusters write it, `::1:port`. */
export function parseNode(text: string): NodeAddress {
  const [, host = text, port = DEFAULT_PORT] = /^(.+?)(?::(\d{1,5}))?$/.exec(text) ?? [];
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}
