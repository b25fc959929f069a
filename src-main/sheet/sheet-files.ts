import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface WrittenSheet {
  /** By this computer's clock, milliseconds since 1970. */
  readonly at: number;
  readonly path: string;
}

/** The time in UTC. */
const NAME = /^wardline-downtime-(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)-(\d\d)\.pdf$/;
/** What is written at this very moment may be named so much later, by its whole second. */
const SECOND_MS = 1_000;

export function sheetName(at: number): string {
  const stamp = new Date(at).toISOString().slice(0, 19).replace(/[T:]/g, '-');
  return `wardline-downtime-${stamp}.pdf`;
}

/**
 * The sheets in a folder, oldest first. One of the future was written while the clock was wrong: it
 * counts as the oldest of all, so that it never stands for the newest.
 */
export function sheetsIn(folder: string, now: number): WrittenSheet[] {
  const isWrong = ({ at }: WrittenSheet): boolean => at > now + SECOND_MS;
  return namesIn(folder)
    .flatMap((name) => {
      const at = writtenAt(name);
      return at === null ? [] : [{ at, path: join(folder, name) }];
    })
    .sort((a, b) => Number(isWrong(b)) - Number(isWrong(a)) || a.at - b.at);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** When a sheet of that name was written; null: it is no sheet. */
function writtenAt(name: string): number | null {
  const [, day, hour, minute, second] = NAME.exec(name) ?? [];
  if (day === undefined) return null;
  const at = Date.parse(`${day}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}Z`);
  return Number.isNaN(at) ? null : at;
}
