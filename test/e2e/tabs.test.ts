import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { until } from '../support/until.ts';
import {
  bedCard,
  type ConsoleHouse,
  focusBed,
  openConsoleHouse,
  openWard,
} from './support/console.ts';
import { labelOfBed } from './support/people.ts';

/** The sockets that a page has open just now. */
function socketsOf(page: Page): () => number {
  let open = 0;
  page.on('websocket', (socket) => {
    open++;
    socket.on('close', () => open--);
  });
  return () => open;
}

describe('tabs of one browser', () => {
  let house: ConsoleHouse;

  beforeAll(async () => {
    house = await openConsoleHouse();
  });
  afterAll(async () => {
    await house.close();
  });

  it('share one socket, and when its tab is closed another goes on', async () => {
    const first = await house.openAs('dispatcher');
    await openWard(first.page, 'ICU');
    const second = await first.context.newPage();
    const opened = socketsOf(second);
    await second.goto(first.page.url());
    const live = '.board[data-freshness="live"]';
    await second.locator(live).waitFor();
    expect(opened()).toBe(0);

    const state = await house.ward('ICU');
    const stay = state.stays.find((each) => each.bedId !== null && each.acuity !== 1);
    if (!stay) throw new Error('nobody in a bed');
    const label = labelOfBed(state, stay.bedId);
    await focusBed(second, label);
    await second.keyboard.press('1');
    await bedCard(first.page, label).locator('[data-acuity="1"]').waitFor({ timeout: 5_000 });

    await first.page.close();
    await until(() => opened() === 1, { what: 'the second tab to open a socket', within: 15_000 });
    await second.locator(live).waitFor({ timeout: 15_000 });
    await house.api.send(house.gateway.url, 'POST', `/api/v1/stays/${stay.id}/acuity`, {
      acuity: 5,
    });
    await bedCard(second, label).locator('[data-acuity="5"]').waitFor({ timeout: 5_000 });
    await first.context.close();
  });
});
