const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `02:14`, in the zone of this computer. */
export function clockTime(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `02:14:40`, in the zone of this computer. */
export function clockTimeWithSeconds(ms: number): string {
  return `${clockTime(ms)}:${two(new Date(ms).getSeconds())}`;
}

/** `22 Nov 02:14`; without the day if it is the day of `now`. */
export function dayAndTime(ms: number, now: number): string {
  const date = new Date(ms);
  if (date.toDateString() === new Date(now).toDateString()) return clockTime(ms);
  const month = date.toLocaleDateString('en-GB', { month: 'short' });
  return `${date.getDate()} ${month} ${clockTime(ms)}`;
}

/** How long, in the largest unit that fits: `8s`, `4m`, `3h`, `2d`. Never negative. */
export function shortSpan(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))}s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}m`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)}h`;
  return `${Math.floor(ms / DAY)}d`;
}

/** What is left of a shift: `5 h 20`, `40 min`, or `over` when nothing is. */
export function timeLeft(ms: number): string {
  if (ms <= 0) return 'over';
  const minutes = Math.ceil(ms / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
