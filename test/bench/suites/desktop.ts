import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ElectronApplication, Page } from 'playwright-core';
import { HOUSE_WARD_ID } from '../../../src-shared/contract/ids.ts';
import type { LogState } from '../../../src-shared/contract/state/log-state.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { DeskHouse } from '../../desktop/support/desk.ts';
import { type ApiClient, signIn } from '../../support/api-client.ts';
import { until } from '../../support/until.ts';
import { residentBytes } from '../delivery/usage.ts';
import { eventsStored } from '../desktop/events-stored.ts';
import { firstPaint, type PaintedApp } from '../desktop/first-paint.ts';
import { medianWithSpread, printTable, quantile } from '../figures.ts';

const STARTS = Number(process.env['BENCH_STARTS'] ?? 5);
const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 10_000);
const AT_ONCE = 16;
/** A pause that a hand notices, in milliseconds. */
const STALL_MS = 50;
const MEGABYTE = 1024 * 1024;
const HOSPITAL = '/h/H1';
/** A desk that sees two of the demo's hospitals, with 30 wards each. */
const HOSPITALS = ['H1', 'H2'];
const USER = 'two-hospitals';
const WARDS = 60;
/** Events sent to the sync host at once. */
const BURST = Number(process.env['BENCH_BURST'] ?? 50_000);
/** The list draws what is in sight only. */
const IN_SIGHT = 10;
/** Chromium keeps compiled scripts from the second start of a version on, for the third. */
const WARM_STARTS = 2;
/** All rows that are drawn have the figures of their ward's board, not only its name. */
const BOARD_STANDS = `document.querySelectorAll('.wards-item').length >= ${IN_SIGHT} &&
  document.querySelector('.wards-item > .ward-row:not([data-standing])') === null`;
const WINDOW_STANDS = `document.querySelector('#there') !== null`;
const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * What the desktop console costs beside an Electron with an empty window, in the same run: its start
 * with the gateway dead until the cached board is painted, how long a catch-up keeps its window busy, the
 * memory of all processes; and how many events a second its sync host stores.
 */
export async function desktop(): Promise<void> {
  const house = await DeskHouse.open();
  const empty = emptyApp();
  try {
    house.setPolicy({ withoutKeyring: 'file', gateway: house.gateway.url });
    const password = await addUser(house);
    const states = await statesOf(house.gateway.url, password);
    await firstDay(house, password);
    await starts(house, empty);
    await catchUp(house);
    await eventsStored(states, BURST, Math.min(STARTS, 3));
  } finally {
    rmSync(empty, { recursive: true });
    await house.close();
  }
}

/** A dispatcher of two hospitals; gives the password. */
async function addUser(house: DeskHouse): Promise<string> {
  const where = HOSPITALS.flatMap((hospital) => ['--hospital', hospital]);
  const { stdout } = await house.wardline('user', 'add', USER, '--role', 'dispatcher', ...where);
  const [, password] = /^Password: (.+)$/m.exec(stdout) ?? [];
  if (password === undefined) throw new Error(`no user was added: ${stdout}`);
  return password;
}

/** Every log that the user sees, the float pools too. */
async function statesOf(url: string, password: string): Promise<LogState[]> {
  const api = await signIn(url, USER, password);
  const states = HOSPITALS.map(async (hospital) => {
    const path = `/api/v1/hospitals/${hospital}/wards`;
    const { wards } = (await api.get<{ wards: { id: string }[] }>(url, path)).body;
    const ids = [...wards.map(({ id }) => id), HOUSE_WARD_ID];
    const all = ids.map((id) => api.get<{ state: LogState }>(url, `${path}/${id}`));
    return (await Promise.all(all)).map(({ body }) => body.state);
  });
  return (await Promise.all(states)).flat();
}

/** Signs in and stays until every ward that the user may see is kept. */
async function firstDay(house: DeskHouse, password: string): Promise<void> {
  const desk = await house.start();
  const { page } = desk;
  await page.getByLabel('User name').fill(USER);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.evaluate((place) => {
    location.hash = place;
  }, HOSPITAL);
  await live(page);
  await desk.quit();
}

async function starts(house: DeskHouse, empty: string): Promise<void> {
  await house.gateway.kill9();
  const ours: number[] = [];
  const bare: number[] = [];
  const board: PaintedApp = { folder: root, stands: BOARD_STANDS };
  const window: PaintedApp = { folder: empty, stands: WINDOW_STANDS };
  for (let start = -WARM_STARTS; start < STARTS; start += 1) {
    const took = [await firstPaint(window, house.env), await firstPaint(board, house.env)] as const;
    if (start < 0) continue;
    bare.push(took[0]);
    ours.push(took[1]);
  }
  const overhead = quantile(ours, 0.5) - quantile(bare, 0.5);
  printTable(
    `Start with the gateway dead until the cached board is painted (${WARDS} are kept), ms`,
    [
      { what: 'console', 'median (spread)': medianWithSpread(ours, 0) },
      { what: 'baseline: empty window', 'median (spread)': medianWithSpread(bare, 0) },
      { what: 'overhead', 'median (spread)': overhead.toFixed(0) },
    ],
  );
  await memory(house, empty);
}

