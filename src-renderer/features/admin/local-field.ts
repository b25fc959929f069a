const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Shifts usually begin at one of these hours. */
const STARTS = [7, 19];

/** A moment as `<input type="datetime-local">` has it: this computer's zone, to the minute. */
export function toLocalField(ms: number): string {
  const offset = new Date(ms).getTimezoneOffset() * MINUTE_MS;
  return new Date(ms - offset).toISOString().slice(0, 16);
}

/** The same back, as a time of the wire; empty where the field holds none. */
export function fromLocalField(text: string): string {
  const ms = new Date(text).getTime();
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString();
}

/** The next usual start of a shift after `now`. */
export function nextShiftStart(now: number): number {
  const hour = new Date(now);
  hour.setMinutes(0, 0, 0);
  let at = hour.getTime() + HOUR_MS;
  while (!STARTS.includes(new Date(at).getHours())) at += HOUR_MS;
  return at;
}
