import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AfterPackContext, Configuration } from 'electron-builder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  artifactBase,
  builderConfig,
  type BuildOrder,
} from '../../../build/desktop/builder-config.ts';
import { wrongFuses } from '../../../build/desktop/fuses.ts';
import { type Signing, UNSIGNED } from '../../../build/desktop/signing.ts';

// electron-builder's own check of a configuration, the one it makes before it builds.
const require = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const { validateConfiguration } = require('app-builder-lib/out/util/config/config.js') as {
  validateConfiguration: (config: Configuration, log: { isEnabled: boolean }) => Promise<void>;
};
const valid = (config: Configuration) => validateConfiguration(config, { isEnabled: false });

const certificate: Signing = {
  ...UNSIGNED,
  windows: {
    kind: 'certificate',
    file: '/keys/code.p12',
    password: 'p',
    timestamp: null,
    publisher: 'A Hospital',
  },
};
const cloud: Signing = {
  ...UNSIGNED,
  windows: {
    kind: 'azure',
    endpoint: 'https://sign.example',
    account: 'a',
    profile: 'p',
    publisher: 'A Hospital',
  },
};
const apple: Signing = { ...UNSIGNED, apple: { identity: 'A Hospital (TEAM)' } };

function orderFor(over: Partial<BuildOrder>): BuildOrder {
  return {
    system: 'linux',
    arch: 'x64',
    version: '1.2.3',
    signing: UNSIGNED,
    isForTests: false,
    folder: { app: '/w/app', sqlite: '/w/better-sqlite3' },
    icons: { linux: '/w/linux', windows: '/w/i.ico', mac: '/w/i.icns' },
    output: '/w/made',
    electron: null,
    ...over,
  };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wardline-config-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('the configuration', () => {
  it.each<[string, Partial<BuildOrder>]>([
    ['Linux', {}],
    ['Linux on arm64', { arch: 'arm64' }],
    ['Linux, with an Electron of its own', { electron: { folder: '/e', version: '45.4.1' } }],
    ['Windows, unsigned', { system: 'win' }],
    ['Windows, signed with a certificate', { system: 'win', signing: certificate }],
    ['Windows, signed in a cloud', { system: 'win', signing: cloud }],
    ['macOS, unsigned', { system: 'mac', arch: 'universal' }],
    ['macOS, signed and notarized', { system: 'mac', arch: 'universal', signing: apple }],
  ])(
    'passes electron-builder’s own check for %s',
    async (_name, over) => {
      await expect(valid(builderConfig(orderFor(over)))).resolves.toBeUndefined();
      // The first loads all of electron-builder's schema, which takes its time on a busy machine.
    },
    120_000,
  );

  it('would not pass with a word too many', async () => {
    const config = { ...builderConfig(orderFor({})), codeSign: true } as Configuration;
    await expect(valid(config)).rejects.toThrow(/codeSign/);
  });

  it('installs for the whole machine, and signs all or nothing', () => {
    const windows = builderConfig(orderFor({ system: 'win', signing: certificate }));
    expect(windows.nsis?.perMachine).toBe(true);
    expect(windows.msi?.perMachine).toBe(true);
    expect(windows.forceCodeSigning).toBe(true);
    const mac = builderConfig(orderFor({ system: 'mac', signing: apple }));
    expect(mac.mac).toMatchObject({ hardenedRuntime: true, notarize: true });
    const unsigned = builderConfig(orderFor({ system: 'mac' }));
    expect(unsigned.mac).toMatchObject({ identity: null, notarize: false });
    expect(unsigned.forceCodeSigning).toBe(false);
  });

  it('sets asar integrity where Electron checks it', () => {
    const fuse = (system: BuildOrder['system']) =>
      builderConfig(orderFor({ system })).electronFuses?.enableEmbeddedAsarIntegrityValidation;
    expect([fuse('win'), fuse('mac'), fuse('linux')]).toEqual([true, true, false]);
  });

  it('uploads nothing anywhere', () => {
    expect(builderConfig(orderFor({})).publish).toBeNull();
  });
});

describe('the name of an artifact', () => {
  it('says what it is, the same each time', () => {
    expect(artifactBase(orderFor({ signing: certificate, system: 'win' }))).toBe(
      'wardline-1.2.3-win-x64',
    );
  });
  it('says of an unsigned one that it is', () => {
    expect(artifactBase(orderFor({}))).toBe('wardline-1.2.3-linux-x64-unsigned');
    expect(builderConfig(orderFor({})).artifactName).toBe(
      `wardline-1.2.3-linux-x64-unsigned.\${ext}`,
    );
  });
  it('says of one for tests that it is', () => {
    expect(artifactBase(orderFor({ isForTests: true }))).toMatch(/-unsigned-test$/);
  });
});

describe('the hooks', () => {
  it('keep electron-builder from collecting packages', async () => {
    const { beforeBuild } = builderConfig(orderFor({}));
    expect(typeof beforeBuild === 'function' && (await beforeBuild({} as never))).toBe(false);
  });

  it('take Electron’s own starter away, and nothing else', async () => {
    const resources = join(folder, 'packed', 'resources');
    await mkdir(resources, { recursive: true });
    for (const name of ['default_app.asar', 'app.asar']) await writeFile(join(resources, name), '');
    await writeFile(join(folder, 'packed', 'version'), '45');
    const { afterPack } = builderConfig(orderFor({}));
    if (typeof afterPack !== 'function') throw new Error('there is no hook');
    const context = {
      appOutDir: join(folder, 'packed'),
      packager: { getResourcesDir: () => resources },
    };
    await afterPack(context as unknown as AfterPackContext);
    expect(await readdir(join(folder, 'packed'), { recursive: true })).toEqual([
      'resources',
      'resources/app.asar',
    ]);
  });
});

describe('the fuses', () => {
  /** As in a program: a sentinel, a version, how many there are, and one character each. */
  async function programWith(states: string): Promise<string> {
    const path = join(folder, `program-${states}`);
    const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
    const wire = Buffer.from([1, states.length, ...Buffer.from(states, 'ascii')]);
    await writeFile(
      path,
      Buffer.concat([Buffer.from(`code${sentinel}`), wire, Buffer.from('more')]),
    );
    return path;
  }

  it('are read back out of the program', async () => {
    const path = await programWith('10111011');
    expect(await wrongFuses(path, 'linux')).toEqual([
      'runAsNode',
      'enableCookieEncryption',
      'enableNodeOptionsEnvironmentVariable',
      'enableNodeCliInspectArguments',
      'enableEmbeddedAsarIntegrityValidation',
      'onlyLoadAppFromAsar',
      'loadBrowserProcessSpecificV8Snapshot',
      'grantFileProtocolExtraPrivileges',
    ]);
    await flipFuses(path, {
      version: FuseVersion.V1,
      [FuseV1Options.RunAsNode]: false,
      [FuseV1Options.EnableCookieEncryption]: true,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
      [FuseV1Options.EnableNodeCliInspectArguments]: false,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
      [FuseV1Options.OnlyLoadAppFromAsar]: true,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
    });
    expect(await wrongFuses(path, 'win')).toEqual([]);
    expect(await wrongFuses(path, 'linux')).toEqual(['enableEmbeddedAsarIntegrityValidation']);
  });
});
