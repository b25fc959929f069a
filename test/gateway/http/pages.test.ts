import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { check } from '../../../server/http/readiness.ts';
import { webRoutes } from '../../../server/http/routes/web.ts';
import { openHttpHouse, problemOf, type HttpHouse } from './http-house.ts';

let house: HttpHouse;
beforeAll(async () => {
  house = await openHttpHouse(['api', 'realtime']);
});
afterAll(() => house.close());

describe('health', () => {
  it('is told without a token', async () => {
    expect((await house.call({ url: '/healthz' })).json).toEqual({ status: 'ok' });
    expect((await house.call({ url: '/readyz' })).json).toEqual({
      status: 'ready',
      checks: { database: { status: 'ok' }, bus: { status: 'ok' } },
    });
  });

  it('takes what does not answer in time for down', async () => {
    const never = new Promise(() => undefined);
    expect(await check(() => never, 10)).toEqual({ status: 'down', detail: 'no answer in time' });
    const broken = check(() => Promise.reject(new Error('refused')));
    expect(await broken).toEqual({ status: 'down', detail: 'refused' });
  });

  it('counts requests by route, not by address', async () => {
    await house.call({ url: '/api/v1/hospitals/H1/wards/ICU', as: 'dispatcher' });
    const { text, headers } = await house.call({ url: '/metrics' });
    expect(headers['content-type']).toContain('text/plain');
    expect(text).toContain('route="/api/v1/hospitals/:h/wards/:w"');
    expect(text).not.toContain('wards/ICU');
    for (const name of ['process_cpu_seconds_total', 'wardline_database_connections']) {
      expect(text).toContain(name);
    }
  });
});

const documentSchema = z.object({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ summary: z.string() }))),
});

describe('the description of the interface', () => {
  it('has every route, each with a summary and its refusals', async () => {
    const { paths } = (await house.call({ url: '/openapi.json' })).read(documentSchema);
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const routes = house.gateway.http.routes
      .filter(({ hidden, method }) => !hidden && method !== 'HEAD')
      .map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(described.sort()).toEqual(routes.sort());
  });

  it('names the headers of commands and their bodies', async () => {
    const { text } = await house.call({ url: '/openapi.json' });
    const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, unknown>> };
    const admit = JSON.stringify(paths['/api/v1/stays']?.['post']);
    for (const part of ['idempotency-key', 'wardline-basis', 'expectedDischargeAt', '"201"']) {
      expect(admit).toContain(part);
    }
  });

  it('is shown at /docs', async () => {
    const page = await house.call({ url: '/docs' });
    expect(page.status).toBe(200);
    expect(page.text).toContain('swagger');
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  });
});

describe('every answer', () => {
  it.each(['/healthz', '/nope', '/api/v1/hospitals', '/openapi.json'])(
    '%s says what a browser may do with it',
    async (url) => {
      const { headers } = await house.call({ url });
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      });
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    },
  );
});

describe('a gateway that stops', () => {
  it('is no longer ready, and still alive', async () => {
    await house.gateway.drain();
    const answer = await house.call({ url: '/readyz' });
    expect(problemOf(answer)).toMatchObject({ status: 503, code: 'unavailable' });
    expect(answer.json).toMatchObject({ draining: true, checks: { database: { status: 'ok' } } });
    expect((await house.call({ url: '/healthz' })).status).toBe(200);
  });
});

describe('the web console', () => {
  let folder: string;
  let app: FastifyInstance;
  const page = (url: string, accept = 'text/html,*/*') =>
    app.inject({ url, headers: { accept, host: 'desk.example:8080' } });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wardline-test-web-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>Console</title>');
    await writeFile(join(folder, 'assets', 'app-1a2b.js'), 'run()');
    await writeFile(join(folder, 'assets', 'app-1a2b.js.br'), brotliCompressSync('run()'));
    await writeFile(join(folder, 'manifest.webmanifest'), '{}');
    await writeFile(join(folder, '.secret'), 'no');
    app = Fastify();
    await webRoutes(app, folder, []);
    await app.ready();
  });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  it.each(['/', '/H1/wards/ICU', '/login?next=/x'])('is at %s', async (url) => {
    const answer = await page(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('Console');
    expect(answer.headers['cache-control']).toBe('no-cache');
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self' ws://desk.example:8080 wss://desk.example:8080");
  });

  it('gives what the build compressed to who can read it', async () => {
    const url = '/assets/app-1a2b.js';
    const packed = await app.inject({ url, headers: { 'accept-encoding': 'br, gzip' } });
    expect(packed.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' });
    expect(packed.headers['content-type']).toContain('javascript');
    expect(packed.headers['content-security-policy']).toContain("default-src 'none'");
    expect(brotliDecompressSync(packed.rawPayload).toString()).toBe('run()');
    const plain = await app.inject({ url, headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body).toBe('run()');
  });

  it('lets files that are named by their content be kept for ever, others not', async () => {
    const asset = await page('/assets/app-1a2b.js', '*/*');
    expect(asset.body).toBe('run()');
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const manifest = await page('/manifest.webmanifest', '*/*');
    expect(manifest.headers['cache-control']).toBe('no-cache');
  });

  it.each([
    '/assets/gone.js',
    '/favicon.ico',
    '/.secret',
    '/assets/../.secret',
    '/..%2f.secret',
    '/%2e%2e/package.json',
    '/assets',
    '/api/v1/none',
    '/docs/none',
    '/%00',
    '/%ff',
  ])('has nothing at %s', async (url) => {
    const answer = await page(url);
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.body).not.toMatch(/^no$/);
  });

  it('is no pipe that lies among its files', async () => {
    execFileSync('mkfifo', [join(folder, 'assets', 'pipe.js')]);
    expect((await page('/assets/pipe.js', '*/*')).statusCode).toBeGreaterThanOrEqual(400);
  });

  it('is no answer to a program that asks for no page', async () => {
    const answer = await page('/H1/wards/ICU', 'application/json');
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
  });

  it('says how to build it where it has not been', async () => {
    const bare = Fastify();
    await webRoutes(bare, null, []);
    const answer = await bare.inject({ url: '/' });
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toContain('npm start');
    await bare.close();
  });
});
