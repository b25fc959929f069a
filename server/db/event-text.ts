import type { WardKey } from '../../src-shared/contract/ids.ts';
import { type WardEvent, wardEventSchema } from '../../src-shared/contract/events/ward-event.ts';

/** An event as a row of `ward_event`; `data` is the JSON text that was committed. */
export interface StoredEvent {
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly commandId: string | null;
  readonly data: string;
}

/** The event as JSON, as clients get it. The same bytes each time it is read. */
export function eventText(event: StoredEvent): string {
  const { seq, id, type, at, actor, commandId } = event;
  const head = JSON.stringify({ seq, id, type, at, actor, commandId });
  return `${head.slice(0, -1)},"data":${event.data}}`;
}

/** The event as JSON of `busEventSchema`, as the bus carries it. */
export function busEventText(ward: WardKey, epoch: string, event: StoredEvent): string {
  return `{"ward":${JSON.stringify(ward)},"epoch":${JSON.stringify(epoch)},${eventText(event).slice(1)}`;
}

/** The event as an object. Throws where the row is not an event of this build's contract. */
export function parseStoredEvent(event: StoredEvent): WardEvent {
  return wardEventSchema.parse({ ...event, data: JSON.parse(event.data) as unknown });
}
