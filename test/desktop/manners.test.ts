import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, signIn } from '../support/api-client.ts';
import { until } from '../support/until.ts';
import {
  callMain,
  chooseInMenu,
  consoleWindows,
  DeskHouse,
  picture,
  type RunningDesk,
  signInOn,
  syncHostPid,
} from './support/desk.ts';

/** What the system was told, as main told it. */
interface Told {
  notices: { title: string; body: string; actions: string[] }[];
  badges: number[];
  flashes: boolean[];
}

/** A desk through a shift without an outage, step by step. */
describe('the manners of the desk', () => {
  let house: DeskHouse;
  let desk: RunningDesk;
  let api: ApiClient;

  beforeAll(async () => {
    house = await DeskHouse.open();
    api = await signIn(house.gateway.url, 'admin');
    house.setPolicy({ withoutKeyring: 'file', gateway: house.gateway.url, lockAfterMinutes: 5 });
    desk = await house.start();
    await signInOn(desk.page);
    await desk.page.locator('.ward-row', { hasText: 'ICU' }).first().click();
    await desk.page.locator('.board[data-freshness="live"]').waitFor();
  });
  afterAll(async () => {
    await house.close();
  });

  const sheets = (): string[] => {
    const folder = join(house.folder, 'downtime');
    return existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => name.endsWith('.pdf'))
          .sort()
      : [];
  };
  const zoomOf = (page: Page) => page.evaluate(() => window.outerWidth / window.innerWidth);

  it('writes the downtime sheet of all wards when the line is up', async () => {
    await until(() => sheets().length === 1, { within: 240_000, what: 'the first sheet' });
    const pdf = readFileSync(join(house.folder, 'downtime', sheets()[0]!)).toString('latin1');
    expect(pdf.slice(0, 5)).toBe('%PDF-');
    // Each ward begins a page.
    const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThanOrEqual(await countWards());
  });

  it('writes it again after a quarter of an hour', async () => {
    // The timer looks four times a minute.
    await desk.app.evaluate(() => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + 15 * 60_000;
    });
    await until(() => sheets().length === 2, { within: 240_000, what: 'the second sheet' });
  });

  it('tells the system of a message, and takes the answer from the notice', async () => {
    await listenToSystem();
    const title = 'Can you lend us a nurse at six?';
    const body = { userId: 'dispatcher', hospitalId: 'H1', kind: 'message', title };
    const sender = await signIn(house.gateway.url, 'dispatcher');
    const { status } = await sender.send(house.gateway.url, 'POST', '/api/v1/notifications', body);
    expect(status).toBe(202);
    await until(async () => (await told()).notices.length === 1, { within: 30_000 });
    const { notices, badges, flashes } = await told();
    expect(notices[0]).toMatchObject({ body: title, actions: ['Yes', 'No', 'Call me'] });
    expect(badges.at(-1)).toBeGreaterThan(0);
    expect(flashes).not.toEqual([]);
    await desk.app.evaluate(() => {
      const shown = (globalThis as unknown as { shown: NodeJS.EventEmitter[] }).shown;
      shown[0]!.emit('action', {}, 2);
    });
    await until(
      async () => {
        const { body: list } = await sender.get<{
          notifications: { title: string; answer: string }[];
        }>(house.gateway.url, '/api/v1/notifications');
        return list.notifications.some((one) => one.title === title && one.answer === 'call_me');
      },
      { within: 30_000, what: 'the answer at the server' },
    );
  });

  it('zooms one window and leaves the other as it is', async () => {
    await chooseInMenu(desk.app, 'New window');
    await until(() => consoleWindows(desk.app).length === 2);
    const second = consoleWindows(desk.app)[1]!;
    await second.locator('.board').waitFor();
    await callMain(second, { method: 'zoom', factor: 1.5 });
    await until(async () => (await zoomOf(second)) > 1.4, { what: 'the zoom' });
    expect(await zoomOf(desk.page)).toBeLessThan(1.1);
    await picture(second, '20-zoomed');
    await second.reload();
    await second.locator('.board').waitFor();
    expect(await zoomOf(second)).toBeGreaterThan(1.4);
    expect(await zoomOf(desk.page)).toBeLessThan(1.1);
  });

  it('shows a ward on a wall, full screen, and takes no command there', async () => {
    await chooseInMenu(desk.app, 'New wall display');
    await until(() => consoleWindows(desk.app).length === 3);
    const wall = consoleWindows(desk.app)[2]!;
    await wall.locator('.board').waitFor();
    await picture(wall, '21-wall');
    expect(await callMain(wall, { method: 'sign-out' })).toContain('wall');
    await callMain(wall, { method: 'close-window' });
    await until(() => consoleWindows(desk.app).length === 2);
  });

  it('prints the board on paper, without what is only for screens', async () => {
    await desk.page.emulateMedia({ media: 'print' });
    await picture(desk.page, '22-print');
    expect(await desk.page.locator('.bed-card').first().isVisible()).toBe(true);
    expect(await desk.page.locator('.wards-panel').isVisible()).toBe(false);
    await desk.page.emulateMedia({ media: 'screen' });
  });

  it('hands a page to the system’s print window', async () => {
    await desk.app.evaluate(({ BrowserWindow }) => {
      const printed: object[] = [];
      Object.assign(globalThis, { printed });
      for (const { webContents } of BrowserWindow.getAllWindows()) {
        webContents.print = (options, done) => {
          printed.push(options ?? {});
          done?.(false, 'no printer');
        };
      }
    });
    expect(await callMain(desk.page, { method: 'print' })).toContain('no printer');
    const printed = await desk.app.evaluate(() => (globalThis as never as { printed: [] }).printed);
    expect(printed).toEqual([{ printBackground: true }]);
  });

  it('locks when nobody touches it, and lets in who knows the password', async () => {
    await desk.app.evaluate(({ powerMonitor }) => {
      powerMonitor.getSystemIdleTime = () => 5 * 60;
    });
    const { page } = desk;
    const locked = page.getByRole('dialog', { name: 'Locked' });
    await locked.waitFor();
    await picture(page, '23-locked');
    await desk.app.evaluate(({ powerMonitor }) => {
      powerMonitor.getSystemIdleTime = () => 0;
    });
    expect(await callMain(page, { method: 'hospitals' })).toContain('locked');
    await page.getByLabel('Password').fill('wrong-password');
    await page.getByRole('button', { name: 'Unlock' }).click();
    await page.getByText('not the password').or(page.getByText('do not match')).waitFor();
    await page.getByLabel('Password').fill('wardline-demo');
    await page.getByRole('button', { name: 'Unlock' }).click();
    await locked.waitFor({ state: 'detached' });
    await page.locator('.board[data-freshness="live"]').waitFor();
  });

  it('loads a page that crashed anew, and starts a sync host that was killed', async () => {
    await desk.app.evaluate(({ BrowserWindow }) => {
      for (const { webContents } of BrowserWindow.getAllWindows()) {
        webContents.forcefullyCrashRenderer();
      }
    });
    await until(() => house.log.split('a page ended').length > 2);
    await until(async () => (await boards()) === 2, { within: 60_000, what: 'both boards' });
    process.kill(await syncHostPid(desk.app), 'SIGKILL');
    await until(() => house.log.includes('the sync host ended and is started again'));
    await until(async () => (await boards()) === 2, { within: 60_000, what: 'both boards' });
  });

  it('never gives up a page that crashes again and again', async () => {
    await desk.app.evaluate(() => {
      const usual = setTimeout;
      const quick = (run: () => void, ms?: number) => usual(run, ms === 60_000 ? 200 : ms);
      Object.assign(globalThis, { setTimeout: quick });
    });
    for (let crash = 0; crash < 5; crash++) {
      const before = house.log.split('a page ended').length;
      await desk.app.evaluate(({ BrowserWindow }) => {
        for (const each of BrowserWindow.getAllWindows()) {
          if (each.isVisible()) each.webContents.forcefullyCrashRenderer();
        }
      });
      await until(() => house.log.split('a page ended').length >= before + 2);
      await until(() =>
        desk.app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows().every(({ webContents }) => !webContents.isCrashed()),
        ),
      );
      await until(async () => (await boards()) === 2, { within: 60_000, what: 'both boards' });
    }
  });

  it('shows itself at a second start, instead of starting twice', async () => {
    const exit = await house.startBeside();
    expect(exit.code).toBe(0);
    expect(
      // Besides the one that a sheet is drawn in.
      await desk.app.evaluate(
        ({ BrowserWindow }) =>
          BrowserWindow.getAllWindows().filter((each) => each.isVisible()).length,
      ),
    ).toBe(2);
  });

  it('opens its windows as they were, still signed in', async () => {
    await desk.quit();
    desk = await house.start();
    await until(() => consoleWindows(desk.app).length === 2, { within: 60_000 });
    for (const page of consoleWindows(desk.app)) await page.locator('.board').waitFor();
    const zooms = await Promise.all(consoleWindows(desk.app).map(zoomOf));
    expect(zooms.filter((zoom) => zoom > 1.4)).toHaveLength(1);
    await until(async () => (await boards()) === 2, { within: 60_000, what: 'both boards' });
  });

  it('writes the sheet at once when the line drops', async () => {
    await until(() => sheets().length >= 3, { within: 240_000, what: 'the sheet of the start' });
    // By name, not by order: one of them is from a day whose clock was set forward.
    const before = new Set(sheets());
    await house.gateway.kill9();
    await until(() => sheets().some((name) => !before.has(name)), {
      within: 240_000,
      what: 'the sheet of the drop',
    });
  });

  it('unlocks without a network, by what it knows of the password', async () => {
    const page = consoleWindows(desk.app)[0]!;
    await callMain(page, { method: 'lock' });
    await page.getByRole('dialog', { name: 'Locked' }).waitFor();
    expect(await callMain(page, { method: 'unlock', password: 'wrong-password' })).toContain('401');
    expect(await callMain(page, { method: 'unlock', password: 'wardline-demo' })).toContain('true');
  });

  it('removes what it kept when the user signs out', async () => {
    await chooseInMenu(desk.app, 'Sign out');
    await consoleWindows(desk.app)[0]!.getByLabel('User name').waitFor();
    await until(() => sheets().length === 0);
  });

  /** So many boards are live in windows, as main sees it: Playwright gives up a page that crashed. */
  function boards(): Promise<number> {
    return desk.app.evaluate(async ({ BrowserWindow }) => {
      const pages = BrowserWindow.getAllWindows().filter((each) => each.isVisible());
      const live = `document.querySelector('.board[data-freshness="live"]') !== null`;
      const found = await Promise.all(
        pages.map(({ webContents }) => webContents.executeJavaScript(live).catch(() => false)),
      );
      return found.filter((each) => each === true).length;
    });
  }

  async function countWards(): Promise<number> {
    const { url } = house.gateway;
    const { body } = await api.get<{ hospitals: { id: string }[] }>(url, '/api/v1/hospitals');
    const lists = await Promise.all(
      body.hospitals.map(({ id }) =>
        api.get<{ wards: unknown[] }>(url, `/api/v1/hospitals/${id}/wards`),
      ),
    );
    return lists.reduce((sum, list) => sum + list.body.wards.length, 0);
  }

  /** There is no tray and no taskbar here: what main asks of the system is written down. */
  async function listenToSystem(): Promise<void> {
    await desk.app.evaluate(({ app, BrowserWindow, Notification }) => {
      const told: Told = { notices: [], badges: [], flashes: [] };
      const shown: unknown[] = [];
      Object.assign(globalThis, { told, shown });
      Notification.isSupported = () => true;
      Notification.prototype.show = function show() {
        const { title, body, actions } = this;
        told.notices.push({ title, body, actions: actions.map(({ text }) => text ?? '') });
        shown.push(this);
      };
      app.setBadgeCount = (count = 0) => {
        told.badges.push(count);
        return true;
      };
      BrowserWindow.prototype.flashFrame = (on) => {
        told.flashes.push(on);
      };
    });
  }

  function told(): Promise<Told> {
    return desk.app.evaluate(() => (globalThis as unknown as { told: Told }).told);
  }
});
