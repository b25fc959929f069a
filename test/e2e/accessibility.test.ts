import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ConsoleHouse,
  openConsoleHouse,
  openWard,
  picturePath,
  type Size,
} from './support/console.ts';

const LOOKS: readonly { size: Size; theme: 'light' | 'dark' }[] = (
  ['desk', 'narrow', 'phone'] as const
).flatMap((size) => (['light', 'dark'] as const).map((theme) => ({ size, theme })));

let house: ConsoleHouse;

beforeAll(async () => {
  house = await openConsoleHouse();
});
afterAll(async () => {
  await house.close();
});

describe.each(LOOKS)('$size, $theme', ({ size, theme }) => {
  it('has no serious fault of accessibility on any page', async () => {
    const faults: string[] = [];
    const name = (page: string) => `${page}-${size}-${theme}`;
    const { page } = await house.open({ size, theme });
    await page.goto('/');
    await page.getByLabel('User name').waitFor();
    faults.push(...(await look(page, name('sign-in'))));

    const dispatcher = await house.openAs('dispatcher', { size, theme });
    await dispatcher.page.goto('/h/H1');
    await dispatcher.page.getByRole('link', { name: /ICU/ }).first().waitFor();
    faults.push(...(await look(dispatcher.page, name('wards'))));
    await openWard(dispatcher.page, 'ED');
    faults.push(...(await look(dispatcher.page, name('board'))));
    await dispatcher.page.getByRole('radio', { name: 'By nurse' }).click();
    await dispatcher.page.locator('.nurse-group').first().waitFor();
    faults.push(...(await look(dispatcher.page, name('by-nurse'))));
    await dispatcher.page.keyboard.press('Control+k');
    await dispatcher.page.getByRole('combobox').fill('icu');
    faults.push(...(await look(dispatcher.page, name('palette'))));
    await dispatcher.page.keyboard.press('Escape');
    await dispatcher.page.keyboard.press('n');
    await dispatcher.page.getByLabel('Name on the board').waitFor();
    faults.push(...(await look(dispatcher.page, name('admit'))));

    const nurse = await house.openAs('nurse', { size, theme });
    await nurse.page.getByRole('heading', { name: 'My patients' }).waitFor();
    faults.push(...(await look(nurse.page, name('my-patients'))));
    expect(faults).toEqual([]);
  });
});

/** Takes a picture and lets axe judge the page; gives what it finds serious. */
async function look(page: Page, name: string): Promise<string[]> {
  await page.screenshot({ path: picturePath(name) });
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${name}: ${id}: ${nodes
          .map((node) => node.html)
          .slice(0, 3)
          .join(' | ')}`,
    );
}
