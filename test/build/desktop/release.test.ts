import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  readReleaseOrder,
  release,
  releaseKey,
  type ReleaseOrder,
} from '../../../build/desktop/release.ts';
import { digestOf } from '../../../build/desktop/sums.ts';
import { judgeManifest } from '../../../src-main/updates/judge-manifest.ts';
import {
  type UpdateManifest,
  updateManifestSchema,
} from '../../../src-shared/ipc/update-manifest.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const keys = [publicKey.export({ type: 'spki', format: 'der' }).toString('base64')];
const order = {
  channel: 'stable',
  version: '1.3.0',
  percent: 25,
  withdraw: [],
  issuedAt: new Date('2026-03-02T00:00:00Z'),
} as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardline-release-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const from = (): string => folder;
const to = (): string => join(folder, 'updates');
const lay = (...names: string[]): void => {
  for (const name of names) writeFileSync(join(folder, name), name);
};

describe('a release', () => {
  it('is what desks believe: signed, with the hash of each file', async () => {
    lay('wardline-1.3.0-linux-x64.AppImage', 'wardline-1.3.0-linux-x64.deb', 'SHA256SUMS');
    const paths = await release({ ...order, from: from(), to: to() }, privateKey);
    expect(paths).toEqual([join(to(), 'stable/linux-x64.json')]);
    const [path = ''] = paths;
    const [text, signature] = [readFileSync(path, 'utf8'), readFileSync(`${path}.sig`, 'utf8')];
    const judged = judgeManifest(text, signature, {
      keys,
      channel: 'stable',
      platform: 'linux',
      arch: 'x64',
      version: '1.2.9',
      machine: 'x',
      lastIssuedAt: null,
      isMoved: false,
    });
    expect(judged).toMatchObject({
      ok: true,
      manifest: { version: '1.3.0', rolloutPercent: 25, withdrawn: [] },
    });
    const [file] = updateManifestSchema.parse(JSON.parse(text)).files;
    const placed = join(to(), 'stable', file?.name ?? '');
    expect(file?.sha512).toBe(await digestOf(placed, 'sha512', 'base64'));
    // What IT rolls out is no update.
    expect(readdirSync(join(to(), 'stable'))).toEqual([
      'linux-x64.json',
      'linux-x64.json.sig',
      'wardline-1.3.0-linux-x64.AppImage',
    ]);
  });

  it('of a universal program is for both processors', async () => {
    lay('wardline-1.3.0-mac-universal.zip', 'wardline-1.3.0-mac-universal.dmg');
    const paths = await release({ ...order, from: from(), to: to() }, privateKey);
    expect(paths.map((path) => path.slice(to().length + 1))).toEqual([
      'stable/darwin-x64.json',
      'stable/darwin-arm64.json',
    ]);
  });

  it('of nothing is refused', async () => {
    lay('wardline-1.2.0-linux-x64.AppImage', 'wardline-1.3.0-linux-x64.deb');
    await expect(release({ ...order, from: from(), to: to() }, privateKey)).rejects.toThrow(
      /nothing of version 1\.3\.0/,
    );
  });

  it.each(['-unsigned', '-unsigned-test'])(
    'of what says %s in its name is refused',
    async (mark) => {
      lay(`wardline-1.3.0-win-x64${mark}.exe`, 'wardline-1.3.0-linux-x64.AppImage');
      await expect(release({ ...order, from: from(), to: to() }, privateKey)).rejects.toThrow(
        mark.slice(1),
      );
      expect(readdirSync(folder)).not.toContain('updates');
    },
  );

  it('is refused without its key, loudly, and with one of another kind', async () => {
    await expect(releaseKey({})).rejects.toThrow('WARDLINE_UPDATE_PRIVATE_KEY');
    const { privateKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const path = join(folder, 'rsa.pem');
    writeFileSync(path, rsa.export({ type: 'pkcs8', format: 'pem' }));
    await expect(releaseKey({ WARDLINE_UPDATE_PRIVATE_KEY: path })).rejects.toThrow(/Ed25519/);
    const none = join(folder, 'none.pem');
    await expect(releaseKey({ WARDLINE_UPDATE_PRIVATE_KEY: none })).rejects.toThrow(
      expect.objectContaining({
        name: 'MissingKeysError',
        message: expect.stringContaining(none) as string,
      }) as Error,
    );
  });

  const released = (): UpdateManifest => {
    const text = readFileSync(join(to(), 'stable/linux-x64.json'), 'utf8');
    return updateManifestSchema.parse(JSON.parse(text));
  };

  it('is newer than the last, also where the clock was ahead at that', async () => {
    lay('wardline-1.3.0-linux-x64.AppImage');
    const at = (issuedAt: Date, key = privateKey) =>
      release({ ...order, issuedAt, from: from(), to: to() }, key);
    await at(new Date('2031-01-01T00:00:00Z'));
    await at(order.issuedAt);
    expect(released().issuedAt).toBe('2031-01-01T00:00:00.001Z');
  });

  it('is newer than the last of another key, which has to be known', async () => {
    lay('wardline-1.3.0-linux-x64.AppImage');
    const first = generateKeyPairSync('ed25519');
    const ahead = { ...order, issuedAt: new Date('2031-01-01T00:00:00Z'), from: from(), to: to() };
    await release(ahead, first.privateKey);
    const before = released();
    const next = { ...ahead, issuedAt: order.issuedAt };
    await expect(release(next, privateKey)).rejects.toThrow(/WARDLINE_UPDATE_PUBLIC_KEYS/);
    expect(released()).toEqual(before);
    await release(next, privateKey, [first.publicKey]);
    expect(released().issuedAt).toBe('2031-01-01T00:00:00.001Z');
  });

  it('goes on after one that was cut short between signature and list', async () => {
    lay('wardline-1.3.0-linux-x64.AppImage');
    const next = { ...order, from: from(), to: to() };
    const [path = ''] = await release(next, privateKey);
    const older = readFileSync(path);
    await release({ ...next, issuedAt: new Date('2031-01-01T00:00:00Z') }, privateKey);
    renameSync(path, `${path}.new`);
    writeFileSync(path, older);
    await release(next, privateKey);
    expect(released().issuedAt).toBe('2031-01-01T00:00:00.001Z');
  });

  describe('of an older version', () => {
    const go = (version: string, more: Partial<ReleaseOrder> = {}) =>
      release({ ...order, version, from: from(), to: to(), ...more }, privateKey);
    beforeEach(async () => {
      for (const version of ['1.2.0', '1.3.0', '1.4.0']) {
        lay(`wardline-${version}-linux-x64.AppImage`);
      }
      await go('1.2.0');
      await go('1.3.0');
    });

    it('is refused unless the newer one is withdrawn', async () => {
      const before = released();
      await expect(go('1.2.0')).rejects.toThrow(/without --withdraw 1\.3\.0/);
      expect(released()).toEqual(before);
    });

    it('withdraws until a version above replaces it, whatever the percent', async () => {
      await go('1.2.0', { withdraw: ['1.3.0'], percent: 10 });
      await go('1.2.0', { percent: 100 });
      expect(released()).toMatchObject({ withdrawn: ['1.3.0'], rolloutPercent: 100 });
      await expect(go('1.3.0')).rejects.toThrow(/1\.3\.0 was withdrawn/);
      await go('1.4.0');
      expect(released()).toMatchObject({ version: '1.4.0', withdrawn: [] });
    });

    it('withdraws nothing that never was released', async () => {
      const before = released();
      await expect(go('1.2.0', { withdraw: ['1.3.0', '1.30.0'] })).rejects.toThrow(/1\.30\.0/);
      expect(released()).toEqual(before);
    });
  });

  it.each(['stable', 'pilot'] as const)(
    'of a version that is in %s with other bytes is refused, and changes nothing',
    async (channel) => {
      const name = 'wardline-1.3.0-linux-x64.AppImage';
      lay(name);
      await release({ ...order, channel, from: from(), to: to() }, privateKey);
      const raised = { ...order, percent: 50, from: from(), to: to() };
      await release({ ...raised, channel }, privateKey);
      writeFileSync(join(folder, name), 'another build');
      await expect(release(raised, privateKey)).rejects.toThrow(/other bytes/);
      expect(readFileSync(join(to(), channel, name), 'utf8')).toBe(name);
    },
  );

  it('of a version that it withdraws is refused', async () => {
    lay('wardline-1.3.0-linux-x64.AppImage');
    const both = { ...order, withdraw: ['1.2.9', '1.3.0'], from: from(), to: to() };
    await expect(release(both, privateKey)).rejects.toThrow(/1\.3\.0 .* withdrawn at once/);
    expect(readdirSync(folder)).not.toContain('updates');
  });

  it('withdraws nothing that is no version', async () => {
    lay('wardline-1.3.0-linux-x64.AppImage');
    for (const withdraw of [[''], ['1.2'], ['1.2.1234567890']]) {
      const bad = { ...order, withdraw, from: from(), to: to() };
      await expect(release(bad, privateKey)).rejects.toThrow(/no release: withdrawn/);
    }
    expect(readdirSync(folder)).not.toContain('updates');
  });

  it.each([
    [['--from', 'a']],
    [['--from', 'a', '--to', 'b', '--percent', '101']],
    [['--from', 'a', '--to', 'b', '--percent', 'x']],
    [['--from', 'a', '--to', 'b', '--percent', '']],
    [['--from', 'a', '--to', 'b', '--percent', '1e1']],
    [['--from', 'a', '--to', 'b', '--channel', 'nightly']],
    [['--from', 'a', '--to', 'b', '--force', '1']],
  ])('is not ordered by %j', (args) => {
    expect(() => readReleaseOrder(args, '1.3.0')).toThrow(
      expect.objectContaining({ name: 'WrongUseError' }) as Error,
    );
  });
});
