import { ChannelLine } from './channel-line.ts';
import type { RedisAddress } from './redis-address.ts';
import { connectNode } from './redis-connection.ts';
import type { WardChannels, WardChannelsListeners } from './ward-channels.ts';

/** All channels on one connection to one server. */
export function singleChannels(
  address: RedisAddress,
  listeners: WardChannelsListeners,
): WardChannels {
  const redis = connectNode(address, address.nodes[0], 'wardline-listen');
  redis.on('error', listeners.onError);
  const line = new ChannelLine(redis, 'plain', {
    onMessage: listeners.onMessage,
    onReady: (again) => {
      if (again) listeners.onResume();
    },
    onLost: () => {
      listeners.onError(new Error('the connection to Redis was lost'));
    },
  });
  return {
    join: (channel) => line.join(channel),
    leave: (channel) => {
      line.leave(channel);
    },
    isUp: () => line.isUp(),
    close: () => {
      line.close();
    },
  };
}
