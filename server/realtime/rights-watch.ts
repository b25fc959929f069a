import type { Logger } from 'pino';
import { CLOSE } from '../../src-shared/contract/frames/close-codes.ts';
import { parseWardKey } from '../../src-shared/contract/ids.ts';
import { mayReadWard } from '../auth/principal.ts';
import { serverFrame } from './frame-bytes.ts';
import type { Rights } from '../auth/principals.ts';
import type { RightsMark } from '../db/rights-changes.ts';
import { within } from './batched-reads.ts';
import type { Hub } from './hub.ts';
import type { Peer } from './peer.ts';
import type { RealtimeAuth } from './ports.ts';

export interface RightsWatchParts {
  readonly peers: () => Iterable<Peer>;
  readonly auth: RealtimeAuth;
  readonly hub: Hub;
  readonly everyMs: number;
  readonly log: Logger;
}

/** Sockets asked about in one query; more take several, one after the other. */
const AT_ONCE = 2_500;
const TIMEOUT_MS = 5_000;

/**
 * Asks again and again whose rights have changed among all open sockets, and cuts off or narrows
 * those that lost some: asked about are the sockets of users that a change was noted of, and those
 * not asked about before. While PostgreSQL cannot be asked, what it said last holds.
 */
export class RightsWatch {
  readonly #parts: RightsWatchParts;
  readonly #timer: NodeJS.Timeout;
  #reading = false;
  /** All sockets that were open then have been asked about as of then. */
  #mark: RightsMark | null = null;

  constructor(parts: RightsWatchParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.#poll(), parts.everyMs);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #poll(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      const changes = this.#parts.auth.rightsChanges(this.#mark);
      const { mark, users } = await within(changes, TIMEOUT_MS);
      const due = [...this.#parts.peers()].filter(
        (peer) =>
          peer.isOpen() && (users === null || peer.rightsDigest === '' || users.has(peer.userId)),
      );
      for (let at = 0; at < due.length; at += AT_ONCE) {
        await this.#ask(due.slice(at, at + AT_ONCE));
      }
      this.#mark = mark;
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'the rights of open sockets could not be read');
    } finally {
      this.#reading = false;
    }
  }

  async #ask(peers: readonly Peer[]): Promise<void> {
    const known = peers.map(({ userId, family, rightsDigest }) => ({
      ...{ userId, family, digest: rightsDigest },
    }));
    const changed = await within(this.#parts.auth.changedRights(known), TIMEOUT_MS);
    for (const [place, rights] of changed) {
      const peer = peers[place];
      // Meanwhile the socket may have come to live by another sign-in.
      if (peer !== undefined && peer.family === known[place]?.family) this.#apply(peer, rights);
    }
  }

  #apply(peer: Peer, rights: Rights | null): void {
    if (!peer.isOpen()) return;
    if (rights === null) {
      peer.close(CLOSE.unauthenticated, 'signed out');
      return;
    }
    const { principal, digest } = rights;
    peer.rightsDigest = digest;
    if (principal.memberships.length === 0) {
      peer.close(CLOSE.noAccess, 'no access left');
      return;
    }
    peer.principal = principal;
    for (const ward of [...peer.subscriptions.keys()]) {
      if (mayReadWard(principal, parseWardKey(ward))) continue;
      this.#parts.hub.unsubscribe(peer, ward);
      peer.send(serverFrame({ type: 'unsubscribed', ward, code: 'forbidden' }));
    }
  }
}
