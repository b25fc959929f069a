import type { Logger } from 'pino';
import { CLOSE } from '../../src-shared/contract/frames/close-codes.ts';
import { parseWardKey } from '../../src-shared/contract/ids.ts';
import { mayReadWard, type Principal } from '../auth/principal.ts';
import type { Authority } from './authority.ts';
import { serverFrame } from './frame-bytes.ts';
import type { Hub } from './hub.ts';
import type { Peer } from './peer.ts';

export interface RightsWatchParts {
  readonly peers: () => Iterable<Peer>;
  readonly authority: Authority;
  readonly hub: Hub;
  readonly everyMs: number;
  readonly log: Logger;
}

/**
 * Reads the rights of all open sockets again and again, in one query each time, and cuts off or
 * narrows those that lost some. While PostgreSQL cannot be asked, what it said last holds.
 */
export class RightsWatch {
  readonly #parts: RightsWatchParts;
  readonly #timer: NodeJS.Timeout;
  #reading = false;

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
      const { authority } = this.#parts;
      const open = [...this.#parts.peers()].filter((peer) => peer.isOpen());
      await Promise.all(
        open.map(async (peer) => {
          const { family } = peer;
          const principal = await authority.read(peer);
          // Meanwhile the socket may have come to live by another sign-in.
          if (peer.family === family) this.#apply(peer, principal);
        }),
      );
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'the rights of open sockets could not be read');
    } finally {
      this.#reading = false;
    }
  }

  #apply(peer: Peer, principal: Principal | null): void {
    if (!peer.isOpen()) return;
    if (principal === null) {
      peer.close(CLOSE.unauthenticated, 'signed out');
      return;
    }
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
