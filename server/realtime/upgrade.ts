import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { WebSocket, WebSocketServer } from 'ws';
import { SUBPROTOCOL } from '../../src-shared/contract/frames/close-codes.ts';
import { PROBLEMS, type ProblemCode } from '../../src-shared/contract/problem.ts';
import type { Principal } from '../auth/principal.ts';
import type { Authority } from './authority.ts';
import { within } from './batched-reads.ts';
import type { RealtimeClock } from './clock.ts';
import type { RealtimeLimits } from './limits.ts';
import type { RealtimeMetrics } from './metrics.ts';
import type { Admission, RealtimeAuth } from './ports.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { TokenBucket } from './token-bucket.ts';

export interface UpgradeParts {
  readonly webSocketServer: WebSocketServer;
  readonly auth: RealtimeAuth;
  readonly authority: Authority;
  readonly limits: RealtimeLimits;
  readonly clock: RealtimeClock;
  readonly metrics: RealtimeMetrics;
  readonly log: Logger;
  readonly isDraining: () => boolean;
  readonly opened: (
    webSocket: WebSocket,
    stream: Duplex,
    admission: Admission,
    principal: Principal,
  ) => void;
}

type Fault = readonly [ProblemCode, string];

const PATH = '/realtime';
const ADMISSION_TIMEOUT_MS = 5_000;
const RETRY_SPREAD_S = 4;
const NO_TICKET: Fault = ['unauthenticated', 'The ticket is unknown, used, or too old.'];

/** Says who may open a socket, before there is one. A ticket is spent only on a request in order. */
export class Upgrade {
  readonly #parts: UpgradeParts;
  /** What a storm may cost: who exceeds it keeps the ticket, and comes again. */
  readonly #admission: TokenBucket;
  #pending = 0;

  constructor(parts: UpgradeParts) {
    this.#parts = parts;
    const { handshakeBurst, handshakesPerSecond } = parts.limits;
    this.#admission = new TokenBucket(handshakeBurst, handshakesPerSecond, parts.clock.now());
  }

  async handle(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const { limits, clock, webSocketServer } = this.#parts;
    // A client that goes away in the middle is no fault of this process.
    const ignore = (): void => undefined;
    stream.on('error', ignore);
    const url = URL.parse(`http://gateway${request.url ?? ''}`);
    if (url?.pathname !== PATH) {
      this.#refuse(stream, 'not_found', `Sockets are opened at ${PATH}.`);
      return;
    }
    const ticket = url.searchParams.get('ticket') ?? '';
    if (ticket === '') {
      this.#refuse(stream, 'unauthenticated', 'The ticket is missing.');
      return;
    }
    // Before the admission, which made-up tickets would otherwise use up for everybody.
    if (!this.#parts.auth.isTicketOurs(ticket)) {
      this.#refuse(stream, ...NO_TICKET);
      return;
    }
    if (this.#parts.isDraining()) {
      this.#sendAway(stream, 1);
      return;
    }
    if (this.#pending >= limits.pendingUpgrades || !this.#admission.take(clock.now())) {
      // Not all of them in the same second.
      this.#sendAway(stream, 1 + Math.floor(clock.random() * RETRY_SPREAD_S));
      return;
    }
    this.#pending += 1;
    try {
      const admitted = await this.#admit(stream, ticket, faultOf(request));
      if (admitted === null || stream.destroyed) return;
      const [admission, principal] = admitted;
      webSocketServer.handleUpgrade(request, stream, head, (webSocket) => {
        stream.off('error', ignore);
        this.#parts.opened(webSocket, stream, admission, principal);
      });
    } finally {
      this.#pending -= 1;
    }
  }

  /** @param fault what is wrong with the request, which is nobody's business without a ticket */
  async #admit(
    stream: Duplex,
    ticket: string,
    fault: Fault | null,
  ): Promise<[Admission, Principal] | null> {
    const { auth, authority, log } = this.#parts;
    try {
      if (fault !== null) {
        const isGood = await within(auth.isTicketGood(ticket), ADMISSION_TIMEOUT_MS);
        this.#refuse(stream, ...(isGood ? fault : NO_TICKET));
        return null;
      }
      const admission = await within(auth.redeemTicket(ticket), ADMISSION_TIMEOUT_MS);
      const principal = admission === null ? null : await authority.read(admission);
      if (admission !== null && principal !== null) return [admission, principal];
      this.#refuse(stream, ...NO_TICKET);
    } catch (error) {
      log.warn({ err: error }, 'a ticket could not be checked');
      this.#refuse(stream, 'unavailable', 'The ticket cannot be checked right now.', {
        'Retry-After': '1',
      });
    }
    return null;
  }

  /** Before the ticket was looked at: it is as good as before. */
  #sendAway(stream: Duplex, seconds: number): void {
    this.#refuse(stream, 'unavailable', 'Try another gateway, or this one later.', {
      'Retry-After': String(seconds),
    });
  }

  #refuse(
    stream: Duplex,
    code: ProblemCode,
    detail: string,
    headers: Readonly<Record<string, string>> = {},
  ): void {
    this.#parts.metrics.refusedUpgrade(PROBLEMS[code].status);
    refuseUpgrade(stream, code, detail, headers);
  }
}

/** What is wrong with a request whoever sends it; null: nothing. */
function faultOf(request: IncomingMessage): Fault | null {
  if (request.method !== 'GET') return ['method_not_allowed', 'Sockets are opened with GET.'];
  if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
    return ['invalid_request', 'Only WebSocket is spoken here.'];
  }
  const offered = request.headers['sec-websocket-protocol']?.split(',') ?? [];
  if (!offered.some((protocol) => protocol.trim() === SUBPROTOCOL)) {
    return ['invalid_request', `Offer the subprotocol ${SUBPROTOCOL}.`];
  }
  const { origin, host } = request.headers;
  if (origin !== undefined && URL.parse(origin)?.host !== host?.toLowerCase()) {
    return ['forbidden', 'A page of another site may not open sockets here.'];
  }
  return null;
}
