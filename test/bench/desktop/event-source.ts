import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type WardKey, wardKey } from '../../../src-shared/contract/ids.ts';
import type { LogState } from '../../../src-shared/contract/state/log-state.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';

const EPOCH = 'bench';
/** Bytes a socket may hold back before the source waits for it. */
const HIGH_WATER_BYTES = 1024 * 1024;
const HOUR_MS = 3_600_000;

/**
 * Speaks as much of the gateway's interface as a sync host needs, and sends events as fast as they
 * are taken: a real gateway on the same two cores would be what is measured.
 */
export class EventSource {
  readonly #states: ReadonlyMap<WardKey, LogState>;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly seqs = new Map<WardKey, number>();
  #socket: WebSocket | null = null;
  subscriptions = 0;

  private constructor(states: readonly LogState[]) {
    this.#states = new Map(states.map((state) => [wardKey(state), state]));
    for (const key of this.#states.keys()) this.seqs.set(key, 0);
    this.#server = createServer((request, response) => {
      this.#answer(request, response);
    });
    this.#server.on('upgrade', (request, socket, head) => {
      this.#sockets.handleUpgrade(request, socket, head, (opened) => {
        this.#open(opened);
      });
    });
  }

  /** The caller closes it. */
  static async open(states: readonly LogState[]): Promise<EventSource> {
    const source = new EventSource(states);
    source.#server.listen(0, '127.0.0.1');
    await once(source.#server, 'listening');
    return source;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** Changes of acuity, ward after ward, each a frame of its own. Resolves when all were taken. */
  async send(count: number): Promise<void> {
    const wards = [...this.#states.values()].filter(
      (state): state is WardState => 'stays' in state && state.stays.length > 0,
    );
    for (let i = 0; i < count; i++) {
      const state = wards[i % wards.length];
      if (state === undefined) throw new Error('there are no patients');
      this.#say(this.#event(state, Math.floor(i / wards.length)));
      const socket = this.#socket;
      if (i % 100 === 0 && socket !== null && socket.bufferedAmount > HIGH_WATER_BYTES) {
        await drained(socket);
      }
    }
  }

  async close(): Promise<void> {
    this.#socket?.terminate();
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #event(state: WardState, turn: number): object {
    const ward = wardKey(state);
    const seq = (this.seqs.get(ward) ?? 0) + 1;
    this.seqs.set(ward, seq);
    const stay = state.stays[turn % state.stays.length];
    const event = {
      seq,
      id: randomUUID(),
      type: 'stay.updated',
      at: new Date().toISOString(),
      actor: 'dispatcher',
      commandId: null,
      data: { stay: { ...stay, acuity: 1 + (turn % 5) } },
    };
    return { type: 'events', ward, epoch: EPOCH, events: [event] };
  }

  #say(frame: object): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  #open(socket: WebSocket): void {
    this.#socket = socket;
    const serverTime = new Date().toISOString();
    this.#say({
      ...{ type: 'welcome', connectionId: 'bench', serverTime },
      ...{ heartbeatMs: 8_000, replayWindowMs: 300_000 },
    });
    socket.on('message', (text: Buffer) => {
      const frame = JSON.parse(text.toString()) as { type: string; id: number; ward: WardKey };
      if (frame.type !== 'subscribe') return;
      this.subscriptions++;
      const { id, ward } = frame;
      const cursor = { epoch: EPOCH, seq: this.seqs.get(ward) ?? 0 };
      this.#say({ type: 'subscribed', id, ward, recovery: 'snapshot', cursor });
      this.#say({ type: 'snapshot', ward, cursor, state: this.#states.get(ward) });
    });
    const beat = setInterval(() => {
      const wards = Object.fromEntries(this.seqs);
      this.#say({ type: 'heartbeat', serverTime: new Date().toISOString(), wards });
    }, 1_000);
    socket.once('close', () => {
      clearInterval(beat);
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', this.url);
    const [status, body] = this.#page(pathname);
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }

  #page(path: string): [number, object] {
    const hospitals = [...new Set([...this.#states.values()].map((one) => one.hospitalId))];
    const expiresAt = new Date(Date.now() + HOUR_MS).toISOString();
    if (path.startsWith('/api/v1/auth/')) {
      const user = { id: 'd', name: 'D', roles: ['dispatcher'], hospitals, nurseIds: {} };
      return [200, { accessToken: 'a', expiresAt, user, refreshToken: 'r' }];
    }
    if (path === '/api/v1/realtime/tickets') return [201, { ticket: 't', expiresAt }];
    if (path === '/api/v1/notifications') return [200, { notifications: [] }];
    const wards = /^\/api\/v1\/hospitals\/([^/]+)\/wards$/.exec(path);
    if (wards === null) return [404, { code: 'not_found', title: 'Nothing here.', status: 404 }];
    const list = [...this.#states.values()].filter(
      (one): one is WardState => 'stays' in one && one.hospitalId === wards[1],
    );
    return [
      200,
      {
        wards: list.map(({ wardId: id, hospitalId, name, unitType }) => ({
          ...{ id, hospitalId, name, unitType },
        })),
      },
    ];
  }
}

function drained(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (socket.bufferedAmount < HIGH_WATER_BYTES / 2) resolve();
      else setImmediate(look);
    };
    look();
  });
}
