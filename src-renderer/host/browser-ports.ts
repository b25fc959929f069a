import { SUBPROTOCOL } from '../../src-shared/contract/frames/close-codes.ts';
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
import { elapsedClock } from '../../src-shared/sync/elapsed-clock.ts';

export function browserTimer(): TimerPort {
  const now = elapsedClock({
    monotonic: () => performance.now(),
    wall: () => Date.now(),
  });
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

/** A random UUID; `crypto.randomUUID` exists on secure origins only, a ward's http address has none. */
export function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [0, 8, 12, 16, 20].map((from, i, all) => hex.slice(from, all[i + 1])).join('-');
}

/** Requests to the gateway that served the page; its cookies go along. */
export const fetchHttp: HttpPort = {
  async request(request: HttpRequest): Promise<HttpAnswer> {
    try {
      const response = await fetch(request.path, {
        method: request.method,
        headers: {
          accept: 'application/json, text/csv, application/pdf',
          ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...request.headers,
        },
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        credentials: 'same-origin',
        cache: 'no-store',
        redirect: 'error',
        // A rotated refresh cookie must arrive even if the page closes meanwhile.
        keepalive: request.path.endsWith('/auth/refresh'),
        signal: AbortSignal.timeout(request.timeoutMs),
      });
      return {
        kind: 'answer',
        status: response.status,
        body: await bodyOf(response),
        retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
      };
    } catch {
      // No network, broken off, too late, or redirected by a captive portal.
      return { kind: 'unreachable' };
    }
  },
};

/** JSON as it is, a file as `fileBodySchema` says. */
async function bodyOf(response: Response): Promise<unknown> {
  const file = fileIn(response.status, {
    contentType: response.headers.get('content-type'),
    contentDisposition: response.headers.get('content-disposition'),
  });
  if (file === null) return parseJson(await response.text());
  const base64 = base64Of(new Uint8Array(await response.arrayBuffer()));
  return { ...file, base64 } satisfies FileBody;
}

/** So many bytes at once become arguments of one call. */
const CHUNK = 8_192;

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return btoa(text);
}

/** After `close` a browser may wait long for a peer that is gone; nobody else has to. */
const ABANDON_AFTER_MS = 3_000;

/** Sockets to the gateway that served the page. */
export const browserSocket: SocketPort = {
  dial(ticket: string, listener: SocketListener): Socket {
    const url = new URL('/realtime', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.searchParams.set('ticket', ticket);
    return listen(new WebSocket(url, SUBPROTOCOL), listener);
  },
};

function listen(socket: WebSocket, listener: SocketListener): Socket {
  let ended = false;
  let abandoning: ReturnType<typeof setTimeout> | undefined;
  const end = (code: number): void => {
    clearTimeout(abandoning);
    if (ended) return;
    ended = true;
    listener.closed(code);
  };
  socket.addEventListener('open', () => {
    if (!ended) listener.opened();
  });
  socket.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (!ended) listener.frame(typeof event.data === 'string' ? event.data : '');
  });
  socket.addEventListener('close', (event) => {
    end(event.code);
  });
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: (code) => {
      // A page may close with 1000 or a code of its own range only.
      socket.close(code === 1000 || code >= 3000 ? code : 1000);
      if (ended) return;
      abandoning = setTimeout(() => {
        end(1006);
      }, ABANDON_AFTER_MS);
    },
  };
}
