import { WebSocket } from 'ws';
import type { Cursor } from '../../../src-shared/contract/cursor.ts';
import {
  serverFrameSchema,
  type ServerFrame,
  type ServerFrameOf,
} from '../../../src-shared/contract/frames/server-frame.ts';
import { until } from '../../support/until.ts';

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/**
 * A socket whose every frame is checked: its shape, and per ward that events follow on the cursor
 * without gap or repeat. What is against the contract stands in `faults`.
 */
export interface TestClient {
  readonly webSocket: WebSocket;
  readonly frames: readonly ServerFrame[];
  readonly faults: readonly string[];
  /** Where each ward is. */
  readonly cursors: ReadonlyMap<string, Cursor>;
  readonly closed: Promise<Closed>;
  send(frame: unknown): void;
  /** Subscribes and waits for the answer. */
  subscribe(ward: string, cursor?: Cursor | null): Promise<ServerFrameOf<'subscribed'>>;
  /** The next frame of a type that was not given out before; waits for it. */
  next<T extends ServerFrame['type']>(type: T, within?: number): Promise<ServerFrameOf<T>>;
  /** Waits until a ward is at a seq. */
  reaches(ward: string, seq: number, within?: number): Promise<void>;
  terminate(): void;
}

export async function openClient(url: string): Promise<TestClient> {
  const webSocket = new WebSocket(url, 'wardline.v1');
  const client = follow(webSocket);
  await new Promise<void>((resolve, reject) => {
    webSocket.once('open', resolve);
    webSocket.once('error', reject);
  });
  return client;
}

function follow(webSocket: WebSocket): TestClient {
  const frames: ServerFrame[] = [];
  const faults: string[] = [];
  const cursors = new Map<string, Cursor>();
  /** How far `next` has come in the frames, by type. */
  const given = new Map<string, number>();
  let requests = 0;

  webSocket.on('message', (data, isBinary) => {
    const text = (data as Buffer).toString('utf8');
    const parsed = serverFrameSchema.safeParse(JSON.parse(text));
    if (isBinary || !parsed.success) {
      faults.push(`not a server frame: ${text.slice(0, 200)} ${String(parsed.error)}`);
      return;
    }
    frames.push(parsed.data);
    const fault = apply(cursors, parsed.data);
    if (fault !== null) faults.push(fault);
  });
  webSocket.on('error', () => undefined);
  const closed = new Promise<Closed>((resolve) => {
    webSocket.once('close', (code, reason) => {
      resolve({ code, reason: reason.toString() });
    });
  });

  const client: TestClient = {
    ...{ webSocket, frames, faults, cursors, closed },
    send: (frame) => {
      webSocket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
    },
    subscribe: async (ward, cursor = null) => {
      requests += 1;
      const id = requests;
      if (cursor !== null) cursors.set(ward, cursor);
      client.send({ type: 'subscribe', id, ward, cursor });
      return until(() => frames.find((frame) => frame.type === 'subscribed' && frame.id === id), {
        what: `subscribed to ${ward}`,
      }) as Promise<ServerFrameOf<'subscribed'>>;
    },
    next: async (type, within = 10_000) => {
      const from = given.get(type) ?? 0;
      const index = await until(
        () => {
          const found = frames.findIndex((frame, at) => at >= from && frame.type === type);
          return found < 0 ? false : found + 1;
        },
        { what: `a frame ${type}`, within, every: 5 },
      );
      given.set(type, index);
      return frames[index - 1] as ServerFrameOf<typeof type>;
    },
    reaches: async (ward, seq, within = 10_000) => {
      await until(() => (cursors.get(ward)?.seq ?? -1) >= seq, {
        what: `${ward} at ${seq}, is at ${cursors.get(ward)?.seq ?? 'nothing'}`,
        within,
        every: 5,
      });
    },
    terminate: () => {
      webSocket.terminate();
    },
  };
  return client;
}

/** Moves a ward's cursor as a client does; gives what is against the contract. */
function apply(cursors: Map<string, Cursor>, frame: ServerFrame): string | null {
  switch (frame.type) {
    case 'subscribed':
      if (frame.recovery !== 'delta') cursors.set(frame.ward, frame.cursor);
      return null;
    case 'snapshot':
      cursors.set(frame.ward, frame.cursor);
      return null;
    case 'events': {
      const cursor = cursors.get(frame.ward);
      if (cursor === undefined) return `events of ${frame.ward} without a state`;
      if (cursor.epoch !== frame.epoch) return `events of another epoch in ${frame.ward}`;
      let { seq } = cursor;
      for (const event of frame.events) {
        if (event.seq !== seq + 1) return `${frame.ward}: ${event.seq} after ${seq}`;
        seq = event.seq;
      }
      cursors.set(frame.ward, { epoch: frame.epoch, seq });
      return null;
    }
    default:
      return null;
  }
}
