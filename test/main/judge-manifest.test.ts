import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Asker, isInRollout, judgeManifest } from '../../src-main/updates/judge-manifest.ts';
import { compareVersions } from '../../src-shared/ipc/update-manifest.ts';

const ours = generateKeyPairSync('ed25519');
const next = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const exported = (key: KeyObject) => key.export({ type: 'spki', format: 'der' }).toString('base64');

const asker: Asker = {
  keys: [exported(ours.publicKey), exported(next.publicKey)],
  channel: 'stable',
  platform: 'linux',
  arch: 'x64',
  version: '1.2.3',
  machine: '0b0d6c52-7a5e-4c0e-9c4f-3a1c51f3a7d1',
  lastIssuedAt: '2026-03-01T00:00:00.000Z',
  isMoved: false,
};
const good = {
  product: 'wardline',
  channel: 'stable',
  platform: 'linux',
  arch: 'x64',
  version: '1.3.0',
  issuedAt: '2026-03-02T00:00:00.000Z',
  rolloutPercent: 100,
  withdrawn: [] as string[],
  files: [{ name: 'wardline-1.3.0-linux-x64.AppImage', bytes: 10, sha512: `${'A'.repeat(86)}==` }],
};

function judge(over: object, { by = ours.privateKey, to = asker } = {}) {
  const text = JSON.stringify({ ...good, ...over });
  return judgeManifest(text, sign(null, Buffer.from(text), by).toString('base64'), to);
}

describe('a list of updates', () => {
  it('is believed when a key of ours has signed it, the old or the next', () => {
    expect(judge({})).toMatchObject({ ok: true, isWanted: true, manifest: { version: '1.3.0' } });
    expect(judge({}, { by: next.privateKey })).toMatchObject({ ok: true });
  });

  it.each([
    ['another channel', { channel: 'pilot' }, 'foreign_channel'],
    ['another system', { platform: 'win32' }, 'foreign_platform'],
    ['another processor', { arch: 'arm64' }, 'foreign_platform'],
    ['an older version', { version: '1.2.2' }, 'older_version'],
    ['a day before the last', { issuedAt: '2026-02-28T00:00:00.000Z' }, 'older_manifest'],
    ['another product', { product: 'other' }, 'not_a_manifest'],
    ['a word too many', { url: 'https://elsewhere.example' }, 'not_a_manifest'],
    ['a file elsewhere', { files: [{ ...good.files[0], name: '../x' }] }, 'not_a_manifest'],
    ['a number beyond all numbers', { version: '1.3.9007199254740993' }, 'not_a_manifest'],
    ['a pre-release', { version: '1.3.0-beta' }, 'not_a_manifest'],
  ])('of %s is refused', (_what, over, code) => {
    expect(judge(over)).toEqual({ ok: false, code });
  });

  it('is refused without a signature, with a stranger’s, and changed by a byte', () => {
    const text = JSON.stringify(good);
    const signature = sign(null, Buffer.from(text), ours.privateKey).toString('base64');
    expect(judgeManifest(text, null, asker)).toEqual({ ok: false, code: 'signature_missing' });
    const wrong = { ok: false, code: 'signature_wrong' };
    expect(judge({}, { by: stranger.privateKey })).toEqual(wrong);
    expect(judgeManifest(text.replace('1.3.0', '1.4.0'), signature, asker)).toEqual(wrong);
    expect(judgeManifest(`${text} `, signature, asker)).toEqual(wrong);
    expect(judgeManifest(text, 'no signature', asker)).toEqual(wrong);
    expect(judgeManifest(text, '', asker)).toEqual(wrong);
    expect(judgeManifest(text, signature, { ...asker, keys: [] })).toEqual(wrong);
    expect(judgeManifest(text, signature, { ...asker, keys: ['bm8ga2V5'] })).toEqual(wrong);
  });

  it('that is no JSON is refused even when it is signed', () => {
    const signature = sign(null, Buffer.from('{'), ours.privateKey).toString('base64');
    expect(judgeManifest('{', signature, asker)).toEqual({ ok: false, code: 'not_a_manifest' });
  });

  it('takes a desk back from a version that is withdrawn, and no other desk', () => {
    const back = { version: '1.2.2', withdrawn: ['1.2.3'] };
    expect(judge(back)).toMatchObject({ ok: true, isWanted: true });
    expect(judge(back, { to: { ...asker, version: '1.2.4' } })).toEqual({
      ok: false,
      code: 'older_version',
    });
  });

  it('of an older version is no fault for a desk that was a pilot, and moves it nowhere', () => {
    const pilot = { ...asker, isMoved: true };
    expect(judge({ version: '1.2.2' }, { to: pilot })).toMatchObject({ ok: true, isWanted: false });
    expect(judge({ version: '1.3.0' }, { to: pilot })).toMatchObject({ ok: true, isWanted: true });
  });

  it('has nothing for who runs that version already', () => {
    expect(judge({ version: '1.2.3' })).toMatchObject({ ok: true, isWanted: false });
  });

  it('of a staged rollout is for some desks only, the same ones each time', () => {
    expect(judge({ rolloutPercent: 0 })).toMatchObject({ ok: true, isWanted: false });
    const devices = Array.from({ length: 2_000 }, (_, index) => `device-${String(index)}`);
    const inAt = (rolloutPercent: number) =>
      devices.filter((id) => isInRollout({ version: '1.3.0', rolloutPercent }, id));
    const [tenth, fifth] = [inAt(10), inAt(20)];
    expect(tenth.length).toBeGreaterThan(130);
    expect(tenth.length).toBeLessThan(270);
    expect(inAt(10)).toEqual(tenth);
    // Who was in stays in.
    expect(fifth).toEqual(expect.arrayContaining(tenth));
    expect(inAt(100)).toEqual(devices);
  });
});

describe('versions', () => {
  it('are compared by number', () => {
    const sorted = ['0.9.10', '0.10.0', '1.0.0', '1.0.2', '1.0.10', '2.0.0'];
    expect([...sorted].reverse().sort(compareVersions)).toEqual(sorted);
  });
});
