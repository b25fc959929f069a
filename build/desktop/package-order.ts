import { parseArgs } from 'node:util';
import { type UpdateChannel, updateChannelSchema } from '../../src-shared/ipc/build-facts.ts';
import { type Arch, archs, formats, type RolledOutBy, type System, systems } from './target.ts';

export class WrongUseError extends Error {
  override readonly name = 'WrongUseError';
}

export interface PackageOrder {
  readonly runs: readonly PackageRun[];
  readonly arch: Arch;
  readonly isSigned: boolean;
  readonly channel: UpdateChannel;
  /** Built with the Electron that tests use. */
  readonly isForTests: boolean;
  readonly output: string;
}

/** Formats that come out of one and the same program. */
export interface PackageRun {
  readonly system: System;
  readonly formats: readonly string[];
  readonly rolledOutBy: RolledOutBy;
}

export const usage = `usage: npm run package -- --linux|--mac|--win FORMATS [--arch ${archs.join('|')}]
  [--signed] [--channel stable|pilot] [--out FOLDER] [--for-tests]
FORMATS, with commas: ${systems.map((system) => `${system}: ${Object.keys(formats[system]).join(' ')}`).join('; ')}`;

/**
 * Reads what is to be packaged. Formats that update themselves and formats that IT rolls out are
 * different programs (only one of them looks for updates), so they come out of runs of their own.
 * @throws WrongUseError
 */
export function readPackageOrder(args: readonly string[]): PackageOrder {
  const values = parse(args);
  const runs = systems.flatMap((system) => runsOf(system, values[system]));
  if (runs.length === 0) throw new WrongUseError('Package for which system?');
  const arch = archs.find((known) => known === (values.arch ?? process.arch));
  if (arch === undefined) throw new WrongUseError(`There is no arch ${String(values.arch)}.`);
  if (arch === 'universal' && runs.some(({ system }) => system !== 'mac')) {
    throw new WrongUseError('Only programs for macOS are universal.');
  }
  const channel = updateChannelSchema.safeParse(values.channel ?? 'stable');
  if (!channel.success) throw new WrongUseError(`There is no channel ${String(values.channel)}.`);
  const isForTests = values['for-tests'] === true;
  if (isForTests && values.signed === true) {
    throw new WrongUseError('What is built for tests is never signed as ours.');
  }
  if (values.signed === true && runs.some(isFolderOfLinux)) {
    throw new WrongUseError(
      'A folder for Linux has nothing that a signature could be over: tar.gz has.',
    );
  }
  return {
    runs,
    arch,
    isSigned: values.signed === true,
    channel: channel.data,
    isForTests,
    output: values.out ?? 'release',
  };
}

/** Windows and macOS sign the programs in a folder; Linux signs artifacts. */
function isFolderOfLinux({ system, formats: wanted }: PackageRun): boolean {
  return system === 'linux' && wanted.includes('dir');
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        linux: { type: 'string' },
        mac: { type: 'string' },
        win: { type: 'string' },
        arch: { type: 'string' },
        signed: { type: 'boolean' },
        channel: { type: 'string' },
        out: { type: 'string' },
        'for-tests': { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new WrongUseError(error instanceof Error ? error.message : String(error));
  }
}

function runsOf(system: System, list: string | undefined): PackageRun[] {
  if (list === undefined) return [];
  const known = formats[system];
  const wanted = [...new Set(list.split(','))];
  const unknown = wanted.filter((format) => !Object.hasOwn(known, format));
  if (unknown.length > 0) {
    throw new WrongUseError(`For ${system} there is no ${unknown.join(', ')}.`);
  }
  return (['updater', 'it'] as const).flatMap((rolledOutBy) => {
    const own = wanted.filter((format) => known[format] === rolledOutBy);
    return own.length === 0 ? [] : [{ system, formats: own, rolledOutBy }];
  });
}
