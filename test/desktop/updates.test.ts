import { generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { packageRun, projectVersion } from '../../build/desktop/package.ts';
import { release, type ReleaseOrder } from '../../build/desktop/release.ts';
import { UNSIGNED } from '../../build/desktop/signing.ts';
import { digestOf } from '../../build/desktop/sums.ts';
import { machineId } from '../../src-main/updates/machine-id.ts';
import { isInRollout } from '../../src-main/updates/judge-manifest.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import {
  DISTURBANCES,
  UPDATE_REFUSALS,
  updateViewSchema,
  type UpdateView,
} from '../../src-shared/ipc/update-view.ts';
import { type ApiClient, signIn } from '../support/api-client.ts';
import { until } from '../support/until.ts';
import { DEMO, DeskHouse, picture } from './support/desk.ts';
import { startPackaged, type PackagedDesk } from './support/packaged-desk.ts';
import { startTlsFront, type TlsFront } from './support/tls-front.ts';

const ours = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');

/** A build, a package and a first start: a minute, several on a busy machine. */
const PACKAGED_WITHIN_MS = 6 * 60_000;

/**
 * A packaged console that updates itself, as an AppImage does, and a real gateway with its folder,
 * behind TLS with a certificate of the hospital's own authority.
 */
describe('an update from the hospital’s own gateway', () => {
  let folder: string;
  let house: DeskHouse | undefined;
  let front: TlsFront | undefined;
  let api: ApiClient;
  let desk: PackagedDesk | undefined;
  /** Each list of updates is a second newer than the last. */
  let issuedAt = Date.UTC(2026, 0, 1);

  const updates = (): string => join(folder, 'updates');
  const manifest = (): string => join(updates(), 'stable/linux-x64.json');
  const staged = (): string[] =>
    globSync(join(folder, 'cache/wardline-updater/pending/*.AppImage'));

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wardline-updates-'));
    mkdirSync(updates());
    const forTests = {
      syncNode: process.execPath,
      policy: join(folder, 'policy.json'),
      downloadIdleMs: 4_000,
    };
    const key = ours.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const made = await packageRun(
      {
        runs: [],
        arch: 'x64',
        isSigned: false,
        channel: 'stable',
        isForTests: true,
        output: join(folder, 'made'),
      },
      { system: 'linux', formats: ['dir'], rolledOutBy: 'updater' },
      UNSIGNED,
      { updates: { keys: [key], channel: 'stable', publisher: null }, forTests },
    );
    house = await DeskHouse.open({
      ...DEMO,
      env: { ...DEMO.env, WARDLINE_UPDATES_DIR: updates() },
    });
    api = await signIn(house.gateway.url, 'dispatcher');
    front = await startTlsFront(folder, house.port);
    const settings = { gateway: front.url, caFile: front.authority };
    writeFileSync(forTests.policy, JSON.stringify({ settings }));
    // The AppImage that is running, as far as the updater can see.
    writeFileSync(join(folder, 'Wardline.AppImage'), 'the one that runs');
    desk = await startPackaged(join(made.at(-1) ?? '', 'wardline'), {
      ...house.env,
      XDG_CACHE_HOME: join(folder, 'cache'),
      APPIMAGE: join(folder, 'Wardline.AppImage'),
    });
    await page().getByLabel('User name').fill('dispatcher');
    await page().getByLabel('Password').fill('wardline-demo');
    await page().getByRole('button', { name: 'Sign in' }).click();
    await page().locator('.ward-row').first().waitFor();
  }, PACKAGED_WITHIN_MS);
  afterAll(async () => {
    await desk?.stop();
    front?.stop();
    await house?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    rmSync(join(folder, 'from'), { recursive: true, force: true });
    rmSync(join(updates(), 'stable'), { recursive: true, force: true });
  });

  const page = (): Page => {
    if (desk === undefined) throw new Error('the console has not started');
    return desk.page;
  };
  async function ask(method: string, more: object = {}): Promise<unknown> {
    const answer = await page().evaluate(
      (call) =>
        (window as unknown as { wardline: { call(json: string): Promise<string> } }).wardline.call(
          call,
        ),
      JSON.stringify({ method, ...more }),
    );
    return JSON.parse(answer) as unknown;
  }
  const look = async (): Promise<UpdateView> =>
    updateViewSchema.parse(await ask('check-for-updates'));

  /** A release as `npm run release` makes it, of an AppImage of random bytes. */
  async function publish(over: Partial<ReleaseOrder> = {}, key = ours.privateKey): Promise<string> {
    const from = join(folder, 'from');
    const version = over.version ?? '9.0.0';
    mkdirSync(from, { recursive: true });
    const name = `wardline-${version}-linux-x64.AppImage`;
    if (!existsSync(join(from, name))) writeFileSync(join(from, name), randomBytes(300_000));
    issuedAt += 1_000;
    await release(
      {
        from,
        to: updates(),
        channel: 'stable',
        version,
        percent: 100,
        withdraw: [],
        issuedAt: new Date(issuedAt),
        ...over,
      },
      key,
    );
    return join(updates(), over.channel ?? 'stable', name);
  }
  /** As a dispatcher does it. */
  async function acknowledgeAll(): Promise<void> {
    const url = house?.gateway.url ?? '';
    type Wards = { wards: { id: string }[] };
    const { wards } = (await api.get<Wards>(url, '/api/v1/hospitals/H1/wards')).body;
    for (const { id } of wards) {
      const path = `/api/v1/hospitals/H1/wards/${id}`;
      const { state } = (await api.get<{ state: WardState }>(url, path)).body;
      for (const alert of state.alerts.filter(({ status }) => status === 'unacknowledged')) {
        await api.send(url, 'POST', `/api/v1/alerts/${alert.id}/acknowledge`, {});
      }
    }
  }
  /** The menu of whoever is signed in. */
  const menu = () => page().getByRole('button', { name: /: menu$/ });
  /** Nothing was installed, and the console is there. */
  async function expectAtWork(): Promise<void> {
    expect(readFileSync(join(folder, 'Wardline.AppImage'), 'utf8')).toBe('the one that runs');
    expect(desk?.process.hasExited()).toBe(false);
    await menu().waitFor();
  }
  async function refusal(): Promise<string> {
    const view = await look();
    expect(staged()).toEqual([]);
    return view.phase === 'refused' ? view.code : view.phase;
  }

  it('is none where the gateway has none', async () => {
    expect(await look()).toMatchObject({ phase: 'none' });
  });

  it('is refused without a signature', async () => {
    await publish();
    rmSync(`${manifest()}.sig`);
    expect(await refusal()).toBe('signature_missing');
  });

  it('is refused with the signature of a stranger', async () => {
    await publish({}, stranger.privateKey);
    expect(await refusal()).toBe('signature_wrong');
  });

  it('is refused when its list was changed after it was signed', async () => {
    await publish();
    const text = readFileSync(manifest(), 'utf8');
    writeFileSync(manifest(), text.replace('"version": "9.0.0"', '"version": "9.0.1"'));
    expect(await refusal()).toBe('signature_wrong');
  });

  it('is refused when it is an older version', async () => {
    await publish({ version: '0.0.9' });
    expect(await refusal()).toBe('older_version');
  });

  it('is refused when it belongs to another channel', async () => {
    await publish({ channel: 'pilot' });
    renameSync(join(updates(), 'pilot'), join(updates(), 'stable'));
    expect(await refusal()).toBe('foreign_channel');
  });

  it('is refused when the file is not the one that was signed', async () => {
    const file = await publish();
    writeFileSync(file, randomBytes(300_000));
    expect(await refusal()).toBe('wrong_hash');
  });

  it('is refused when the file is longer than the one that was signed', async () => {
    const file = await publish();
    appendFileSync(file, 'more');
    expect(await refusal()).toBe('wrong_size');
  });

  /** The front says this in place of a file, for the time of `during`. */
  async function instead(head: string, during: () => Promise<void>): Promise<void> {
    if (front === undefined) throw new Error('there is no front');
    front.interject = (request) =>
      /^GET \S+\.AppImage/.test(request) ? `HTTP/1.1 ${head}\r\n\r\n` : undefined;
    try {
      await during();
    } finally {
      front.interject = () => undefined;
    }
  }

  it('is given up when nothing more comes, and downloaded the next time', async () => {
    await publish();
    await instead('200 OK\r\nContent-Length: 300000', async () => {
      expect(await refusal()).toBe('not_downloaded');
    });
    expect(house?.log).toContain('nothing came for 4 s');
    expect(await look()).toMatchObject({ phase: 'ready', version: '9.0.0' });
  });

  it('is not fetched from where a gateway may send it', async () => {
    await publish();
    let visits = 0;
    const elsewhere = createServer((socket) => {
      visits += 1;
      socket.destroy();
    });
    await new Promise<void>((done) => elsewhere.listen(0, '127.0.0.1', done));
    const { port } = elsewhere.address() as AddressInfo;
    const head = `302 Found\r\nLocation: http://127.0.0.1:${String(port)}/x.AppImage`;
    await instead(`${head}\r\nContent-Length: 0`, async () => {
      expect(await refusal()).toBe('not_downloaded');
    });
    elsewhere.close();
    expect(visits).toBe(0);
    expect(house?.log).toContain(`the gateway sends to http://127.0.0.1:${String(port)}`);
  });

  /** Chromium tells of a head once something of the body is there. */
  const LENGTH = `Content-Length: 300000\r\n\r\n${'x'.repeat(2_000)}`;
  it.each([
    [`206 Partial Content\r\n${LENGTH}`, 'not_downloaded', 'status 206'],
    [`203 Non-Authoritative Information\r\n${LENGTH}`, 'not_downloaded', 'status 203'],
    ['204 No Content', 'not_downloaded', 'status 204'],
    ['302 Found\r\nLocation: /updates/other', 'not_downloaded', 'status 302'],
    ['307 Temporary Redirect\r\nLocation: ?x.AppImage', 'not_downloaded', 'status 307'],
    [
      '401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Length: 0',
      'not_downloaded',
      'status 401',
    ],
    [`200 OK\r\nContent-Encoding: gzip\r\n${LENGTH}`, 'wrong_size', 'encoded as gzip'],
    [
      '200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 300000\r\n\r\n5\r\nhello',
      'wrong_size',
      'sent as chunked',
    ],
  ])('is refused at once, and nothing of it taken: %#', async (head, code, reason) => {
    await publish();
    await instead(head, async () => {
      expect(await refusal()).toBe(code);
    });
    expect(house?.log).toContain(`wardline-9.0.0-linux-x64.AppImage: ${reason}`);
  });

  it('is refused when its list is older than one that was believed', async () => {
    await publish({ issuedAt: new Date(Date.UTC(2025, 0, 1)) });
    expect(await refusal()).toBe('older_manifest');
  });

  it('waits for its turn in a staged rollout, which goes by the machine', async () => {
    const device: unknown = JSON.parse(
      readFileSync(join(house?.folder ?? '', 'device.json'), 'utf8'),
    );
    const machine = machineId('linux') ?? String(device);
    const drawn = (minor: number, isIn: boolean): string => {
      const versions = Array.from({ length: 100 }, (_, i) => `8.${String(minor)}.${String(i)}`);
      const wanted = (version: string) =>
        isInRollout({ version, rolloutPercent: 50 }, machine) === isIn;
      return versions.find(wanted) ?? 'none';
    };
    await publish({ version: drawn(0, false), percent: 50 });
    for (const _look of ['first', 'again']) expect(await look()).toMatchObject({ phase: 'none' });
    expect(staged()).toEqual([]);
    const version = drawn(1, true);
    await publish({ version, percent: 50 });
    expect(await look()).toMatchObject({ phase: 'ready', version });
    await publish({ version, percent: 0 });
    expect(await look()).toMatchObject({ phase: 'none' });
  });

  it('goes back where the version that runs was withdrawn', async () => {
    await publish({ version: projectVersion() });
    const file = await publish({ version: '0.0.9', withdraw: [projectVersion()] });
    expect(await look()).toEqual({ phase: 'ready', version: '0.0.9', mayAsk: true });
    expect(await digestOf(staged()[0] ?? '', 'sha512', 'hex')).toBe(
      await digestOf(file, 'sha512', 'hex'),
    );
  });

  it('is downloaded, checked, staged and offered, and nothing is installed', async () => {
    const file = await publish();
    expect(await look()).toEqual({ phase: 'ready', version: '9.0.0', mayAsk: true });
    expect(staged()).toHaveLength(1);
    expect(await digestOf(staged()[0] ?? '', 'sha512', 'hex')).toBe(
      await digestOf(file, 'sha512', 'hex'),
    );
    expect(readFileSync(join(folder, 'Wardline.AppImage'), 'utf8')).toBe('the one that runs');
    const offer = page().getByText('Version 9.0.0 is ready.');
    // Alarms of the demo may rise at any time, and nobody is asked while one waits to be seen.
    const isOffered = async (): Promise<boolean> => {
      await acknowledgeAll();
      return offer.isVisible();
    };
    await until(isOffered, { within: 60_000, every: 500, what: 'the offer' });
    await picture(page(), 'update-offered');
    await page().getByRole('button', { name: 'Later' }).click();
    await offer.waitFor({ state: 'detached' });
    expect(await look()).toEqual({ phase: 'ready', version: '9.0.0', mayAsk: false });
  });

  it('is told in the settings of the console', async () => {
    await publish();
    await menu().click();
    await page().getByRole('menuitem', { name: 'Console settings' }).click();
    await page().getByRole('button', { name: 'Look for updates' }).click();
    await page().getByText('Version 9.0.0 is ready to be installed.').waitFor();
    // With "despite the alarms" where the demo has just raised one.
    const restart = page().getByRole('button', { name: /^Restart (and update|despite)/ });
    await restart.waitFor();
    await picture(page(), 'update-settings');
    rmSync(`${manifest()}.sig`);
    await page().getByRole('button', { name: 'Look for updates' }).click();
    await page().getByText(UPDATE_REFUSALS.signature_missing).waitFor();
    await restart.waitFor({ state: 'detached' });
    await page().getByRole('button', { name: 'Cancel' }).click();
  });

  it('is not installed while somebody is in a dialog of another window', async () => {
    await publish();
    expect(await look()).toMatchObject({ phase: 'ready' });
    await ask('open-window', { place: null, wall: false });
    const other = await until(
      () =>
        page()
          .context()
          .pages()
          .find((each) => each.url().startsWith('app://wardline-2/')),
      { within: 30_000, what: 'the second window' },
    );
    await other.locator('.ward-row').first().waitFor();
    await other.keyboard.press('?');
    await other.getByRole('dialog').waitFor();
    const refused = { ok: false, problem: { sentence: DISTURBANCES.dialog } };
    const install = () => ask('install-update', { despiteAlarms: true });
    expect(await install()).toMatchObject(refused);
    await page().getByText('Version 9.0.0 is ready.').waitFor({ state: 'detached' });
    await other.close();
    await expectAtWork();
  });

  it('is not installed once what was staged is another file', async () => {
    await publish();
    expect(await look()).toMatchObject({ phase: 'ready' });
    writeFileSync(staged()[0] ?? '', 'something else');
    expect(await ask('install-update', { despiteAlarms: true })).toMatchObject({ ok: false });
    await expectAtWork();
  });

  it('is not installed once the gateway has taken it back', async () => {
    await publish();
    expect(await look()).toMatchObject({ phase: 'ready' });
    await publish({ percent: 0 });
    expect(await ask('install-update', { despiteAlarms: true })).toMatchObject({ ok: false });
    expect(await look()).toMatchObject({ phase: 'none' });
    await expectAtWork();
  });

  it('leaves the desk at work where it cannot be installed', async () => {
    await publish();
    expect(await look()).toMatchObject({ phase: 'ready' });
    // What is in place of the program cannot be replaced.
    const program = join(folder, 'Wardline.AppImage');
    rmSync(program);
    mkdirSync(program);
    expect(await ask('install-update', { despiteAlarms: true })).toMatchObject({ ok: false });
    rmSync(program, { recursive: true });
    writeFileSync(program, 'the one that runs');
    expect(house?.log).toContain('no update: not_installed');
    await page().locator('.ward-row', { hasText: 'ICU' }).first().click();
    await page().locator('.board[data-freshness="live"]').waitFor();
    await expectAtWork();
  });
});
