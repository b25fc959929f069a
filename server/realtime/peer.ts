import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { CLOSE } from '../../src-shared/contract/frames/close-codes.ts';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { Principal } from '../auth/principal.ts';
import type { RealtimeLimits } from './limits.ts';
import type { Outlet } from './outlet.ts';
import type { Admission } from './ports.ts';
import type { Subscription } from './subscription.ts';
import { TokenBucket } from './token-bucket.ts';

export interface PeerParts {
  readonly connectionId: string;
  readonly webSocket: WebSocket;
  /** What the WebSocket runs on: prepared frames are written to it as they are. */
  readonly stream: Duplex;
  readonly admission: Admission;
  readonly principal: Principal;
  readonly limits: RealtimeLimits;
  readonly outlet: Outlet;
  /** Called once, when the process decides to close or finds the connection gone. */
  readonly onClosing: (peer: Peer) => void;
  /** Monotonic milliseconds. */
  readonly now: number;
}

/** One open socket: all that the process keeps for it, and the way out to it. */
export class Peer {
  readonly connectionId: string;
  readonly webSocket: WebSocket;
  readonly stream: Duplex;
  readonly userId: string;
  readonly deviceId: string | null;
  readonly allowance: TokenBucket;
  readonly subscriptions = new Map<WardKey, Subscription>();
  /** The sign-in that the socket lives by. A renewal may bring another one of the same user. */
  family: string;
  principal: Principal;
  /** Of `principal` in `family`; empty: either was set without one, and is compared in any case. */
  rightsDigest = '';
  /** When the access token ends, in milliseconds since 1970. */
  expiresAt: number;
  /** When the ping was sent that is not answered yet, in monotonic milliseconds. */
  pingedAt: number | null = null;
  /** Hospitals in which this socket is known to be present. */
  presentIn: readonly string[] = [];
  /** When that was said last, in monotonic milliseconds. */
  presenceSaidAt = -Infinity;
  /** Up to where in its user's line it was given notifications; null: not read yet. */
  notifiedUpTo: number | null = null;
  /** Why this process closed it; null: it has not. */
  closeCode: number | null = null;
  readonly #limits: RealtimeLimits;
  readonly #outlet: Outlet;
  readonly #onClosing: (peer: Peer) => void;
  /** What this turn has collected: nothing, one frame, or several. */
  #outbox: Buffer | Buffer[] | null = null;
  #outboxBytes = 0;
  /** Since when nothing has drained, in monotonic milliseconds; null: nothing is queued. */
  #stalledSince: number | null = null;
  #written = 0;
  #drained = 0;
  #closing = false;

  constructor(parts: PeerParts) {
    this.connectionId = parts.connectionId;
    this.webSocket = parts.webSocket;
    this.stream = parts.stream;
    this.userId = parts.admission.userId;
    this.family = parts.admission.family;
    this.deviceId = parts.admission.deviceId;
    this.expiresAt = parts.admission.expiresAt;
    this.principal = parts.principal;
    this.allowance = new TokenBucket(
      parts.limits.frameBurst,
      parts.limits.framesPerSecond,
      parts.now,
    );
    this.#limits = parts.limits;
    this.#outlet = parts.outlet;
    this.#onClosing = parts.onClosing;
  }

  isOpen(): boolean {
    return !this.#closing;
  }

  /** Bytes that the system has not taken yet. */
  queuedBytes(): number {
    return this.#outboxBytes + this.stream.writableLength;
  }

  /** Sends a frame that must not be left out. A socket that cannot take it any more is closed. */
  send(frame: Buffer): void {
    if (this.#closing) return;
    if (this.queuedBytes() > this.#limits.queuedBytes) {
      this.close(CLOSE.tooSlow, 'too slow a reader');
      return;
    }
    this.#collect(frame);
  }

  /** Sends events, unless too much is queued: false, and the ward is recovered after the drain. */
  deliver(frame: Buffer): boolean {
    if (this.#closing) return false;
    const queued = this.queuedBytes();
    if (queued > 0 && queued + frame.length > this.#limits.behindBytes) return false;
    this.#collect(frame);
    return true;
  }

  /** Writes what this turn has collected, as one write. */
  flush(): void {
    const frames = this.#outbox;
    if (frames === null) return;
    this.#written += this.#outboxBytes;
    this.#outbox = null;
    this.#outboxBytes = 0;
    if (!Array.isArray(frames)) {
      this.stream.write(frames);
      return;
    }
    this.stream.cork();
    for (const frame of frames) this.stream.write(frame);
    this.stream.uncork();
  }

  /** Whether something has been queued for so long without a byte of it draining. */
  isStalled(now: number, ms: number): boolean {
    const undrained = this.stream.writableLength;
    const drained = this.#written - undrained;
    if (undrained === 0) this.#stalledSince = null;
    else if (this.#stalledSince === null || drained > this.#drained) this.#stalledSince = now;
    this.#drained = drained;
    return this.#stalledSince !== null && now - this.#stalledSince >= ms;
  }

  /** Closes with a code, behind what was sent. The other end gets 30 s to answer. */
  close(code: number, reason: string): void {
    if (this.#closing) return;
    this.flush();
    this.closeCode = code;
    this.closed();
    this.webSocket.close(code, reason);
  }

  /** The connection is gone, or about to be: nothing more is sent. */
  closed(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#outbox = null;
    this.#outboxBytes = 0;
    this.#onClosing(this);
  }

  #collect(frame: Buffer): void {
    this.#outboxBytes += frame.length;
    if (this.#outbox === null) {
      this.#outbox = frame;
      this.#outlet.touchSocket(this);
    } else if (Array.isArray(this.#outbox)) this.#outbox.push(frame);
    else this.#outbox = [this.#outbox, frame];
  }
}
