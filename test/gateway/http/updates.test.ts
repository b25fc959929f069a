import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBLEM_TYPE } from '../../../server/http/problem-answer.ts';
import { startGateway, type TestGateway } from '../../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';

const SECRET = 'what nobody may read over the network';

/** What a tired administrator may leave beside the builds. */
const UNKNOWN = [
  ...['update.pem', 'update.KEY', 'code.p12', 'code.pfx', 'apple.p8', 'update.pem.bak'],
  ...['update.der', 'notes.txt', 'linux-x64.json.new', 'wardline-1.3.0.AppImage.zip.key'],
];
const PIPE = 'stable/wardline-1.4.0-linux-x64.AppImage';
const FOLDERS = ['stable/win32-x64.json', 'stable/wardline-1.4.0-win-x64.exe'];
const LINKS = [
  ['stable/wardline-1.3.1-linux-x64.AppImage', 'beside.txt'],
  ['stable/wardline-1.3.2-linux-x64.AppImage', 'updates/stable/update.pem'],
  ['stable/darwin-x64.json', 'updates/stable/update.der'],
  ['stable/linux-arm64.json', `updates/${PIPE}`],
  ['pilot', 'elsewhere'],
] as const;

let database: TestDatabase;
let folder: string;
let gateway: TestGateway;
const updates = (): string => join(folder, 'updates');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wardline-served-'));
  mkdirSync(join(updates(), 'stable'), { recursive: true });
  const lay = (path: string, content: string): void => {
    writeFileSync(join(folder, path), content);
  };
  lay('updates/stable/linux-x64.json', '{}');
  lay('updates/stable/linux-x64.json.sig', 'a signature');
  lay('updates/stable/wardline-1.3.0-linux-x64.AppImage', 'a program');
  // Beside the folder, and hidden in it.
  lay('beside.txt', SECRET);
  lay('updates/.hidden', SECRET);
  for (const name of UNKNOWN) lay(`updates/stable/${name}`, SECRET);
  lay('updates/linux-x64.json', SECRET);
  // Named as what is served, and leading to what is not.
  for (const [name, target] of LINKS) symlinkSync(join(folder, target), join(updates(), name));
  mkdirSync(join(folder, 'elsewhere'));
  lay('elsewhere/linux-x64.json', SECRET);
  // Named as what is served, and no files.
  execFileSync('mkfifo', [join(updates(), PIPE)]);
  for (const name of FOLDERS) mkdirSync(join(updates(), name));
  lay('updates/stable/wardline-1.2.0-linux-x64.AppImage', 'an older program');
  symlinkSync(
    join(updates(), 'stable/wardline-1.2.0-linux-x64.AppImage'),
    join(updates(), 'stable/wardline-1.2.1-linux-x64.AppImage'),
  );
  database = await createTestDatabase();
  gateway = await startGateway({
    env: { DATABASE_URL: database.url, WARDLINE_UPDATES_DIR: updates() },
  });
});
afterAll(async () => {
  await gateway.stop();
  await database.drop();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Sends a path as it stands: a client of ours would tidy it up first. */
function ask(path: string, method = 'GET', headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port: gateway.port, path, method, headers });
    asking.once('error', reject);
    asking.once('response', (response) => {
      text(response).then((body) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      }, reject);
    });
    asking.end();
  });
}

describe('the folder of updates', () => {
  it('is for everybody to read, with a token, without, and with a wrong one', async () => {
    const path = '/updates/stable/wardline-1.3.0-linux-x64.AppImage';
    for (const headers of [{}, { authorization: 'Bearer not-a-token' }]) {
      expect(await ask(path, 'GET', headers)).toMatchObject({ status: 200, body: 'a program' });
    }
    expect((await ask('/api/v1/hospitals')).status).toBe(401);
  });

  it('may be put together of links within it, as a share is', async () => {
    const answer = await ask('/updates/stable/wardline-1.2.1-linux-x64.AppImage');
    expect(answer).toMatchObject({ status: 200, body: 'an older program' });
  });

  it('gives its lists anew each time; a build may be kept', async () => {
    const kept = async (name: string) =>
      (await ask(`/updates/stable/${name}`)).headers['cache-control'];
    expect(await kept('linux-x64.json')).toBe('no-cache');
    expect(await kept('linux-x64.json.sig')).toBe('no-cache');
    expect(await kept('wardline-1.3.0-linux-x64.AppImage')).toMatch(/max-age/);
  });

  it.each([
    '/updates/../beside.txt',
    '/updates/stable/../../beside.txt',
    '/updates/%2e%2e/beside.txt',
    '/updates/%2e%2e%2fbeside.txt',
    '/updates/..%2fbeside.txt',
    '/updates/..%5cbeside.txt',
    '/updates/..\\beside.txt',
    '/updates/%252e%252e/beside.txt',
    '/updates/./../beside.txt',
    '/updates//../beside.txt',
    '/updates/stable/..;/../beside.txt',
    '/updates/beside.txt%00.json',
    '/updates/.hidden',
    '/updates/%2ehidden',
    '/updates/stable/update%2epem',
    ...UNKNOWN.map((name) => `/updates/stable/${name}`),
    ...LINKS.map(([name]) => `/updates/${name}`),
    ...[PIPE, ...FOLDERS].map((name) => `/updates/${name}`),
    '/updates/linux-x64.json',
    '/updates/',
    '/updates/stable',
    '/updates/stable/',
    '/updates/pilot/linux-x64.json',
  ])('gives nothing at %s', async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers['content-type']).toContain(PROBLEM_TYPE);
    expect(answer.body).not.toContain(SECRET);
  });

  it.each([
    ['range', 'bytes=100-', 416, 'range_not_satisfiable'],
    ['range', 'bytes=x', 416, 'range_not_satisfiable'],
    ['if-match', '"another"', 412, 'precondition_failed'],
    ['if-unmodified-since', 'Thu, 01 Jan 1970 00:00:00 GMT', 412, 'precondition_failed'],
  ])('refuses %s: %s in words, and logs no fault of its own', async (name, value, status, code) => {
    const path = '/updates/stable/wardline-1.3.0-linux-x64.AppImage';
    const answer = await ask(path, 'GET', { [name]: value });
    expect(answer).toMatchObject({ status, headers: { 'cache-control': 'no-store' } });
    expect(answer.headers['content-type']).toContain(PROBLEM_TYPE);
    expect(JSON.parse(answer.body)).toMatchObject({ code, status });
    expect(answer.headers['content-range']).toBe(status === 416 ? 'bytes */9' : undefined);
    expect(gateway.logs()).not.toContain('request failed');
  });

  it('takes a range of an unknown unit for a question without', async () => {
    const path = '/updates/stable/wardline-1.3.0-linux-x64.AppImage';
    const answer = await ask(path, 'GET', { range: 'lines=1-2' });
    expect(answer).toMatchObject({ status: 200, body: 'a program' });
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('takes nothing by %s', async (method) => {
    const before = readdirSync(updates(), { recursive: true });
    for (const path of ['/updates/stable/linux-x64.json', '/updates/stable/new.json']) {
      const { status } = await ask(path, method);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    expect(readdirSync(updates(), { recursive: true })).toEqual(before);
    expect(readFileSync(join(updates(), 'stable/linux-x64.json'), 'utf8')).toBe('{}');
  });
});
