/**
 * What a wall clock means: from a reading (taken as if it were UTC, in ms) to the minutes that the
 * zone is ahead of UTC at that reading.
 */
export type TimeZone = (wallClock: number) => number;

export const UTC: TimeZone = () => 0;

const zones = new Map<string, TimeZone>();

/**
 * The zone of an IANA name, for senders that leave the offset out.
 *
 * Where clocks go back the earlier of the two readings is taken, where they go forward a reading that
 * never was counts on from before.
 * @throws RangeError for a name that is none.
 */
export function timeZone(name: string): TimeZone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    timeZoneName: 'longOffset',
    year: 'numeric',
  });
  const offsetAt = (instant: number) => offsetMinutes(format, instant);
  const zone: TimeZone = (wallClock) => {
    const before = offsetAt(wallClock - 24 * 3_600_000);
    const after = offsetAt(wallClock + 24 * 3_600_000);
    const fits = offsetAt(wallClock - before * 60_000) === before;
    return fits || before === after
      ? before
      : offsetAt(wallClock - after * 60_000) === after
        ? after
        : before;
  };
  zones.set(name, zone);
  return zone;
}

function offsetMinutes(format: Intl.DateTimeFormat, instant: number): number {
  const name = format.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value;
  const offset = /^GMT([+-])(\d\d):(\d\d)/.exec(name ?? '');
  if (offset === null) return 0;
  const minutes = Number(offset[2]) * 60 + Number(offset[3]);
  return offset[1] === '-' ? -minutes : minutes;
}
