import { serverFrameSchema, type ServerFrame } from '../contract/frames/server-frame.ts';
import { wardKeySchema, type WardKey } from '../contract/ids.ts';

/**
 * What a text from the socket turned out to be. `unreadable` concerns one ward: what was said about
 * it is lost, so its state can no longer be followed. `ignored`: a type this build does not know,
 * or a frame that carries no state. `garbage`: not even an object; the socket cannot be trusted.
 */
export type ReadFrame =
  | { readonly kind: 'frame'; readonly frame: ServerFrame }
  | { readonly kind: 'unreadable'; readonly ward: WardKey }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'garbage' };

/** Types whose loss would leave a hole that nobody could see later. */
const VITAL = new Set(['welcome', 'heartbeat', 'subscribed', 'snapshot', 'events', 'unsubscribed']);

export function readFrame(text: string): ReadFrame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'garbage' };
  }
  const parsed = serverFrameSchema.safeParse(value);
  if (parsed.success) return { kind: 'frame', frame: parsed.data };
  if (typeof value !== 'object' || value === null || !('type' in value)) return { kind: 'garbage' };
  if (typeof value.type !== 'string' || !VITAL.has(value.type)) return { kind: 'ignored' };
  const ward = wardKeySchema.safeParse('ward' in value ? value.ward : undefined);
  return ward.success ? { kind: 'unreadable', ward: ward.data } : { kind: 'garbage' };
}
