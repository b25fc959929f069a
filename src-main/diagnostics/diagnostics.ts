import { strToU8, zipSync } from 'fflate';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { arch, cpus, freemem, release, totalmem } from 'node:os';
import { join, relative } from 'node:path';
import { decodePolicy } from '../settings/policy-file.ts';
import { redact } from './redact.ts';

export interface DiagnosticsParts {
  /** The user's folder of the program. */
  readonly folder: string;
  readonly policyPath: string;
  readonly logPath: string;
  readonly home: string;
  readonly version: string;
  readonly now: Date;
}

/** The end of a log that goes along, in bytes. */
const LOG_TAIL_BYTES = 256 * 1024;
const LISTED_FOLDERS = ['gateways', 'downtime', 'logs'];

/**
 * What helps to find a fault, as the files of an archive: versions, settings, the policy, the log's
 * end, names and sizes of files. Never a board, a queue, a key or a token; all texts are redacted.
 */
export function diagnosticFiles(parts: DiagnosticsParts): Record<string, string> {
  const files: Record<string, string> = {
    'about.json': about(parts),
    'settings.json': textOf(join(parts.folder, 'settings.json')),
    'policy.json': textOf(parts.policyPath, decodePolicy),
    'files.txt': listing(parts.folder),
    'wardline.log': textOf(parts.logPath),
    'wardline.log.1': textOf(`${parts.logPath}.1`),
  };
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, redact(text, parts.home)]),
  );
}

/** Writes the archive. @throws where the file cannot be written */
export function writeDiagnostics(path: string, parts: DiagnosticsParts): void {
  const files = Object.entries(diagnosticFiles(parts));
  const archive = zipSync(Object.fromEntries(files.map(([name, text]) => [name, strToU8(text)])));
  writeFileSync(path, archive, { mode: 0o600 });
}

function about({ version, now }: DiagnosticsParts): string {
  const { electron = 'none', chrome = 'none', node } = process.versions;
  const memory = { totalBytes: totalmem(), freeBytes: freemem() };
  const system = { platform: process.platform, release: release(), arch: arch() };
  const program = { version, electron, chrome, node };
  return JSON.stringify(
    { at: now.toISOString(), program, system, cores: cpus().length, memory },
    null,
    2,
  );
}

/** The end of a file; in brackets why there is nothing to show. */
function textOf(path: string, decode = (bytes: Buffer) => bytes.toString('utf8')): string {
  try {
    const content = readFileSync(path);
    return decode(content.subarray(Math.max(0, content.length - LOG_TAIL_BYTES)));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? '(none)' : `(${String(error)})`;
  }
}

function listing(folder: string): string {
  const lines = LISTED_FOLDERS.flatMap((name) => filesBelow(join(folder, name))).map((path) => {
    const { size, mtime } = statSync(path);
    return `${String(size).padStart(12)}  ${mtime.toISOString()}  ${relative(folder, path)}`;
  });
  return lines.join('\n');
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}
