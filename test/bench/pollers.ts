import type { WardEvent } from '../../src-shared/contract/events/ward-event.ts';
import { parseWardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { HttpLines } from './http-lines.ts';

export const POLL_MS = 3_000;

export interface Poller {
  readonly ward: WardKey;
  /** The gateway's address. */
  readonly url: string;
  readonly line: HttpLines;
}

/**
 * Clients that ask each three seconds what is new in a ward, spread evenly over that time.
 *
 * @returns stops them once each has asked once more, so that nothing written before is missed
 */
export function startPolling(
  pollers: readonly Poller[],
  onEvents: (events: readonly WardEvent[]) => void = () => undefined,
): () => Promise<void> {
  const stop = new AbortController();
  const running = pollers.map((poller, index) =>
    poll(poller, (index * POLL_MS) / pollers.length, stop.signal, onEvents),
  );
  return async () => {
    stop.abort();
    await Promise.all(running);
  };
}

async function poll(
  { ward, url, line }: Poller,
  offsetMs: number,
  stop: AbortSignal,
  onEvents: (events: readonly WardEvent[]) => void,
): Promise<void> {
  const { hospitalId, wardId } = parseWardKey(ward);
  const path = `/api/v1/hospitals/${hospitalId}/wards/${wardId}`;
  const start = await line.send(url, 'GET', path);
  let after = (JSON.parse(start.text) as { cursor: { seq: number } }).cursor.seq;
  await rest(offsetMs);
  for (let last = false; !last;) {
    last = stop.aborted;
    const started = performance.now();
    const answer = await line.send(url, 'GET', `${path}/events?after=${after}`);
    const page = JSON.parse(answer.text) as { cursor: { seq: number }; events: WardEvent[] };
    onEvents(page.events);
    after = page.cursor.seq;
    if (!last) await rest(POLL_MS - (performance.now() - started));
  }
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
