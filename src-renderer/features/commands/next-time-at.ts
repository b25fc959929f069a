const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The next moment after `now` at which this computer's clock shows `time`, as a time of the wire.
 * @param time `HH:MM`
 * @param now milliseconds since 1970
 */
export function nextTimeAt(time: string, now: number): string | null {
  const [hours, minutes] = time.split(':').map(Number);
  if (hours === undefined || minutes === undefined) return null;
  const at = new Date(now);
  at.setHours(hours, minutes, 0, 0);
  if (Number.isNaN(at.getTime())) return null;
  const ms = at.getTime() > now ? at.getTime() : at.getTime() + DAY_MS;
  return new Date(ms).toISOString();
}
