import WebSocket from 'ws';
import type { Cursor } from '../../src-shared/contract/cursor.ts';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import { SUBPROTOCOL } from '../../src-shared/contract/frames/close-codes.ts';
import {
  serverFrameSchema,
  type ServerFrame,
  type ServerFrameOf,
} from '../../src-shared/contract/frames/server-frame.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import { applyEvent } from '../../src-shared/domain/log/apply-event.ts';

interface Followed {
  cursor: Cursor | null;
  state: LogState | null;
  /** What `subscribed` announced and the frames after it still owe. */
  owed: { recovery: 'delta' | 'snapshot'; end: Cursor } | null;
  live: boolean;
}

export interface WardClientSettings {
  wards: readonly WardKey[];
  /** A gateway's `ws://…/realtime` and a fresh ticket for it; called for each dial. */
  dial: () => Promise<{ realtimeUrl: string; ticket: string }>;
  /** Called with each frame, for tests that look at them or measure. */
  onFrame?: (frame: ServerFrame) => void;
}

/**
 * A client that trusts nobody: it follows wards, dials again whenever its socket is lost, and notes
 * each frame that breaks a guarantee of the contract in `violations`.
 */
export class WardClient {
  readonly wards = new Map<WardKey, Followed>();
  readonly violations: string[] = [];
  /** How the wards were recovered when the client came back with a cursor. */
  readonly recoveries = { current: 0, delta: 0, snapshot: 0 };
  connects = 0;
  readonly #settings: WardClientSettings;
  #socket: WebSocket | null = null;
  #running: Promise<void> = Promise.resolve();
  #closed = false;
  #wake: () => void = () => undefined;
  #requests = 0;
  #asked = new Map<number, { ward: WardKey; cursor: Cursor | null }>();

  constructor(settings: WardClientSettings) {
    this.#settings = settings;
    for (const ward of settings.wards) {
      this.wards.set(ward, { cursor: null, state: null, owed: null, live: false });
    }
  }

  start(): this {
    this.#running = this.#run();
    return this;
  }

  /** Loses the socket without a word, as a dead spot does. */
  cut(): void {
    this.#socket?.terminate();
  }

  /** Stops reading from the socket; `resume` goes on. */
  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  get isLive(): boolean {
    return [...this.wards.values()].every((ward) => ward.live);
  }

  cursor(ward: WardKey): Cursor | null {
    return this.wards.get(ward)?.cursor ?? null;
  }

  state(ward: WardKey): LogState | null {
    return this.wards.get(ward)?.state ?? null;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    this.cut();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#closed;) {
      try {
        await this.#session();
        failures = 0;
      } catch {
        failures += 1;
      }
      if (this.#ended()) return;
      await this.#backOff(failures);
    }
  }

  #ended(): boolean {
    return this.#closed;
  }

  /** Full jitter, as clients of Wardline do it, on a scale fit for tests. */
  #backOff(failures: number): Promise<void> {
    const ms = Math.random() * Math.min(2_000, 50 * 2 ** failures);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #session(): Promise<void> {
    const { realtimeUrl, ticket } = await this.#settings.dial();
    if (this.#ended()) return;
    const socket = new WebSocket(`${realtimeUrl}?ticket=${ticket}`, SUBPROTOCOL);
    this.#socket = socket;
    this.#asked = new Map();
    try {
      await new Promise<void>((resolve, reject) => {
        socket.on('open', () => this.#subscribeAll(socket));
        socket.on('message', (data: Buffer) => this.#receive(data.toString('utf8')));
        socket.on('error', reject);
        socket.on('close', resolve);
      });
    } finally {
      this.#socket = null;
      for (const ward of this.wards.values()) {
        ward.live = false;
        ward.owed = null;
      }
    }
  }

  #subscribeAll(socket: WebSocket): void {
    this.connects += 1;
    for (const [ward, { cursor }] of this.wards) {
      const id = (this.#requests += 1);
      this.#asked.set(id, { ward, cursor });
      socket.send(JSON.stringify({ type: 'subscribe', id, ward, cursor }));
    }
  }

  #receive(text: string): void {
    const parsed = serverFrameSchema.safeParse(JSON.parse(text));
    if (!parsed.success) {
      this.violations.push(`not a frame of the contract: ${text.slice(0, 300)}`);
      return;
    }
    this.#apply(parsed.data);
    this.#settings.onFrame?.(parsed.data);
  }

  #apply(frame: ServerFrame): void {
    switch (frame.type) {
      case 'subscribed':
        this.#subscribed(frame);
        break;
      case 'snapshot':
        this.#snapshot(frame);
        break;
      case 'events':
        this.#events(frame);
        break;
      case 'error':
        this.violations.push(`error frame: ${JSON.stringify(frame)}`);
        break;
      default:
    }
  }

  #subscribed(frame: ServerFrameOf<'subscribed'>): void {
    const asked = this.#asked.get(frame.id);
    const ward = this.wards.get(frame.ward);
    if (asked?.ward !== frame.ward || ward === undefined) {
      this.violations.push(`subscribed without being asked: ${JSON.stringify(frame)}`);
      return;
    }
    if (asked.cursor !== null) this.recoveries[frame.recovery] += 1;
    if (frame.recovery === 'current') {
      if (!sameCursor(ward.cursor, frame.cursor)) {
        this.violations.push(`current at ${show(frame.cursor)}, but asked at ${show(ward.cursor)}`);
      }
      ward.live = true;
      return;
    }
    ward.owed = { recovery: frame.recovery, end: frame.cursor };
  }

  #snapshot(frame: ServerFrameOf<'snapshot'>): void {
    const ward = this.wards.get(frame.ward);
    if (ward === undefined) return;
    if (ward.owed?.recovery === 'snapshot' && !sameCursor(ward.owed.end, frame.cursor)) {
      this.violations.push(`snapshot at ${show(frame.cursor)}, told ${show(ward.owed.end)}`);
    }
    const { cursor } = ward;
    if (cursor !== null && cursor.epoch === frame.cursor.epoch && frame.cursor.seq < cursor.seq) {
      this.violations.push(`${frame.ward} went back from ${cursor.seq} to ${frame.cursor.seq}`);
    }
    Object.assign(ward, { cursor: frame.cursor, state: frame.state, owed: null, live: true });
  }

  #events(frame: ServerFrameOf<'events'>): void {
    const ward = this.wards.get(frame.ward);
    if (ward === undefined) return;
    if (ward.owed?.recovery === 'snapshot' || (!ward.live && ward.owed === null)) {
      this.violations.push(`${frame.ward}: events before the recovery was over`);
    }
    for (const event of frame.events) {
      const { cursor, state } = ward;
      if (cursor === null || state === null) {
        this.violations.push(`${frame.ward}: event ${event.seq} without a state`);
        return;
      }
      if (frame.epoch !== cursor.epoch || event.seq !== cursor.seq + 1) {
        const [had, got] = [show(cursor), `${frame.epoch}:${event.seq}`];
        this.violations.push(`${frame.ward}: had ${had}, got ${got}`);
        return;
      }
      ward.state = applyEvent(state, event);
      ward.cursor = { epoch: cursor.epoch, seq: event.seq };
    }
    if (ward.owed !== null && sameCursor(ward.owed.end, ward.cursor)) {
      ward.owed = null;
      ward.live = true;
    }
  }
}

function sameCursor(a: Cursor | null, b: Cursor | null): boolean {
  return a?.epoch === b?.epoch && a?.seq === b?.seq;
}

function show(cursor: Cursor | null): string {
  return cursor === null ? 'nothing' : `${cursor.epoch}:${cursor.seq}`;
}
