import { CLOSE } from '../../src-shared/contract/frames/close-codes.ts';
import type { RealtimeClock } from './clock.ts';
import { serverFrame } from './frame-bytes.ts';
import type { Peer } from './peer.ts';

/** Few sockets are not spread over more than this each, in milliseconds: a small house stops fast. */
const SLOT_MAX_MS = 50;
const RECONNECT_MAX_MS = 500;

/**
 * Sends the sockets away one after the other, spread over the stated time, so that they do not all
 * knock at the next gateway at once. Each stays live until its slot. Resolves after the last slot.
 */
export async function drainPeers(
  peers: readonly Peer[],
  drainMs: number,
  clock: RealtimeClock,
): Promise<void> {
  const span = Math.min(drainMs, peers.length * SLOT_MAX_MS);
  const slots = shuffled(peers, clock.random).map((peer, index) => ({
    peer,
    at: (span * (index + clock.random())) / peers.length,
  }));
  const began = clock.now();
  for (const { peer, at } of slots) {
    const wait = began + at - clock.now();
    if (wait >= 1) await new Promise((resolve) => setTimeout(resolve, wait));
    sendAway(peer, Math.floor(clock.random() * RECONNECT_MAX_MS));
  }
}

export function sendAway(peer: Peer, reconnectAfterMs: number): void {
  if (!peer.isOpen()) return;
  peer.send(serverFrame({ type: 'goodbye', reason: 'restart', reconnectAfterMs }));
  peer.close(CLOSE.draining, 'this gateway is stopping');
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
