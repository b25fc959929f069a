import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

/** Who leaves the desk, for a moment or for good, leaves nothing that the next one could see. */
describe('whoever leaves the desktop console', () => {
  let house: DeskHouse;
  let desk: RunningDesk;

  beforeAll(async () => {
    house = await DeskHouse.open();
    house.setPolicy({ withoutKeyring: 'file', gateway: house.gateway.url });
    desk = await house.start();
    await signInOn(desk.page);
    await desk.page.locator('.ward-row', { hasText: 'ICU' }).first().click();
    await board(desk.page).waitFor();
  });
  afterAll(async () => {
    await house.close();
  });

  const board = (page: Page) => page.locator('.board');
  const lockScreen = (page: Page) => page.getByRole('dialog', { name: 'Locked' });
  const sheets = () => {
    const folder = join(house.folder, 'downtime');
    return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.pdf')) : [];
  };
  const unlock = async (page: Page) => {
    await lockScreen(page).getByLabel('Password').fill('wardline-demo');
    await lockScreen(page).getByRole('button', { name: 'Unlock' }).click();
    await lockScreen(page).waitFor({ state: 'detached' });
  };

  it('leaves nothing to be printed or read behind the lock', async () => {
    const { page } = desk;
    await page.locator('.bed-card').first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await listenToSystem();
    await chooseInMenu(desk.app, 'Lock');
    await lockScreen(page).waitFor();
    const seen = await page.evaluate(() => document.body.innerText);
    expect(seen).not.toContain('ICU-');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.bed-card').first().isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    for (const label of ['Print…', 'Open the downtime sheet', 'New window', 'Save diagnostics']) {
      await chooseInMenu(desk.app, label);
    }
    expect(await asked()).toEqual([]);
    expect(consoleWindows(desk.app)).toHaveLength(1);
  });

  it('leaves a lock that no menu, no key and no dialog gets in front of', async () => {
    const { page } = desk;
    for (const label of ['Keys', 'Find a patient, nurse or command', 'Waiting commands']) {
      await chooseInMenu(desk.app, label);
    }
    await page.keyboard.press('Control+k');
    await page.evaluate(() => {
      (document.activeElement as HTMLElement).blur();
    });
    for (const key of ['?', 'q', 'g', 'Control+k']) await page.keyboard.press(key);
    await unlock(page);
    // The one that was open before it was locked, and no other.
    expect(await page.getByRole('dialog').count()).toBe(1);
    await page.keyboard.press('Escape');
  });

  it('finds it locked after a restart, and all of it there after the password', async () => {
    await callMain(desk.page, { method: 'lock' });
    await desk.quit();
    desk = await house.start();
    await lockScreen(desk.page).waitFor();
    await desk.page.reload();
    await lockScreen(desk.page).waitFor();
    await unlock(desk.page);
    await board(desk.page).waitFor();
    await desk.page.locator('.ward-row', { hasText: 'ICU' }).first().waitFor();
  });

  it('finds it locked after the computer slept', async () => {
    await callMain(desk.page, { method: 'change-settings', change: { lockAfterMinutes: 10 } });
    await desk.app.evaluate(({ powerMonitor }) => {
      powerMonitor.getSystemIdleTime = () => 0;
      powerMonitor.emit('suspend');
      const now = Date.now.bind(Date);
      Date.now = () => now() + 10 * 60_000;
      powerMonitor.emit('resume');
    });
    await lockScreen(desk.page).waitFor();
  });

  it('gets in with the password when the session ended behind the lock', async () => {
    const { page } = desk;
    await house.endSessions();
    await until(async () => (await sessionOf(page)) === 'ended', { within: 30_000 });
    await unlock(page);
    await board(page).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('is asked before changes that were not sent are deleted', async () => {
    const { page } = desk;
    await house.gateway.kill9();
    await page.locator('.board[data-freshness="stale"]').waitFor();
    await page.locator('.bed-card', { hasText: 'no nurse' }).first().focus();
    await page.keyboard.press('a');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '1 to send' }).waitFor();
    await chooseInMenu(desk.app, 'Sign out');
    await page.getByText('One change from this device was not sent').waitFor();
    await picture(page, '30-sign-out-question');
    await page.getByRole('button', { name: 'Stay signed in' }).click();
    await page.getByRole('button', { name: '1 to send' }).waitFor();
    await callMain(page, { method: 'lock' });
    await lockScreen(page).getByRole('button', { name: 'Sign out' }).click();
    await lockScreen(page).getByText('One change from this device was not sent').waitFor();
    await picture(page, '31-sign-out-locked');
    await unlock(page);
    await house.startGateway();
    await page.getByRole('button', { name: '1 to send' }).waitFor({ state: 'detached' });
  });

  it('takes along the sheet that is just being made', async () => {
    await until(() => sheets().length > 0, { within: 240_000, what: 'the first sheet' });
    const making = callMain(desk.page, { method: 'write-downtime-sheet' });
    await callMain(desk.page, { method: 'sign-out' });
    expect(await making).toContain('"ok":false');
    expect(sheets()).toEqual([]);
  });

  it('is not asked for a password where nobody is signed in', async () => {
    await desk.page.getByLabel('User name').waitFor();
    await callMain(desk.page, { method: 'lock' });
    expect(await lockScreen(desk.page).count()).toBe(0);
  });

  it('takes the sheets along when somebody else signs in after the session ended', async () => {
    await signInOn(desk.page);
    await until(() => sheets().length > 0, {
      within: 240_000,
      what: 'the sheet of the dispatcher',
    });
    const before = new Set(sheets());
    await house.endSessions();
    await until(async () => (await sessionOf(desk.page)) === 'ended', { within: 30_000 });
    await desk.quit();
    desk = await house.start();
    await signInOn(desk.page, 'nurse');
    await until(() => !sheets().some((name) => before.has(name)), {
      what: 'the end of the dispatcher’s sheets',
    });
  });

  it('is forgotten by order of the policy, also by a sync host that hangs', async () => {
    await board(desk.page).or(desk.page.locator('.my-patients')).first().waitFor();
    const keeps = () =>
      readdirSync(house.folder, { recursive: true, encoding: 'utf8' }).some((name) =>
        name.endsWith('session.key'),
      );
    expect(keeps()).toBe(true);
    process.kill(await syncHostPid(desk.app), 'SIGSTOP');
    const settings = { withoutKeyring: 'file', gateway: house.gateway.url } as const;
    house.setPolicy(settings, new Date().toISOString());
    await until(() => !keeps() && sheets().length === 0, { within: 60_000, what: 'the deletion' });
    await desk.page.getByLabel('User name').waitFor();
  });

  /** As the console says it: a dialog asks for the password again. */
  async function sessionOf(page: Page): Promise<'ended' | 'open'> {
    const dialogs = await page.getByText('Your session has ended').count();
    return dialogs > 0 ? 'ended' : 'open';
  }

  /** There is no printer and no viewer here: what main asks of the system is written down. */
  async function listenToSystem(): Promise<void> {
    await desk.app.evaluate(({ BrowserWindow, shell }) => {
      const wanted: string[] = [];
      Object.assign(globalThis, { wanted });
      shell.openPath = (path) => {
        wanted.push(path);
        return Promise.resolve('');
      };
      for (const { webContents } of BrowserWindow.getAllWindows()) {
        webContents.print = () => {
          wanted.push('print');
        };
      }
    });
  }

  function asked(): Promise<string[]> {
    return desk.app.evaluate(() => (globalThis as unknown as { wanted: string[] }).wanted);
  }
});
