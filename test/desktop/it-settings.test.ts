import Sqlite from 'better-sqlite3';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { chooseInMenu, DeskHouse, picture, type RunningDesk, signInOn } from './support/desk.ts';

/** The gateway's name in a hospital where only the proxy knows where that is. */
const GATEWAY = 'https://wardline.hospital.test';

/** What a hospital's IT does with the console, in the real program. */
describe('a console that IT manages', () => {
  let house: DeskHouse;
  let desk: RunningDesk;
  let folder: string;
  let tls: { port: number; close: () => void };
  let proxy: { port: number; asked: string[]; close: () => void };

  beforeAll(async () => {
    house = await DeskHouse.open();
    folder = mkdtempSync(join(tmpdir(), 'wardline-it-'));
    makeCertificates(folder);
    tls = await startTls(folder, house.port);
    proxy = await startProxy(tls.port);
  });
  afterAll(async () => {
    await house.close();
    proxy.close();
    tls.close();
    rmSync(folder, { recursive: true });
  });

  const policy = { withoutKeyring: 'file', gateway: GATEWAY } as const;
  // As Chromium finds the system's proxy where no desktop environment has one.
  const start = () => house.start({ https_proxy: `http://127.0.0.1:${String(proxy.port)}` });
  const keeps = (name: string): boolean =>
    readdirSync(house.folder, { recursive: true, encoding: 'utf8' }).some((each) =>
      each.endsWith(name),
    );

  it('trusts nobody but the authorities of the system and of the policy', async () => {
    house.setPolicy(policy);
    desk = await start();
    await signInOn(desk.page);
    await desk.page.getByText('The server does not answer').waitFor();
    expect(proxy.asked).toContain('wardline.hospital.test:443');
    // Whoever looks into it reads why.
    expect(house.log).toMatch(/the gateway cannot be reached.*certificate/);
    await desk.quit();
  });

  it('reaches its gateway over the system’s proxy, by the hospital’s own authority', async () => {
    house.setPolicy({ ...policy, caFile: join(folder, 'ca.pem') });
    desk = await start();
    await signInOn(desk.page);
    await desk.page.locator('.ward-row', { hasText: 'ICU' }).first().click();
    await desk.page.locator('.board[data-freshness="live"]').waitFor();
    expect(new Set(proxy.asked)).toEqual(new Set(['wardline.hospital.test:443']));
  });

  it('shows what the policy fixes, and does not change it', async () => {
    const { page } = desk;
    await page.evaluate(() => {
      document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    });
    await chooseInMenu(desk.app, 'Settings');
    const dialog = page.getByRole('dialog', { name: 'Settings of this console' });
    await dialog.getByText('Set by your IT department.').first().waitFor();
    expect(await dialog.getByLabel('Address of the gateway').isDisabled()).toBe(true);
    await picture(page, '30-managed-settings');
    await page.keyboard.press('Escape');
  });

  it('writes redacted diagnostics beside a running console, and ends', async () => {
    const path = join(folder, 'diagnostics.zip');
    const exit = await house.startBeside('--diagnostics', path);
    expect(exit.code).toBe(0);
    const files = unzipSync(readFileSync(path));
    expect(Object.keys(files).sort()).toEqual([
      'about.json',
      'files.txt',
      'policy.json',
      'settings.json',
      'wardline.log',
      'wardline.log.1',
    ]);
    const all = Object.values(files)
      .map((bytes) => strFromU8(bytes))
      .join('\n');
    expect(all).toContain(GATEWAY);
    expect(all).toContain('cache.db');
    for (const secret of [house.home, 'wardline-demo', 'eyJ']) expect(all).not.toContain(secret);
  });

  it('deletes everything when the policy orders it, and asks who is there', async () => {
    await until(() => keeps('.pdf'), { within: 240_000, what: 'a sheet' });
    expect(keeps('session.key') && keeps('cache.key')).toBe(true);
    await desk.quit();
    house.setPolicy({ ...policy, caFile: join(folder, 'ca.pem') }, new Date().toISOString());
    desk = await start();
    await desk.page.getByLabel('User name').waitFor();
    await until(() => !keeps('.pdf') && !keeps('session.key'), { what: 'the deletion' });
    expect(house.log).toContain('as the policy orders');
  });

  it('deletes everything when the server orders it, also after a time without network', async () => {
    await signInOn(desk.page);
    await desk.page.locator('.ward-row', { hasText: 'ICU' }).first().click();
    await desk.page.locator('.board[data-freshness="live"]').waitFor();
    await until(() => keeps('.pdf'), { within: 240_000, what: 'a sheet' });
    await desk.quit();
    expect((await house.wardline('user', 'wipe', 'dispatcher')).code).toBe(0);
    desk = await start();
    await desk.page.getByText('had everything that was kept here deleted').waitFor();
    await picture(desk.page, '31-wiped');
    await until(() => !keeps('.pdf'), { what: 'the deletion of the sheets' });
    expect(house.log).toContain('as the server ordered');
    await desk.quit();
    const [cache] = readdirSync(house.folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('cache.db'),
    );
    const db = new Sqlite(join(house.folder, cache!), { readonly: true });
    expect(db.prepare('select count(*) from ward').pluck().get()).toBe(0);
    expect(db.prepare('select count(*) from command').pluck().get()).toBe(0);
    db.close();
  });
});

/** An authority of the hospital's own, and a certificate that it gave the gateway. */
function makeCertificates(folder: string): void {
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=Hospital',
  );
  openssl(
    'req',
    ...key,
    '-keyout',
    'gateway.key',
    '-out',
    'gateway.csr',
    '-subj',
    '/CN=wardline.hospital.test',
  );
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:wardline.hospital.test\n');
  openssl(
    'x509',
    '-req',
    '-in',
    'gateway.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'names',
    '-out',
    'gateway.pem',
  );
  if (!existsSync(join(folder, 'gateway.pem'))) throw new Error('openssl made no certificate');
}

/** TLS in front of the gateway, as a load balancer has it. */
async function startTls(
  folder: string,
  gatewayPort: number,
): Promise<{ port: number; close: () => void }> {
  const read = (name: string) => readFileSync(join(folder, name));
  const server = createTlsServer(
    { key: read('gateway.key'), cert: read('gateway.pem') },
    (socket) => {
      const inner = connect(gatewayPort, '127.0.0.1');
      socket.pipe(inner).pipe(socket);
      for (const end of [socket, inner]) {
        end.on('error', () => {
          socket.destroy();
          inner.destroy();
        });
      }
    },
  );
  server.on('tlsClientError', () => undefined);
  return { port: await portOf(server.listen(0, '127.0.0.1')), close: () => server.close() };
}

/** A proxy that knows one way. */
async function startProxy(
  to: number,
): Promise<{ port: number; asked: string[]; close: () => void }> {
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', (request, socket: Socket) => {
    asked.push(request.url ?? '');
    const inner = connect(to, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(inner).pipe(socket);
    });
    for (const end of [socket, inner]) {
      end.on('error', () => {
        socket.destroy();
        inner.destroy();
      });
    }
  });
  const port = await portOf(server.listen(0, '127.0.0.1'));
  return { port, asked, close: () => server.close() };
}

async function portOf(server: Pick<Server, 'address' | 'listening'> & NodeJS.EventEmitter) {
  if (!server.listening) await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
