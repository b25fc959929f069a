import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { readKeptJson, writeKeptFile } from './kept-file.ts';

/** Names this installation for notifications; made at the first start. */
export function deviceId(path: string): string {
  const kept = z.guid().safeParse(readKeptJson(path));
  if (kept.success) return kept.data;
  const made = randomUUID();
  writeKeptFile(path, JSON.stringify(made));
  return made;
}
