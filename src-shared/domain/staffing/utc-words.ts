import type { Time } from '../../contract/time.ts';

/** A moment in a sentence that is kept: `2026-03-02 12:00 UTC`. */
export function utcWords(at: Time): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}
