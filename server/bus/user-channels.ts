import type { Cluster, Redis } from 'ioredis';
import type { RedisAddress } from './redis-address.ts';
import { connectNode } from './redis-connection.ts';
import type { UserMessage } from './user-message.ts';

/**
 * Carries what concerns one user to the gateways where her devices are. It may lose, repeat and
 * reorder, as the bus may: what is lost is found in PostgreSQL within a second.
 */
export interface UserChannels {
  /** Returns at once and throws nothing: what the bus cannot take is dropped. */
  tell(messages: readonly UserMessage[]): void;
  /** Called with each message to anybody: users with a device here are few among all. */
  onMessage(listener: (userId: string, text: string) => void): void;
  close(): void;
}

/** Within one gateway, without Redis. */
export function memoryUserChannels(): UserChannels {
  const listeners: ((userId: string, text: string) => void)[] = [];
  return {
    tell: (messages) => {
      for (const { userId, text } of messages) {
        for (const listener of listeners) listener(userId, text);
      }
    },
    onMessage: (listener) => {
      listeners.push(listener);
    },
    close: () => {
      listeners.length = 0;
    },
  };
}

const PREFIX = 'user:';
const ALL = `${PREFIX}*`;

/**
 * Over Redis. Every gateway hears of every user: there are few notifications beside events, and
 * joining and leaving a channel for each of 20,000 sockets would cost more than passing over what
 * is meant for others. Owns its listening connection; the publishing one is the bus's.
 */
export function redisUserChannels(
  client: Redis | Cluster,
  address: RedisAddress,
  onError: (error: Error) => void,
): UserChannels {
  const listening = address.cluster
    ? client
    : connectNode(address, address.nodes[0], 'wardline-users');
  if (listening !== client) listening.on('error', onError);
  listening.on('ready', () => {
    listening.psubscribe(ALL).catch(onError);
  });
  return {
    tell: (messages) => {
      if (client.status !== 'ready') return;
      for (const { userId, text } of messages) {
        client.publish(`${PREFIX}${userId}`, text).catch(onError);
      }
    },
    onMessage: (listener) => {
      listening.on('pmessage', (_pattern: string, channel: string, text: string) => {
        listener(channel.slice(PREFIX.length), text);
      });
    },
    close: () => {
      if (listening !== client) listening.disconnect();
    },
  };
}
