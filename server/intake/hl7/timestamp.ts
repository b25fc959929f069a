import type { TimeZone } from './time-zone.ts';

const TIMESTAMP =
  /^(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.(\d{1,9}))?)?)?)?)?)?([+-]\d{4})?$/;

/**
 * An HL7 time, `YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+/-ZZZZ]`, as ms since 1970 UTC; the parts left out are
 * the earliest there are. `zone` applies where the text names no offset.
 *
 * @returns null where the text is empty or no time.
 */
export function parseTimestamp(text: string, zone: TimeZone): number | null {
  const parts = TIMESTAMP.exec(text.trim());
  if (parts === null) return null;
  const digits = (group: number, least: number) => Number(parts.at(group) ?? least);
  const [year, month, day] = [digits(1, 0), digits(2, 1), digits(3, 1)];
  const [hour, minute, second] = [digits(4, 0), digits(5, 0), digits(6, 0)];
  const fraction = Math.floor(Number(`0.${parts[7] ?? '0'}`) * 1000);
  const wallClock = Date.UTC(year, month - 1, day, hour, minute, second, fraction);
  const read = new Date(wallClock);
  const sound =
    year >= 1000 &&
    read.getUTCMonth() === month - 1 &&
    read.getUTCDate() === day &&
    read.getUTCHours() === hour &&
    minute < 60 &&
    second < 60;
  const offset = parts[8] === undefined ? zone(wallClock) : parseOffset(parts[8]);
  return sound && offset !== null ? wallClock - offset * 60_000 : null;
}

/** The offset that an HL7 time names, in minutes ahead of UTC; null where it names none. */
export function statedOffset(text: string): number | null {
  const offset = TIMESTAMP.exec(text.trim())?.[8];
  return offset === undefined ? null : parseOffset(offset);
}

function parseOffset(text: string): number | null {
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3, 5));
  if (hours > 14 || minutes > 59) return null;
  const total = hours * 60 + minutes;
  return text.startsWith('-') ? -total : total;
}

/** A time as an HL7 timestamp in UTC, to the millisecond. */
export function formatTimestamp(time: number): string {
  const digits = new Date(time).toISOString().replace(/[-:TZ]/g, '');
  return `${digits}+0000`;
}
