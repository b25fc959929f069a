import { generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { packageRun, projectVersion } from '../../build/desktop/package.ts';
import { release, type ReleaseOrder } from '../../build/desktop/release.ts';
import { UNSIGNED } from '../../build/desktop/signing.ts';
import { digestOf } from '../../build/desktop/sums.ts';
import { updateViewSchema, type UpdateView } from '../../src-shared/ipc/update-view.ts';
import { DeskHouse, picture } from './support/desk.ts';
import { startPackaged, type PackagedDesk } from './support/packaged-desk.ts';

const ours = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');

/** A packaged console that updates itself, as an AppImage does, and a real gateway with its folder. */
describe('an update from the hospital’s own gateway', () => {
  let folder: string;
  let house: DeskHouse | undefined;
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
    const forTests = { syncNode: process.execPath, policy: join(folder, 'policy.json') };
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
    house = await DeskHouse.open({ WARDLINE_UPDATES_DIR: updates() });
    writeFileSync(forTests.policy, JSON.stringify({ settings: { gateway: house.gateway.url } }));
    // The AppImage that is running, as far as the updater can see.
    writeFileSync(join(folder, 'Wardline.AppImage'), 'the one that runs');
    desk = await startPackaged(join(made.at(-1) ?? '', 'wardline'), {
      ...house.env,
      XDG_CACHE_HOME: join(folder, 'cache'),
      APPIMAGE: join(folder, 'Wardline.AppImage'),
    });
    const { page } = desk;
    await page.getByLabel('User name').fill('dispatcher');
    await page.getByLabel('Password').fill('wardline-demo');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.ward-row').first().waitFor();
  });
  afterAll(async () => {
    await desk?.stop();
    await house?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    rmSync(join(folder, 'from'), { recursive: true, force: true });
    rmSync(join(updates(), 'stable'), { recursive: true, force: true });
  });

  async function ask(method: string): Promise<unknown> {
    if (desk === undefined) throw new Error('the console has not started');
    const answer = await desk.page.evaluate(
      (call) =>
        (window as unknown as { wardline: { call(json: string): Promise<string> } }).wardline.call(
          call,
        ),
      JSON.stringify({ method }),
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
    writeFileSync(join(from, name), randomBytes(300_000));
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

  it('is refused when its list is older than one that was believed', async () => {
    await publish({ issuedAt: new Date(Date.UTC(2025, 0, 1)) });
    expect(await refusal()).toBe('older_manifest');
  });

  it('waits for its turn in a staged rollout', async () => {
    await publish({ percent: 0 });
    expect(await look()).toMatchObject({ phase: 'none' });
    expect(staged()).toEqual([]);
  });

  it('goes back where the version that runs was withdrawn', async () => {
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
    const page = desk?.page;
    if (page === undefined) throw new Error('the console has not started');
    const offer = page.getByText('Version 9.0.0 is ready.');
    await offer.waitFor();
    await picture(page, 'update-offered');
    await page.getByRole('button', { name: 'Later' }).click();
    await offer.waitFor({ state: 'detached' });
    expect(await look()).toEqual({ phase: 'ready', version: '9.0.0', mayAsk: false });
  });

  it('is not installed once what was staged is another file', async () => {
    await publish();
    expect(await look()).toMatchObject({ phase: 'ready' });
    writeFileSync(staged()[0] ?? '', 'something else');
    expect(await ask('install-update')).toMatchObject({ ok: false });
    expect(readFileSync(join(folder, 'Wardline.AppImage'), 'utf8')).toBe('the one that runs');
    expect(desk?.process.hasExited()).toBe(false);
  });
});
