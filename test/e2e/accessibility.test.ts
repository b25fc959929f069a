import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ConsoleHouse,
  openConsoleHouse,
  openWard,
  picturePath,
  type Screen,
  type Size,
  type User,
} from './support/console.ts';

const LOOKS: readonly { size: Size; theme: 'light' | 'dark' }[] = (
  ['desk', 'narrow', 'phone'] as const
).flatMap((size) => (['light', 'dark'] as const).map((theme) => ({ size, theme })));

interface Place {
  readonly name: string;
  readonly user: User;
  readonly go: (page: Page) => Promise<void>;
}

const PLACES: readonly Place[] = [
  {
    name: 'wards',
    user: 'dispatcher',
    go: async (page) => {
      await page.goto('/h/H1');
      await page.getByRole('link', { name: /ICU/ }).first().waitFor();
    },
  },
  { name: 'board', user: 'dispatcher', go: (page) => openWard(page, 'ED') },
  {
    name: 'by-nurse',
    user: 'dispatcher',
    go: async (page) => {
      await page.getByRole('radio', { name: 'By nurse' }).click();
      await page.locator('.nurse-group').first().waitFor();
    },
  },
  {
    name: 'palette',
    user: 'dispatcher',
    go: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('icu');
    },
  },
  {
    name: 'admit',
    user: 'dispatcher',
    go: async (page) => {
      await page.keyboard.press('Escape');
      await page.getByRole('combobox').waitFor({ state: 'detached' });
      await page.keyboard.press('n');
      await page.getByLabel('Name on the board').waitFor();
    },
  },
  {
    name: 'patient',
    user: 'dispatcher',
    go: async (page) => {
      await page.keyboard.press('Escape');
      await page.getByLabel('Name on the board').waitFor({ state: 'detached' });
      await page.locator('.patient-line').first().click();
      await page.getByText('Patient number').waitFor();
    },
  },
  {
    name: 'alerts',
    user: 'dispatcher',
    go: async (page) => {
      await page.goto('/h/H1/alerts');
      await page.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor();
    },
  },
  {
    name: 'why',
    user: 'dispatcher',
    go: async (page) => {
      await openWard(page, 'ICU');
      await page.getByRole('button', { name: 'Why: how this ward is judged' }).click();
      await page.locator('.step-plot canvas').waitFor();
    },
  },
  {
    name: 'what-if',
    user: 'dispatcher',
    go: async (page) => {
      await page.goto('/h/H1/what-if?ward=ICU');
      await page.locator('.verdict-line').waitFor();
    },
  },
  {
    name: 'record',
    user: 'dispatcher',
    go: async (page) => {
      await page.goto('/h/H1/record?ward=ICU');
      await page.getByRole('article', { name: 'Record' }).getByRole('heading').first().waitFor();
    },
  },
  {
    name: 'rules',
    user: 'admin',
    go: async (page) => {
      await page.goto('/h/H1/admin/rules');
      await page.getByRole('button', { name: 'Open California, 22 CCR 70217' }).click();
      await page.getByRole('table', { name: 'Critical care' }).waitFor();
    },
  },
  {
    name: 'my-patients',
    user: 'nurse',
    go: async (page) => {
      await page.getByRole('heading', { name: 'My patients' }).waitFor();
    },
  },
  {
    name: 'administration',
    user: 'admin',
    go: async (page) => {
      await page.goto('/h/H1/admin/staff');
      await page.getByRole('searchbox', { name: 'Find a nurse' }).fill('N-0001');
      await page.getByRole('cell', { name: 'N-0001' }).waitFor();
      await page.locator('.data-table tbody tr').nth(1).waitFor({ state: 'detached' });
    },
  },
];

const DIFFERENT = ['wards', 'board', 'alerts', 'why', 'my-patients'];

let house: ConsoleHouse;

beforeAll(async () => {
  house = await openConsoleHouse();
});
afterAll(async () => {
  await house.close();
});

describe.each(LOOKS)('$size, $theme', ({ size, theme }) => {
  const screens = new Map<User, Screen>();
  afterAll(async () => {
    for (const { context } of screens.values()) await context.close();
  });

  const screenOf = async (user: User): Promise<Screen> => {
    const open = screens.get(user) ?? (await house.openAs(user, { size, theme }));
    screens.set(user, open);
    return open;
  };

  it('sign-in has no serious fault of accessibility', async () => {
    const { page, context } = await house.open({ size, theme });
    await page.goto('/');
    await page.getByLabel('User name').waitFor();
    expect(await look(page, `sign-in-${size}-${theme}`, theme)).toEqual([]);
    await context.close();
  });

  // Everything at the desk and on the phone; elsewhere the places that look different there.
  const isWhole = theme === 'light' && size !== 'narrow';
  const places = PLACES.filter(({ name }) => isWhole || DIFFERENT.includes(name));

  it.each(places)('$name has no serious fault of accessibility', async ({ name, user, go }) => {
    const { page } = await screenOf(user);
    await go(page);
    expect(await look(page, `${name}-${size}-${theme}`, theme)).toEqual([]);
  });
});

/**
 * Takes a picture and lets axe judge the page; gives what it finds serious. The theme changes
 * nothing but colours, so the dark one is judged by its contrasts.
 */
async function look(page: Page, name: string, theme: 'light' | 'dark'): Promise<string[]> {
  await page.screenshot({ path: picturePath(name) });
  const axe = new AxeBuilder({ page });
  if (theme === 'dark') axe.withRules(['color-contrast']);
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => {
      const where = nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary ?? ''}`);
      return `${id}: ${where.join(' | ')}`;
    });
}
