import type { Cluster, Redis } from 'ioredis';
import { busEventPrefix, timeOf } from './bus-event.ts';
import type { Bus, CommittedEvent, CommittedEvents, WindowSpan } from './bus.ts';
import { wardChannel, wardOfChannel, windowKey } from './channels.ts';
import { ClusterChannels } from './cluster-channels.ts';
import type { RedisAddress } from './redis-address.ts';
import { connectCluster, connectNode } from './redis-connection.ts';
import { runScript } from './redis-script.ts';
import { singleChannels } from './single-channels.ts';
import type { WardChannels, WardChannelsListeners } from './ward-channels.ts';
import { COUNT_SCRIPT, PUBLISH_SCRIPT } from './window-script.ts';
import { PROBE_KEY, PROBE_SCRIPT, WriteWatch } from './write-watch.ts';

/** More than this on its way to Redis, in characters, and what comes is dropped for the relay. */
const IN_FLIGHT_MAX = 16 * 1024 * 1024;

export interface RedisBusOptions {
  readonly address: RedisAddress;
  readonly replayWindowMs: number;
  /** Told of each failure; the bus goes on trying by itself. */
  readonly onError: (operation: 'connect' | 'publish', error: Error) => void;
}

/** The bus with its connection, for what else is kept in the same Redis. */
export interface RedisBus extends Bus {
  readonly client: Redis | Cluster;
}

/** The bus over Redis or Valkey, a single server or a cluster. Connects by itself. */
export function createRedisBus(options: RedisBusOptions): RedisBus {
  const { address, replayWindowMs } = options;
  const onError = (error: Error): void => {
    options.onError('connect', error);
  };
  const messageListeners: ((ward: string, text: string) => void)[] = [];
  const resumeListeners: (() => void)[] = [];
  const listeners: WardChannelsListeners = {
    onMessage: (channel, text) => {
      const ward = wardOfChannel(channel);
      for (const listener of messageListeners) listener(ward, text);
    },
    onResume: () => {
      for (const listener of resumeListeners) listener();
    },
    onError,
  };
  const { client, channels } = connect(address, listeners);
  client.on('error', onError);
  const writes = new WriteWatch(
    () => runScript(client, PROBE_SCRIPT, PROBE_KEY, []),
    listeners.onResume,
  );

  let inFlight = 0;
  const publishWard = async (events: CommittedEvents): Promise<void> => {
    const size = events.events.reduce((sum, event) => sum + event.text.length, 0);
    if (size === 0) return;
    inFlight += size;
    try {
      if (client.status !== 'ready') throw new Error('Redis is down');
      if (inFlight > IN_FLIGHT_MAX) throw new Error('Redis is too slow');
      await runScript(client, PUBLISH_SCRIPT, windowKey(events.ward), [
        ...publishArguments(events, replayWindowMs),
        address.cluster ? 'SPUBLISH' : 'PUBLISH',
        ...events.events.flatMap((event) => [event.seq, event.text]),
      ]);
    } catch (error) {
      // That it is down, its connections tell.
      if (client.status === 'ready') writes.refused();
      options.onError('publish', error instanceof Error ? error : new Error(String(error)));
    } finally {
      inFlight -= size;
    }
  };

  return {
    client,
    publish: async (batch) => {
      await Promise.all(batch.map(publishWard));
    },
    join: (ward) => channels.join(wardChannel(ward)),
    leave: async (ward) => {
      channels.leave(wardChannel(ward));
    },
    readWindow: async (ward, epoch, after, limit) => {
      const texts = await client.zrange(
        ...([windowKey(ward), `(${after}`, '+inf', 'BYSCORE'] as const),
        ...(['LIMIT', 0, limit] as const),
      );
      return texts.flatMap((text) => eventOfWindow(busEventPrefix(ward, epoch), text));
    },
    countWindow: (spans) => Promise.all(spans.map((span) => count(client, span))),
    onMessage: (listener) => {
      messageListeners.push(listener);
    },
    onResume: (listener) => {
      resumeListeners.push(listener);
    },
    isUp: () => channels.isUp() && writes.takesWrites(),
    ping: async () => {
      await client.ping();
      if (!writes.takesWrites()) throw new Error('Redis takes no writes');
    },
    close: async () => {
      writes.close();
      channels.close();
      client.disconnect();
    },
  };
}

function connect(
  address: RedisAddress,
  listeners: WardChannelsListeners,
): { client: Redis | Cluster; channels: WardChannels } {
  if (address.cluster) {
    const client = connectCluster(address, 'wardline');
    return { client, channels: new ClusterChannels(client, address, listeners) };
  }
  const client = connectNode(address, address.nodes[0], 'wardline');
  return { client, channels: singleChannels(address, listeners) };
}

/** Channel, prefix, oldest time kept and expiry, as the script takes them. */
function publishArguments(events: CommittedEvents, replayWindowMs: number): (string | number)[] {
  const newest = events.events.at(-1);
  const oldest = (newest === undefined ? 0 : timeOf(newest)) - replayWindowMs;
  return [
    wardChannel(events.ward),
    busEventPrefix(events.ward, events.epoch),
    new Date(oldest).toISOString(),
    replayWindowMs,
  ];
}

/** Nothing where the text is not of the epoch: that is a hole, which readers see by its seq. */
function eventOfWindow(prefix: string, text: string): CommittedEvent[] {
  if (!text.startsWith(prefix)) return [];
  const seq = /^"seq":(\d{1,15}),/.exec(text.slice(prefix.length, prefix.length + 24))?.[1];
  return seq === undefined ? [] : [{ seq: Number(seq), text }];
}

async function count(client: Redis | Cluster, span: WindowSpan): Promise<number> {
  const held = await runScript(client, COUNT_SCRIPT, windowKey(span.ward), [
    busEventPrefix(span.ward, span.epoch),
    span.after,
    span.last,
  ]);
  return Number(held);
}
