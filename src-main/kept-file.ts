import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Null: there is none, or it cannot be read. */
export function readKeptFile(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

/** All of it or nothing, for the user's eyes only. */
export function writeKeptFile(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const unfinished = `${path}.new`;
  writeFileSync(unfinished, content, { mode: 0o600, flush: true });
  renameSync(unfinished, path);
}

export function removeKeptFile(path: string): void {
  rmSync(path, { force: true });
}

/** The JSON of a file; undefined where there is none that parses. */
export function readKeptJson(path: string): unknown {
  const content = readKeptFile(path);
  if (content === null) return undefined;
  try {
    return JSON.parse(content.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
