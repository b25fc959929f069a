import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Beyond this a log is put aside, in place of the one before it. */
const MAX_BYTES = 1024 * 1024;

export type Log = (what: string, detail?: string) => void;

/**
 * A log of JSON lines that keeps itself short. It is told what happened to the program, never what
 * stands on a board.
 */
export function openLog(path: string): Log {
  mkdirSync(dirname(path), { recursive: true });
  return (what, detail) => {
    try {
      if (sizeOf(path) > MAX_BYTES) renameSync(path, `${path}.1`);
      appendFileSync(path, `${JSON.stringify({ at: new Date().toISOString(), what, detail })}\n`);
    } catch {
      // A full disk is no reason to stop working.
    }
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
