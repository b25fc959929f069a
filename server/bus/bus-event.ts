import { busEventSchema, type BusEvent } from '../../src-shared/contract/events/bus-event.ts';
import type { WardEvent } from '../../src-shared/contract/events/ward-event.ts';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { CommittedEvent } from './bus.ts';

/**
 * An event in the bus's form. Ward and epoch come first and the keys have one order, so that the
 * text of an event for clients is the rest of the text, and the same event is always the same text.
 */
export function committedEvent(ward: WardKey, epoch: string, event: WardEvent): CommittedEvent {
  const { seq, id, type, at, actor, commandId, data } = event;
  const text = JSON.stringify({ ward, epoch, seq, id, type, at, actor, commandId, data });
  return { seq, text };
}

/** How each text of a ward and epoch begins. */
export function busEventPrefix(ward: WardKey, epoch: string): string {
  return `{"ward":${JSON.stringify(ward)},"epoch":${JSON.stringify(epoch)},`;
}

/**
 * The event as clients get it, without ward and epoch.
 * @param text of exactly this ward and epoch
 */
export function clientEventText(ward: WardKey, epoch: string, text: string): string {
  const prefix = busEventPrefix(ward, epoch);
  if (text.startsWith(prefix)) return `{${text.slice(prefix.length)}`;
  // Another gateway's version may order the keys in its own way.
  const { seq, id, type, at, actor, commandId, data } = busEventSchema.parse(JSON.parse(text));
  return JSON.stringify({ seq, id, type, at, actor, commandId, data });
}

/** null: not an event. Whoever may write to Redis may send anything. */
export function parseBusEvent(text: string): BusEvent | null {
  try {
    const parsed = busEventSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

const AT = /"at":"([^"]+)"/;

/** The event's time in milliseconds. `at` stands before all that users write into an event. */
export function timeOf(event: CommittedEvent): number {
  return Date.parse(AT.exec(event.text)?.[1] ?? '');
}
