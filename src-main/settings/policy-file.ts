import { lstatSync, readFileSync } from 'node:fs';

/** The JSON of a policy, or why there is none to be had of the file that is there, in words. */
export type PolicyFile = { readonly raw: unknown } | { readonly fault: string };

const ENCODINGS = { 'utf-8': 'UTF-8', 'utf-16le': 'UTF-16 LE', 'utf-16be': 'UTF-16 BE' } as const;

/**
 * Reads what lies at the path of the policy. Only where nothing lies there is there no policy: a link
 * to nowhere, a folder or a file that may not be read is one that says nothing.
 * @returns null: there is none
 */
export function readPolicyFile(path: string): PolicyFile | null {
  let text: string;
  try {
    lstatSync(path);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : { fault: String(error) };
  }
  try {
    text = decodePolicy(readFileSync(path));
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
  if (text.trim() === '') return { fault: 'it is empty' };
  try {
    return { raw: JSON.parse(text) as unknown };
  } catch (error) {
    const encoding = text.includes('\0') ? ' (UTF-16 without its mark, or no text?)' : '';
    return { fault: `it is no JSON${encoding}: ${String(error)}` };
  }
}

/**
 * As Windows writes it too: UTF-8, or UTF-16 where a byte order mark says so.
 * @throws Error in words, where the bytes are no such text
 */
export function decodePolicy(bytes: Buffer): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`it is not in ${ENCODINGS[encoding]}, as it seemed to be: save it as UTF-8`);
  }
}

function encodingOf([first, second]: Buffer): keyof typeof ENCODINGS {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
