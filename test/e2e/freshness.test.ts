import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import {
  bedCard,
  type ConsoleHouse,
  focusBed,
  openConsoleHouse,
  openWard,
  picturePath,
} from './support/console.ts';
import { labelOfBed } from './support/people.ts';

describe('what a screen says about its own truth', () => {
  let house: ConsoleHouse;

  beforeAll(async () => {
    house = await openConsoleHouse();
  });
  afterAll(async () => {
    await house.close();
  });

  it('shows a change made on another screen, and the change of this one there', async () => {
    const one = await house.openAs('dispatcher');
    const other = await house.openAs('dispatcher', { size: 'narrow' });
    await openWard(one.page, 'ICU');
    await openWard(other.page, 'ICU');
    const state = await house.ward('ICU');
    const stay = state.stays.find((each) => each.bedId !== null && each.acuity !== 1);
    if (!stay) throw new Error('nobody in a bed');
    const label = labelOfBed(state, stay.bedId);
    await focusBed(one.page, label);
    await one.page.keyboard.press('1');
    await bedCard(other.page, label).locator('[data-acuity="1"]').waitFor({ timeout: 5_000 });
    await focusBed(other.page, label);
    await other.page.keyboard.press('5');
    await bedCard(one.page, label).locator('[data-acuity="5"]').waitFor({ timeout: 5_000 });
    await one.context.close();
    await other.context.close();
  });

  it('says stale when the gateway stops answering, and live when it does again', async () => {
    const { page } = await house.openAs('dispatcher');
    await openWard(page, 'ICU');
    process.kill(house.gateway.pid, 'SIGSTOP');
    try {
      await page.locator('.board[data-freshness="stale"]').waitFor({ timeout: 40_000 });
      await page
        .getByText(/As of \d\d:\d\d:\d\d/)
        .first()
        .waitFor();
      // A silent socket is given up only once ticks have come in time for a while: see docs/sync.md.
      const offline = page.getByText(/Offline since \d\d:\d\d/);
      await offline.waitFor({ timeout: 40_000 });
      await page.screenshot({ path: picturePath('stale') });
      // Work goes on: the change waits and looks like it.
      const label = await page.locator('.bed-card .bed-label').first().innerText();
      await focusBed(page, label);
      await page.keyboard.press('2');
      await page.getByText('to send').waitFor();
    } finally {
      process.kill(house.gateway.pid, 'SIGCONT');
    }
    await page.locator('.board[data-freshness="live"]').waitFor({ timeout: 40_000 });
    await until(async () => (await page.getByText('to send').count()) === 0, { within: 40_000 });
    expect(await page.getByText('As of').count()).toBe(0);
  });
});
