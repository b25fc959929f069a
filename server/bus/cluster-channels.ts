import type { Cluster } from 'ioredis';
import { ChannelLine } from './channel-line.ts';
import { clusterSlot } from './cluster-slot.ts';
import { parseNode, type RedisAddress } from './redis-address.ts';
import { connectNode } from './redis-connection.ts';
import type { WardChannels, WardChannelsListeners } from './ward-channels.ts';

interface Joined {
  /** `host:port` of the node whose line it was given to; null while the slot's node is unknown. */
  node: string | null;
  confirmed: boolean;
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Sharded channels: each on a connection to the node that serves its slot. When slots move, the
 * channels follow, and only when all have arrived is it said that messages may have been missed.
 * Owns its lines; the cluster's connection belongs to the bus.
 */
export class ClusterChannels implements WardChannels {
  readonly #cluster: Cluster;
  readonly #address: RedisAddress;
  readonly #listeners: WardChannelsListeners;
  readonly #lines = new Map<string, ChannelLine>();
  readonly #channels = new Map<string, Joined>();
  #closed = false;

  constructor(cluster: Cluster, address: RedisAddress, listeners: WardChannelsListeners) {
    this.#cluster = cluster;
    this.#address = address;
    this.#listeners = listeners;
    cluster.on('refresh', () => {
      this.#follow();
    });
    cluster.on('ready', () => {
      this.#follow();
    });
  }

  join(channel: string): Promise<void> {
    const known = this.#channels.get(channel);
    if (known !== undefined) return known.promise;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => undefined);
    const joined: Joined = { node: null, confirmed: false, promise, resolve, reject };
    this.#channels.set(channel, joined);
    void this.#place(channel, joined);
    return promise;
  }

  leave(channel: string): void {
    const joined = this.#channels.get(channel);
    if (joined === undefined) return;
    this.#channels.delete(channel);
    if (joined.node !== null) this.#lines.get(joined.node)?.leave(channel);
    joined.reject(new Error('the channel was left'));
  }

  isUp(): boolean {
    if (this.#cluster.status !== 'ready') return false;
    for (const joined of this.#channels.values()) {
      if (joined.node === null || this.#lines.get(joined.node)?.isUp() !== true) return false;
    }
    return true;
  }

  close(): void {
    this.#closed = true;
    for (const line of this.#lines.values()) line.close();
    this.#lines.clear();
    for (const joined of this.#channels.values()) joined.reject(new Error('the bus was closed'));
    this.#channels.clear();
  }

  /** Gives a channel to the line of its slot's node; true once messages arrive there. */
  async #place(channel: string, joined: Joined): Promise<boolean> {
    const node = this.#cluster.slots[clusterSlot(channel)]?.[0] ?? null;
    if (joined.node !== null && joined.node !== node) this.#lines.get(joined.node)?.leave(channel);
    joined.node = node;
    if (node === null) return false;
    try {
      await this.#lineTo(node).join(channel);
    } catch {
      // It was left, or went to another node meanwhile, whose own attempt counts.
      return false;
    }
    if (joined.node !== node || this.#channels.get(channel) !== joined) return false;
    joined.confirmed = true;
    joined.resolve();
    return true;
  }

  #lineTo(node: string): ChannelLine {
    const known = this.#lines.get(node);
    if (known !== undefined) return known;
    const redis = connectNode(this.#address, parseNode(node), 'wardline-listen');
    redis.on('error', this.#listeners.onError);
    const line = new ChannelLine(redis, 'sharded', {
      onMessage: this.#listeners.onMessage,
      onReady: (again) => {
        if (again) this.#listeners.onResume();
      },
      onLost: () => {
        if (this.#closed) return;
        this.#listeners.onError(new Error(`${node} of the Redis cluster does not serve a channel`));
        this.#cluster.refreshSlotsCache();
      },
    });
    this.#lines.set(node, line);
    return line;
  }

  /** The map of slots was read: channels whose slot moved go to their new node. */
  #follow(): void {
    const moved = [...this.#channels].filter(
      ([channel, joined]) => this.#cluster.slots[clusterSlot(channel)]?.[0] !== joined.node,
    );
    if (moved.length === 0) return;
    const missed = moved.some(([, joined]) => joined.confirmed);
    const placed = moved.map(([channel, joined]) => this.#place(channel, joined));
    void Promise.all(placed).then(() => {
      if (missed && !this.#closed) this.#listeners.onResume();
    });
    this.#closeUnused();
  }

  #closeUnused(): void {
    const used = new Set([...this.#channels.values()].map((joined) => joined.node));
    for (const [node, line] of this.#lines) {
      if (used.has(node)) continue;
      line.close();
      this.#lines.delete(node);
    }
  }
}