async function memory(house: DeskHouse, empty: string): Promise<void> {
  const rows: Record<string, string>[] = [];
  for (const [what, start] of [
    ['console', () => house.start()],
    ['baseline: empty window', () => house.startApp(empty)],
  ] as const) {
    const desk = await start();
    await desk.page.locator('.wards-item, #there').first().waitFor();
    const pids = await processes(desk.app);
    const bytes = pids.reduce((sum, pid) => sum + residentBytes(pid), 0);
    rows.push({ what, processes: String(pids.length), MB: (bytes / MEGABYTE).toFixed(0) });
    await desk.quit();
  }
  printTable('Memory of all processes (resident, what they share counted in each)', rows);
}

/** Electron's own processes and, where the sync host is not one of them, the Node that it runs in. */
async function processes(app: ElectronApplication): Promise<number[]> {
  const own = await app.evaluate(({ app: main }) => main.getAppMetrics().map(({ pid }) => pid));
  const handles = await app.evaluate(() =>
    (process as unknown as { _getActiveHandles(): { pid?: number }[] })
      ._getActiveHandles()
      .map(({ pid }) => pid ?? 0),
  );
  return [...new Set([...own, ...handles.filter((pid) => pid > 0)])];
}

async function catchUp(house: DeskHouse): Promise<void> {
  await house.startGateway();
  const desk = await house.start();
  const { page } = desk;
  await live(page);
  await house.gateway.kill9();
  await house.elsewhere((url) => write(url));
  await page.evaluate(() => {
    const stalls: number[] = [];
    Object.assign(window, { stalls });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) stalls.push(duration);
    }).observe({ type: 'longtask' });
  });
  await house.startGateway();
  const began = performance.now();
  await dialled(house.gateway.url);
  const wait = performance.now() - began;
  await live(page);
  const took = performance.now() - began - wait;
  const stalls = await page.evaluate(() => (window as unknown as { stalls: number[] }).stalls);
  printTable(`Catch-up of ${EVENTS} events in the 30 wards of the open hospital`, [
    {
      'gateway back → dialled': `${(wait / 1_000).toFixed(1)} s`,
      '→ all wards live': `${(took / 1_000).toFixed(1)} s`,
      [`tasks of the window over ${STALL_MS} ms`]: String(
        stalls.filter((ms) => ms > STALL_MS).length,
      ),
      longest: stalls.length === 0 ? 'none' : `${Math.max(...stalls).toFixed(0)} ms`,
    },
  ]);
  await desk.quit();
}

/** Changes of acuity over the wards of one hospital, each one event. */
async function write(url: string): Promise<void> {
  const api = await signIn(url, 'dispatcher');
  const stays = await staysOf(api, url);
  let next = 0;
  const one = async (): Promise<void> => {
    for (let mine = next++; mine < EVENTS; mine = next++) {
      const stay = stays[mine % stays.length];
      if (stay === undefined) throw new Error('the demo has no patients');
      const acuity = 1 + ((stay.acuity + Math.floor(mine / stays.length)) % 5);
      const { status } = await api.send(url, 'POST', `/api/v1/stays/${stay.id}/acuity`, { acuity });
      if (status !== 200) throw new Error(`a command was answered with ${status}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

async function staysOf(api: ApiClient, url: string): Promise<{ id: string; acuity: number }[]> {
  const path = '/api/v1/hospitals/H1/wards';
  const { wards } = (await api.get<{ wards: { id: string }[] }>(url, path)).body;
  const states = await Promise.all(
    wards.map(({ id }) => api.get<{ state: WardState }>(url, `${path}/${id}`)),
  );
  return states.flatMap(({ body }) =>
    body.state.stays.map(({ id, acuity }) => ({ id, acuity: acuity ?? 0 })),
  );
}

/** The console has come back to the gateway, after its back-off. */
async function dialled(url: string): Promise<void> {
  await until(
    async () => {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      return /^wardline_websocket_connections\S* [1-9]/m.test(metrics);
    },
    { within: 60_000, every: 20, what: 'the console dialling' },
  );
}

/** Every ward of the hospital in the window is live. */
async function live(page: Page): Promise<void> {
  await until(
    async () =>
      (await page.locator('.wards-item').count()) >= IN_SIGHT &&
      (await page.locator('.ward-row-doubtful').count()) === 0,
    { within: 120_000, every: 50, what: 'all wards live' },
  );
}

/** An app that does nothing but open a window. The caller removes its folder. */
function emptyApp(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wardline-empty-'));
  const name = { name: 'empty', version: '0.0.0', main: 'main.mjs', type: 'module' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(name));
  writeFileSync(
    join(folder, 'main.mjs'),
    `import { app, BrowserWindow } from 'electron';
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 820, webPreferences: { sandbox: true } });
  return window.loadURL('data:text/html,<p id="there">There</p>');
});
`,
  );
  return folder;
}
