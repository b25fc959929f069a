import { WebSocket } from 'ws';
import { randomUUID } from 'node:crypto';
import { SUBPROTOCOL } from '../../../src-shared/contract/frames/close-codes.ts';
import { MemoryCache } from '../../../src-shared/sync/memory-cache.ts';
import type {
  HttpAnswer,
  HttpPort,
  SocketPort,
  TimerPort,
} from '../../../src-shared/sync/ports.ts';
import { SyncEngine } from '../../../src-shared/sync/sync-engine.ts';

/** A device whose engine speaks to a real gateway: sockets, requests and a cookie, by Node. */
export interface NodeDevice {
  readonly engine: SyncEngine;
  readonly reports: string[];
  /** Breaks the open socket as a lost network does. */
  breakSocket(): void;
  close(): Promise<void>;
}

/** The caller closes it. */
export function nodeDevice(url: string): NodeDevice {
  const reports: string[] = [];
  const sockets = new Set<WebSocket>();
  const engine = new SyncEngine({
    socket: socketPort(url, sockets),
    http: httpPort(url),
    timer: nodeTimer,
    random: Math.random,
    ids: randomUUID,
    cache: new MemoryCache(),
    deviceId: randomUUID(),
    report: (what, detail) => reports.push(`${what}: ${String(detail)}`),
  });
  return {
    engine,
    reports,
    breakSocket: () => {
      for (const socket of sockets) socket.terminate();
    },
    close: () => engine.close(),
  };
}

const nodeTimer: TimerPort = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after: (ms, run) => {
    const handle = setTimeout(run, ms);
    return () => {
      clearTimeout(handle);
    };
  },
};

function httpPort(url: string): HttpPort {
  let cookie = '';
  return {
    async request({ method, path, headers, body, timeoutMs }): Promise<HttpAnswer> {
      try {
        const response = await fetch(`${url}${path}`, {
          method,
          headers: {
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            cookie,
            ...headers,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(timeoutMs),
        });
        const set = response.headers.getSetCookie()[0];
        if (set !== undefined) cookie = set.split(';')[0] ?? '';
        const text = await response.text();
        const parsed: unknown = text === '' ? null : JSON.parse(text);
        return { kind: 'answer', status: response.status, body: parsed, retryAfterMs: null };
      } catch {
        return { kind: 'unreachable' };
      }
    },
  };
}

function socketPort(url: string, sockets: Set<WebSocket>): SocketPort {
  return {
    dial(ticket, listener) {
      const address = `${url.replace('http', 'ws')}/realtime?ticket=${ticket}`;
      const socket = new WebSocket(address, SUBPROTOCOL);
      sockets.add(socket);
      socket.on('open', () => {
        listener.opened();
      });
      socket.on('message', (data: Buffer) => {
        listener.frame(data.toString('utf8'));
      });
      // 'close' follows, and tells as much.
      socket.on('error', () => undefined);
      socket.on('close', (code) => {
        sockets.delete(socket);
        listener.closed(code);
      });
      return {
        send: (text) => {
          socket.send(text);
        },
        close: (code) => {
          socket.close(code === 1000 || code >= 3000 ? code : 1000);
        },
      };
    },
  };
}
