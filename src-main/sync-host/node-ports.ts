import { randomUUID } from 'node:crypto';
import { Agent as HttpAgent, request as askHttp, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as askHttps } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { createSecureContext, rootCertificates } from 'node:tls';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../src-shared/contract/frames/close-codes.ts';
import { elapsedClock } from '../../src-shared/sync/elapsed-clock.ts';
import type { FileBody } from '../../src-shared/sync/file-body.ts';
import { fileIn, parseJson, retryAfterMs } from '../../src-shared/sync/http-body.ts';
import type {
  HttpAnswer,
  HttpPort,
  HttpRequest,
  Socket,
  SocketListener,
  SocketPort,
  TimerPort,
} from '../../src-shared/sync/ports.ts';
import { TunnelAgent } from './tunnel.ts';

/** How a gateway is reached. */
export interface Route {
  readonly gateway: string;
  /** `http://host:port`; null: straight. */
  readonly proxy: string | null;
  /** PEM; trusted besides the usual authorities. */
  readonly authorities: string | null;
}

/** After `close` a dead peer may keep a socket long; nobody else waits for that. */
const ABANDON_AFTER_MS = 3_000;
const DIAL_TIMEOUT_MS = 15_000;
/** Larger than any frame of the contract (a delta is 512 KiB, a snapshot of a large ward less). */
const MAX_FRAME_BYTES = 16 * 1024 * 1024;
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

export function nodeTimer(): TimerPort {
  const now = elapsedClock({ monotonic: () => performance.now(), wall: () => Date.now() });
  return {
    now,
    wall: () => Date.now(),
    after: (ms, run) => {
      const handle = setTimeout(run, ms);
      return () => {
        clearTimeout(handle);
      };
    },
  };
}

export const newId = (): string => randomUUID();

/**
 * Requests and sockets to one gateway. `close` ends the connections that are kept open.
 * @param report is told why the gateway cannot be reached, once for each reason in a row
 */
export function gatewayPorts(
  route: Route,
  report: (what: string, detail: string) => void,
): {
  readonly http: HttpPort;
  readonly socket: SocketPort;
  readonly close: () => void;
} {
  const isSecure = route.gateway.startsWith('https:');
  const agent = agentOf(route, isSecure);
  const ask = isSecure ? askHttps : askHttp;
  let lastFault = '';
  const failed = (fault: string): void => {
    if (fault !== '' && fault !== lastFault) report('the gateway cannot be reached', fault);
    lastFault = fault;
  };
  const http: HttpPort = {
    request: (request) =>
      new Promise((resolve) => {
        const body = request.body === undefined ? undefined : JSON.stringify(request.body);
        const asking = ask(new URL(request.path, route.gateway), {
          agent,
          method: request.method,
          headers: headersOf(request, body),
          signal: AbortSignal.timeout(request.timeoutMs),
        });
        const unreachable = (error: unknown): void => {
          failed(String(error));
          resolve({ kind: 'unreachable' });
        };
        asking.once('error', unreachable);
        asking.once('response', (response) => {
          failed('');
          answerOf(response).then(resolve, unreachable);
        });
        asking.end(body);
      }),
  };
  const socket: SocketPort = {
    dial: (ticket, listener) => {
      const url = new URL('/realtime', route.gateway);
      url.protocol = isSecure ? 'wss:' : 'ws:';
      url.searchParams.set('ticket', ticket);
      const options = { agent, handshakeTimeout: DIAL_TIMEOUT_MS, maxPayload: MAX_FRAME_BYTES };
      const dialled = new WebSocket(url, SUBPROTOCOL, { ...options, perMessageDeflate: false });
      return listen(dialled, listener);
    },
  };
  return {
    http,
    socket,
    close: () => {
      agent.destroy();
    },
  };
}

function agentOf({ proxy, authorities }: Route, isSecure: boolean): HttpAgent {
  const ca = authorities === null ? {} : { ca: [...rootCertificates, authorities] };
  if (proxy !== null) return new TunnelAgent(proxy, isSecure ? createSecureContext(ca) : null);
  return isSecure ? new HttpsAgent({ keepAlive: true, ...ca }) : new HttpAgent({ keepAlive: true });
}

function headersOf(request: HttpRequest, body: string | undefined): Record<string, string> {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  return {
    accept: 'application/json, text/csv, application/pdf',
    ...type,
    ...length,
    ...request.headers,
  };
}

async function answerOf(response: IncomingMessage): Promise<HttpAnswer> {
  const status = response.statusCode ?? 0;
  const isRedirect = status >= 300 && status < 400;
  const length = Number(response.headers['content-length'] ?? 0);
  // A captive portal redirects; a gateway never does.
  if (isRedirect || length > MAX_ANSWER_BYTES) {
    response.destroy();
    return { kind: 'unreachable' };
  }
  return {
    kind: 'answer',
    status,
    body: bodyOf(response, await buffer(response)),
    retryAfterMs: retryAfterMs(response.headers['retry-after']),
  };
}

/** JSON as it is, a file as `fileBodySchema` says. */
function bodyOf({ headers, statusCode = 0 }: IncomingMessage, bytes: Buffer): unknown {
  const file = fileIn(statusCode, {
    contentType: headers['content-type'] ?? null,
    contentDisposition: headers['content-disposition'] ?? null,
  });
  if (file === null) return parseJson(bytes.toString('utf8'));
  return { ...file, base64: bytes.toString('base64') } satisfies FileBody;
}

function listen(socket: WebSocket, listener: SocketListener): Socket {
  let ended = false;
  let abandoning: NodeJS.Timeout | undefined;
  const end = (code: number): void => {
    clearTimeout(abandoning);
    if (ended) return;
    ended = true;
    listener.closed(code);
  };
  socket.on('open', () => {
    listener.opened();
  });
  socket.on('message', (data, isBinary) => {
    // Text comes as one Buffer, `ws` having put its fragments together.
    if (!ended) listener.frame(isBinary ? '' : (data as Buffer).toString('utf8'));
  });
  // `close` always follows.
  socket.on('error', () => undefined);
  socket.on('close', (code) => {
    end(code);
  });
  return {
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame);
    },
    close: (code) => {
      socket.close(code === 1000 || (code >= 3000 && code < 5000) ? code : 1000);
      if (ended) return;
      abandoning = setTimeout(() => {
        socket.terminate();
        end(1006);
      }, ABANDON_AFTER_MS);
    },
  };
}
