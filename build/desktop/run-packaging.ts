import { createPublicKey, type KeyObject } from 'node:crypto';
import { BadPackageError } from './bad-package.ts';
import { packageDesktop, projectVersion, readPublicKeys } from './package.ts';
import { usage, WrongUseError } from './package-order.ts';
import { readReleaseOrder, release, releaseKey, releaseUsage } from './release.ts';
import { MissingKeysError } from './signing.ts';

/** `npm run package`: says in words what is wrong, and gives the exit code (sysexits.h). */
export function runPackaging(args: readonly string[]): Promise<number> {
  return tell(usage, () => packageDesktop(args, process.env));
}

/** `npm run release`: a version into the folder that a gateway serves. */
export function runRelease(args: readonly string[]): Promise<number> {
  return tell(releaseUsage, async () => {
    const order = readReleaseOrder(args, projectVersion());
    return release(order, await releaseKey(process.env), otherKeys(process.env));
  });
}

/** Those of `WARDLINE_UPDATE_PUBLIC_KEYS`, which a program is built with. @throws MissingKeysError */
function otherKeys(env: NodeJS.ProcessEnv): KeyObject[] {
  const path = env['WARDLINE_UPDATE_PUBLIC_KEYS'];
  if (path === undefined || path === '') return [];
  return readPublicKeys(path).map((key) =>
    createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' }),
  );
}

async function tell(how: string, make: () => Promise<readonly string[]>): Promise<number> {
  try {
    for (const path of await make()) console.log(path);
    return 0;
  } catch (error) {
    if (error instanceof WrongUseError) {
      console.error(`${error.message}\n${how}`);
      return 64;
    }
    if (error instanceof MissingKeysError) {
      console.error(`${error.message} Nothing was made.`);
      return 78;
    }
    if (error instanceof BadPackageError) {
      console.error(`The package is not fit to ship:\n${error.message}`);
      return 70;
    }
    if (isOfTheSystem(error)) {
      console.error(`That could not be read or written: ${error.message}.`);
      return 74;
    }
    throw error;
  }
}

/** A folder that is a file, a full disk: nothing that a stack would explain. */
function isOfTheSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
