import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeDiagnostics } from '../../src-main/diagnostics/diagnostics.ts';
import { redact } from '../../src-main/diagnostics/redact.ts';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkIn0.c2lnbmF0dXJl';

describe('redaction', () => {
  it.each([
    ['an access token', `token was ${JWT}`, JWT],
    ['a bearer', 'authorization: Bearer abc.def-ghi', 'abc.def-ghi'],
    ['a ticket', 'GET /realtime?ticket=tk123&x=1', 'tk123'],
    ['a password', '{"username":"d","password":"hunter2"}', 'hunter2'],
    ['a refresh token', 'refreshToken: r-9999', 'r-9999'],
    ['a name and password in an address', 'http://joe:pw@proxy:3128', 'joe:pw'],
    ['a person’s address', 'joe.doe@hospital.example', 'joe.doe'],
    ['a long key', `x ${'aB3'.repeat(16)} y`, 'aB3aB3'],
    ['the home folder', '/home/joe/.config/wardline', '/home/joe'],
  ])('takes out %s', (_what, text, secret) => {
    expect(redact(text, '/home/joe')).not.toContain(secret);
  });

  it('leaves what helps', () => {
    const text = 'the sync host ended and is started again: code 1 at 2026-11-22T09:00:00.000Z';
    expect(redact(text, '/home/joe')).toBe(text);
    expect(redact('https://wardline.example:8443', '')).toBe('https://wardline.example:8443');
  });
});

describe('the archive', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wardline-diagnostics-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('holds settings, policy, log and sizes, and nothing of a board or a session', () => {
    mkdirSync(join(folder, 'gateways', 'g'), { recursive: true });
    mkdirSync(join(folder, 'logs'));
    writeFileSync(join(folder, 'gateways', 'g', 'cache.db'), 'Zebulon Quill');
    writeFileSync(join(folder, 'gateways', 'g', 'session.key'), 'a sealed token');
    writeFileSync(join(folder, 'settings.json'), '{"gateway":"https://g.example"}');
    writeFileSync(join(folder, 'logs', 'wardline.log'), `{"what":"x","detail":"${JWT}"}\n`);
    const path = join(folder, 'out.zip');
    writeDiagnostics(path, {
      folder,
      policyPath: join(folder, 'policy.json'),
      logPath: join(folder, 'logs', 'wardline.log'),
      home: folder,
      version: '1.2.3',
      now: new Date(0),
    });
    const files = Object.entries(unzipSync(readFileSync(path))).map(
      ([name, bytes]) => [name, strFromU8(bytes)] as const,
    );
    const all = new Map(files);
    expect(all.get('about.json')).toContain('1.2.3');
    expect(all.get('settings.json')).toContain('https://g.example');
    expect(all.get('policy.json')).toBe('(none)');
    expect(all.get('files.txt')).toMatch(/13 .*gateways\/g\/cache\.db/);
    expect(all.get('wardline.log')).toContain('[token]');
    const everything = files.map(([, text]) => text).join('\n');
    for (const secret of ['Zebulon', 'a sealed token', JWT, folder]) {
      expect(everything).not.toContain(secret);
    }
  });
});
