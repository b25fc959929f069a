import { segmentOf, textOf } from '../hl7/message.ts';
import type { Message, Segment } from '../hl7/message.ts';
import { statedOffset, parseTimestamp } from '../hl7/timestamp.ts';
import type { TimeZone } from '../hl7/time-zone.ts';

/** When what a message tells took place, was recorded and was sent; ms. */
export interface EventTime {
  /** EVN-6, else EVN-2, else MSH-7, else when it came in. */
  readonly eventAt: number;
  /** EVN-2, else MSH-7, else as `eventAt`. */
  readonly recordedAt: number;
  /** MSH-7, else as `recordedAt`. */
  readonly sentAt: number;
}

/** The zone of the times in a message that name no offset: that of MSH-7 if it names one. */
export function zoneOf(message: Message, fallback: TimeZone): TimeZone {
  const offset = statedOffset(textOf(message, message.header, 7));
  return offset === null ? fallback : () => offset;
}

/** @param receivedAt ms; stands in where a message bears no time at all. */
export function readEventTime(message: Message, zone: TimeZone, receivedAt: number): EventTime {
  const evn = segmentOf(message, 'EVN');
  const time = (segment: Segment | undefined, field: number) =>
    segment === undefined ? null : parseTimestamp(textOf(message, segment, field), zone);
  const occurred = time(evn, 6);
  const recorded = time(evn, 2);
  const sent = time(message.header, 7);
  const eventAt = occurred ?? recorded ?? sent ?? receivedAt;
  const recordedAt = recorded ?? sent ?? eventAt;
  return { eventAt, recordedAt, sentAt: sent ?? recordedAt };
}
