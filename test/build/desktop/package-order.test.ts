import { describe, expect, it } from 'vitest';
import { readPackageOrder } from '../../../build/desktop/package-order.ts';

describe('what is to be packaged', () => {
  it('is one run for what updates itself, and one for what IT rolls out', () => {
    const { runs } = readPackageOrder(['--win', 'nsis,msi', '--linux', 'AppImage,deb,rpm,tar.gz']);
    expect(runs).toEqual([
      { system: 'linux', formats: ['AppImage'], rolledOutBy: 'updater' },
      { system: 'linux', formats: ['deb', 'rpm', 'tar.gz'], rolledOutBy: 'it' },
      { system: 'win', formats: ['nsis'], rolledOutBy: 'updater' },
      { system: 'win', formats: ['msi'], rolledOutBy: 'it' },
    ]);
  });

  it('is unsigned, stable and for this processor unless it is said otherwise', () => {
    const order = readPackageOrder(['--linux', 'dir']);
    expect(order).toMatchObject({ isSigned: false, channel: 'stable', arch: process.arch });
    const mac = ['--mac', 'dmg,zip', '--arch', 'universal', '--signed', '--channel', 'pilot'];
    expect(readPackageOrder(mac)).toMatchObject({
      arch: 'universal',
      isSigned: true,
      channel: 'pilot',
    });
  });

  it.each([
    ['nothing', []],
    ['an unknown format', ['--linux', 'snap']],
    ['a format of another system', ['--linux', 'msi']],
    ['an unknown system', ['--bsd', 'dir']],
    ['an unknown processor', ['--linux', 'dir', '--arch', 'ia32']],
    ['a universal program beyond macOS', ['--win', 'nsis', '--arch', 'universal']],
    ['an unknown channel', ['--linux', 'dir', '--channel', 'nightly']],
    ['a signed build with the tests’ Electron', ['--linux', 'dir', '--signed', '--for-tests']],
    ['a signed folder for Linux', ['--linux', 'deb,dir', '--signed']],
  ])('is not %s', (_what, args) => {
    expect(() => readPackageOrder(args)).toThrow(
      expect.objectContaining({ name: 'WrongUseError' }) as Error,
    );
  });
});
