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

export interface Polling {
  /** How many polls have been answered. */
  answered(): number;
  /** How many were turned away with 503 because the gateway had more to do than it could. */
  turnedAway(): number;
  /** Stops them once each has asked once more, so that nothing written before is missed. */
  stop(): Promise<void>;
}

/**
 * Clients that ask each three seconds what is new in a ward, spread evenly over that time. Where
 * each ward stands is read once for all of its clients.
 */
export async function startPolling(
  pollers: readonly Poller[],
  onEvents: (events: readonly WardEvent[]) => void = () => undefined,
): Promise<Polling> {
  const heads = new Map<WardKey, number>();
  for (const poller of pollers) {
    if (!heads.has(poller.ward)) heads.set(poller.ward, await readHead(poller));
  }
  const stop = new AbortController();
  let answered = 0;
  let turnedAway = 0;
  const onAnswer = (events: readonly WardEvent[] | null) => {
    if (events === null) turnedAway += 1;
    else answered += 1;
    onEvents(events ?? []);
  };
  const running = pollers.map((poller, index) => {
    const offsetMs = (index * POLL_MS) / pollers.length;
    return poll(poller, { after: heads.get(poller.ward) ?? 0, offsetMs }, stop.signal, onAnswer);
  });
  return {
    answered: () => answered,
    turnedAway: () => turnedAway,
    stop: async () => {
      stop.abort();
      await Promise.all(running);
    },
  };
}

function pathOf(ward: WardKey): string {
  const { hospitalId, wardId } = parseWardKey(ward);
  return `/api/v1/hospitals/${hospitalId}/wards/${wardId}`;
}

async function readHead({ ward, url, line }: Poller): Promise<number> {
  const { text } = await line.send(url, 'GET', pathOf(ward));
  return (JSON.parse(text) as { cursor: { seq: number } }).cursor.seq;
}

async function poll(
  { ward, url, line }: Poller,
  from: { after: number; offsetMs: number },
  stop: AbortSignal,
  onAnswer: (events: readonly WardEvent[] | null) => void,
): Promise<void> {
  let { after } = from;
  await rest(from.offsetMs);
  for (let last = false; !last;) {
    last = stop.aborted;
    const started = performance.now();
    const { status, text } = await line.send(url, 'GET', `${pathOf(ward)}/events?after=${after}`);
    if (status === 200) {
      const page = JSON.parse(text) as { cursor: { seq: number }; events: WardEvent[] };
      onAnswer(page.events);
      after = page.cursor.seq;
    } else if (status === 503) {
      onAnswer(null);
    } else {
      throw new Error(`a poll was answered ${status}: ${text.slice(0, 300)}`);
    }
    if (!last) await rest(POLL_MS - (performance.now() - started));
  }
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
