import { parseWardKey, wardKey, type WardKey } from '../../src-shared/contract/ids.ts';

/** Channel of a ward's events: `ward:H1:ICU`. */
export function wardChannel(ward: WardKey): string {
  const { hospitalId, wardId } = parseWardKey(ward);
  return `ward:${hospitalId}:${wardId}`;
}

/** Sorted set of a ward's window; the braces put it into the cluster slot of the channel. */
export function windowKey(ward: WardKey): string {
  return `{${wardChannel(ward)}}:log`;
}

/** The ward of a channel that `wardChannel` named. */
export function wardOfChannel(channel: string): WardKey {
  const [, hospitalId = '', wardId = ''] = channel.split(':');
  return wardKey({ hospitalId, wardId });
}
