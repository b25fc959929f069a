import { describe, expect, it } from 'vitest';
import { readCapped } from '../../src-main/updates/read-capped.ts';
import { asRefusal, UpdateRefusedError } from '../../src-main/updates/update-refused.ts';
import { infoOf, nothing } from '../../src-main/updates/update-info.ts';
import { updateManifestSchema } from '../../src-shared/ipc/update-manifest.ts';

describe('an answer of a gateway', () => {
  it('is read as text', async () => {
    expect(await readCapped(new Response('{"ä":1}'), 8)).toBe('{"ä":1}');
    expect(await readCapped(new Response(null), 8)).toBe('');
  });

  it('is let go of once it is too long, however much would follow', async () => {
    let given = 0;
    let isCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (stream) => {
        given += 1;
        stream.enqueue(new Uint8Array(1024));
      },
      cancel: () => {
        isCancelled = true;
      },
    });
    expect(await readCapped(new Response(endless), 10_000)).toBeNull();
    expect(isCancelled).toBe(true);
    expect(given).toBeLessThan(20);
  });
});

describe('a list of updates, as electron-updater is told', () => {
  const manifest = (platform: 'linux' | 'darwin' | 'win32') =>
    updateManifestSchema.parse({
      product: 'wardline',
      channel: 'stable',
      platform,
      arch: 'x64',
      version: '1.3.0',
      issuedAt: '2026-03-02T00:00:00.000Z',
      rolloutPercent: 100,
      withdrawn: [],
      files: [{ name: 'wardline-1.3.0', bytes: 10, sha512: `${'A'.repeat(86)}==` }],
    });

  it('names the file and its hash', () => {
    expect(infoOf(manifest('linux'))).toEqual({
      version: '1.3.0',
      releaseDate: '2026-03-02T00:00:00.000Z',
      files: [{ url: 'wardline-1.3.0', size: 10, sha512: `${'A'.repeat(86)}==` }],
      path: 'wardline-1.3.0',
      sha512: `${'A'.repeat(86)}==`,
    });
  });

  it('asks for an administrator on Windows, where it is installed for the whole machine', () => {
    const rights = (platform: 'linux' | 'darwin' | 'win32') =>
      infoOf(manifest(platform)).files[0]?.isAdminRightsRequired;
    expect([rights('win32'), rights('darwin'), rights('linux')]).toEqual([
      true,
      undefined,
      undefined,
    ]);
  });

  it('of nothing is the version that runs', () => {
    expect(nothing('1.2.3')).toMatchObject({ version: '1.2.3', files: [] });
  });
});

describe('what electron-updater throws', () => {
  it('is a refusal that says what it was, as far as is known', () => {
    const thrown = (code: string) => Object.assign(new Error('it said so'), { code });
    const codeOf = (error: unknown) => asRefusal(error, 'not_downloaded').code;
    expect(codeOf(thrown('ERR_CHECKSUM_MISMATCH'))).toBe('wrong_hash');
    expect(codeOf(thrown('ERR_UPDATER_INVALID_SIGNATURE'))).toBe('wrong_publisher');
    expect(codeOf(thrown('ENOSPC'))).toBe('not_downloaded');
    expect(codeOf(new UpdateRefusedError('wrong_size'))).toBe('wrong_size');
  });
});
