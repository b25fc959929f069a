import WebSocket from 'ws';
import { SUBPROTOCOL } from '../../src-shared/contract/frames/close-codes.ts';
import type { ServerFrameOf } from '../../src-shared/contract/frames/server-frame.ts';
import type { WardKey } from '../../src-shared/contract/ids.ts';

type Events = ServerFrameOf<'events'>['events'];

/** A client of one ward that costs next to nothing, because it shares the cores with what it measures. */
export interface Listener {
  readonly ward: WardKey;
  close(): void;
}

/**
 * Connects and resolves once the ward is live. It trusts that frames have their shape (tests see to
 * that) and checks only that seqs follow one another.
 * @param onFault told of a gap, a repeat, or a socket that closed by itself
 */
export function listen(
  at: { readonly realtimeUrl: string; readonly ticket: string; readonly ward: WardKey },
  onEvents: (events: Events) => void,
  onFault: (fault: string) => void,
): Promise<Listener> {
  const { realtimeUrl, ticket, ward } = at;
  const socket = new WebSocket(`${realtimeUrl}?ticket=${ticket}`, SUBPROTOCOL, {
    perMessageDeflate: false,
  });
  let seq = -1;
  let isClosing = false;
  const close = (): void => {
    isClosing = true;
    socket.terminate();
  };
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'subscribe', id: 1, ward, cursor: null }));
    });
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString('utf8')) as
        ServerFrameOf<'events'> | ServerFrameOf<'snapshot'> | { type: 'other' };
      if (frame.type === 'snapshot') {
        seq = frame.cursor.seq;
        resolve({ ward, close });
      } else if (frame.type === 'events') {
        for (const event of frame.events) {
          if (event.seq !== seq + 1) onFault(`${ward}: ${event.seq} after ${seq}`);
          seq = event.seq;
        }
        onEvents(frame.events);
      }
    });
    socket.on('error', reject);
    socket.on('close', (code) => {
      if (!isClosing) onFault(`${ward}: closed ${code}`);
    });
  });
}
