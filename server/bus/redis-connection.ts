import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { NodeAddress, RedisAddress } from './redis-address.ts';

/** A Redis that does not answer within this is treated as down, in milliseconds. */
const COMMAND_TIMEOUT_MS = 2_000;
const CONNECT_TIMEOUT_MS = 3_000;
const RETRY_MAX_MS = 1_000;
const SLOTS_REFRESH_MS = 2_000;

/** Nothing is queued while there is no connection, and nothing is sent twice. */
function commonOptions(address: RedisAddress, name: string) {
  return {
    ...(address.username === undefined ? {} : { username: address.username }),
    ...(address.password === undefined ? {} : { password: address.password }),
    ...(address.tls ? { tls: {} } : {}),
    connectionName: name,
    disableClientInfo: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    keepAlive: 10_000,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
  } satisfies RedisOptions;
}

/** Reconnects for ever, soon and then each second. */
function retryAfter(times: number): number {
  return Math.min(50 * 2 ** Math.min(times, 8), RETRY_MAX_MS);
}

/** One connection to one server. The caller listens for its errors and disconnects it. */
export function connectNode(address: RedisAddress, node: NodeAddress, name: string): Redis {
  return new Redis({
    ...commonOptions(address, name),
    ...node,
    db: address.database,
    enableOfflineQueue: false,
    retryStrategy: retryAfter,
  });
}

/** Connections to all masters of a cluster. The caller listens for errors and disconnects it. */
export function connectCluster(address: RedisAddress, name: string): Cluster {
  return new Cluster([...address.nodes], {
    enableOfflineQueue: false,
    slotsRefreshInterval: SLOTS_REFRESH_MS,
    slotsRefreshTimeout: COMMAND_TIMEOUT_MS,
    clusterRetryStrategy: retryAfter,
    redisOptions: commonOptions(address, name),
  });
}
