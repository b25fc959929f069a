import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Where a system keeps its name of the machine: a file, or what a program of its own prints. */
interface Source {
  readonly from: string;
  /** Null: `from` is the file. */
  readonly args: readonly string[] | null;
  readonly name: RegExp;
}

const SOURCES: Partial<Record<NodeJS.Platform, Source>> = {
  linux: { from: '/etc/machine-id', args: null, name: /^([0-9a-f]{32})\s*$/ },
  darwin: {
    from: '/usr/sbin/ioreg',
    args: ['-rd1', '-c', 'IOPlatformExpertDevice'],
    name: /"IOPlatformUUID" = "([0-9A-F-]{36})"/,
  },
  win32: {
    from: 'C:\\Windows\\System32\\reg.exe',
    args: ['query', 'HKLM\\SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid'],
    name: /MachineGuid\s+REG_SZ\s+([0-9a-f-]{36})/i,
  },
};
const WITHIN_MS = 5_000;

/**
 * The system's name of the machine, the same for all its users: a staged rollout goes by it, since
 * what is installed is one for all of them. It never leaves the program.
 * @param ask gives what a source says
 * @returns null: this system has none, or does not tell
 */
export function machineId(
  platform: NodeJS.Platform,
  ask: (source: Pick<Source, 'from' | 'args'>) => string = askSystem,
): string | null {
  const source = SOURCES[platform];
  if (source === undefined) return null;
  try {
    return source.name.exec(ask(source))?.[1]?.toLowerCase() ?? null;
  } catch {
    return null;
  }
}

function askSystem({ from, args }: Pick<Source, 'from' | 'args'>): string {
  if (args === null) return readFileSync(from, 'utf8');
  return execFileSync(from, args, { encoding: 'utf8', timeout: WITHIN_MS, windowsHide: true });
}
