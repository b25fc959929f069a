import type { Peer } from './peer.ts';
import type { WardFeed } from './ward-feed.ts';

/**
 * `recovering`: being brought to the head; live events wait in the feed. `live`: gets each event as
 * it comes. `behind`: the socket was too full, and is brought forward when it has drained.
 */
export type SubscriptionState = 'recovering' | 'live' | 'behind';

/** One socket's reading of one ward. A new `subscribe` of the same ward makes a new one. */
export class Subscription {
  readonly peer: Peer;
  readonly feed: WardFeed;
  state: SubscriptionState = 'recovering';
  /** Up to here, in this epoch, the socket was given everything. */
  epoch = '';
  sentSeq = 0;

  constructor(peer: Peer, feed: WardFeed) {
    this.peer = peer;
    this.feed = feed;
  }

  /** Whether the socket still wants this very subscription. */
  isWanted(): boolean {
    return this.peer.isOpen() && this.peer.subscriptions.get(this.feed.ward) === this;
  }
}
