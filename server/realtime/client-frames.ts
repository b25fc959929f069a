import type { Logger } from 'pino';
import type { RawData } from 'ws';
import {
  clientFrameSchema,
  type ClientFrame,
} from '../../src-shared/contract/frames/client-frame.ts';
import { CLOSE } from '../../src-shared/contract/frames/close-codes.ts';
import type { SubscribeFrame } from '../../src-shared/contract/frames/subscribe.ts';
import { parseWardKey } from '../../src-shared/contract/ids.ts';
import { mayReadWard } from '../auth/principal.ts';
import type { Authority } from './authority.ts';
import type { RealtimeClock } from './clock.ts';
import { serverFrame } from './frame-bytes.ts';
import { refusedFrame, type Hub } from './hub.ts';
import type { RealtimeLimits } from './limits.ts';
import type { Peer } from './peer.ts';
import type { RealtimeAuth, ReceiptPort, SocketSession } from './ports.ts';

export interface ClientFramesParts {
  readonly hub: Hub;
  readonly auth: RealtimeAuth;
  readonly authority: Authority;
  readonly receipts: ReceiptPort;
  readonly limits: RealtimeLimits;
  readonly clock: RealtimeClock;
  readonly log: Logger;
}

/** What clients say, and what follows from it. */
export class ClientFrames {
  readonly #parts: ClientFramesParts;

  constructor(parts: ClientFramesParts) {
    this.#parts = parts;
  }

  receive(peer: Peer, data: RawData, isBinary: boolean): void {
    if (!peer.isOpen()) return;
    if (!peer.allowance.take(this.#parts.clock.now())) {
      peer.close(CLOSE.tooMany, 'too many frames');
      return;
    }
    const frame = isBinary ? null : parseFrame(data);
    if (frame === null) {
      peer.close(CLOSE.badFrame, 'not a frame of this protocol');
      return;
    }
    this.#act(peer, frame);
  }

  #act(peer: Peer, frame: ClientFrame): void {
    switch (frame.type) {
      case 'subscribe':
        void this.#subscribe(peer, frame);
        return;
      case 'unsubscribe':
        this.#parts.hub.unsubscribe(peer, frame.ward);
        return;
      case 'ack':
        void this.#parts.receipts.delivered(peer, frame.notificationIds);
        return;
      case 'auth':
        void this.#renew(peer, frame.token);
        return;
    }
  }

  async #subscribe(peer: Peer, frame: SubscribeFrame): Promise<void> {
    const ward = parseWardKey(frame.ward);
    const isAllowed =
      mayReadWard(peer.principal, ward) ||
      ((await this.#reread(peer)) && mayReadWard(peer.principal, ward));
    if (!peer.isOpen()) return;
    if (!isAllowed) {
      peer.send(refusedFrame(frame.id));
      return;
    }
    const { subscriptions } = peer;
    if (
      !subscriptions.has(frame.ward) &&
      subscriptions.size >= this.#parts.limits.subscriptionsPerSocket
    ) {
      peer.send(tooManyFrame(frame.id, this.#parts.limits.subscriptionsPerSocket));
      return;
    }
    this.#parts.hub.subscribe(peer, frame);
  }

  /** A nurse may have come to a ward since her rights were read last. */
  async #reread(peer: Peer): Promise<boolean> {
    try {
      const principal = await this.#parts.authority.read(peer);
      if (principal === null) return false;
      peer.principal = principal;
      // It may be older than what the digest was made of: all is compared with what is read next.
      peer.rightsDigest = '';
      return true;
    } catch (error) {
      this.#parts.log.debug({ err: error }, 'rights could not be read');
      return false;
    }
  }

  async #renew(peer: Peer, token: string): Promise<void> {
    const renewed = await this.#parts.auth.verifyToken(token).catch((error: unknown) => {
      this.#parts.log.warn({ err: error }, 'a token could not be checked');
      return null;
    });
    const isValid = renewed?.userId === peer.userId && (await this.#isSignedIn(renewed));
    if (!peer.isOpen()) return;
    if (renewed === null || !isValid) {
      peer.close(CLOSE.unauthenticated, 'the token is not valid here');
      return;
    }
    const isSameSignIn = renewed.family === peer.family;
    peer.expiresAt = isSameSignIn ? Math.max(peer.expiresAt, renewed.expiresAt) : renewed.expiresAt;
    if (isSameSignIn) return;
    peer.family = renewed.family;
    peer.rightsDigest = '';
  }

  /** Whether a sign-in stands. While PostgreSQL cannot be asked it does: it is asked again soon. */
  async #isSignedIn(session: SocketSession): Promise<boolean> {
    try {
      return (await this.#parts.authority.read(session)) !== null;
    } catch (error) {
      this.#parts.log.debug({ err: error }, 'rights could not be read');
      return true;
    }
  }
}

function parseFrame(data: RawData): ClientFrame | null {
  try {
    // The server is set to give text as one buffer.
    const parsed = clientFrameSchema.safeParse(JSON.parse((data as Buffer).toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function tooManyFrame(id: number, limit: number): Buffer {
  const message = `A socket follows at most ${limit} wards.`;
  return serverFrame({ type: 'error', id, code: 'too_many_requests', message });
}
