import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import type { HouseState } from '../../../src-shared/contract/state/house-state.ts';
import { type ApiClient, signIn } from '../../support/api-client.ts';
import { launchChromium } from '../../support/chromium.ts';
import { startGateway, type TestGateway } from '../../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';

export type User = 'dispatcher' | 'nurse' | 'admin';

export const SIZES = {
  desk: { width: 1440, height: 900 },
  narrow: { width: 1024, height: 768 },
  tablet: { width: 820, height: 1180 },
  phone: { width: 390, height: 844 },
} as const;
export type Size = keyof typeof SIZES;

export interface Screen {
  page: Page;
  context: BrowserContext;
  /** What the page complained about: errors of scripts, and all that a policy forbade. */
  complaints: string[];
}

/** A gateway with demo data that hold still, and a browser to look at it with. */
export interface ConsoleHouse {
  gateway: TestGateway;
  /** Of the dispatcher, for looking at the truth and for changing it from elsewhere. */
  api: ApiClient;
  /** A page in a browser profile of its own. The house closes it. */
  open(options?: { size?: Size; theme?: 'light' | 'dark' }): Promise<Screen>;
  /** The same, signed in by name and password. */
  openAs(user: User, options?: { size?: Size; theme?: 'light' | 'dark' }): Promise<Screen>;
  ward(wardId: string): Promise<WardState>;
  pool(): Promise<HouseState>;
  close(): Promise<void>;
}

/** The caller closes it. */
export async function openConsoleHouse(): Promise<ConsoleHouse> {
  const parts: { database?: TestDatabase; gateway?: TestGateway; browser?: Browser } = {};
  const close = async (): Promise<void> => {
    await parts.browser?.close();
    await parts.gateway?.stop();
    await parts.database?.drop();
  };
  try {
    parts.database = await createTestDatabase();
    parts.gateway = await startGateway({
      env: { DATABASE_URL: parts.database.url, WARDLINE_DEMO: '1', WARDLINE_DEMO_FEED: '0' },
    });
    parts.browser = await launchChromium();
  } catch (error) {
    await close();
    throw error;
  }
  const { gateway, browser } = parts;
  const api = await signIn(gateway.url, 'dispatcher');
  const open: ConsoleHouse['open'] = async ({ size = 'desk', theme = 'light' } = {}) => {
    const context = await browser.newContext({
      viewport: SIZES[size],
      colorScheme: theme,
      hasTouch: size === 'tablet' || size === 'phone',
      reducedMotion: 'reduce',
      baseURL: gateway.url,
    });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    return { page, context, complaints };
  };
  const state = async <State>(wardId: string): Promise<State> => {
    const path = `/api/v1/hospitals/H1/wards/${wardId}`;
    const answer = await api.get<{ state: State }>(gateway.url, path);
    return answer.body.state;
  };
  return {
    gateway,
    api,
    open,
    openAs: async (user, options) => {
      const screen = await open(options);
      await screen.page.goto('/');
      await signInOn(screen.page, user);
      return screen;
    },
    ward: (wardId) => state<WardState>(wardId),
    pool: () => state<HouseState>('_house'),
    close,
  };
}

/** Fills in the sign-in form and waits until the desk is there. */
export async function signInOn(page: Page, user: User): Promise<void> {
  await page.getByLabel('User name').fill(user);
  await page.getByLabel('Password').fill('wardline-demo');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('.top-bar').waitFor();
}

/** Opens a ward's board and waits until it is live. */
export async function openWard(page: Page, wardId: string): Promise<void> {
  await page.goto(`/h/H1/w/${wardId}`);
  await page.locator('.board[data-freshness="live"]').waitFor();
}

/** The card of a bed, by its label. */
export function bedCard(page: Page, label: string) {
  return page.locator('.bed-card', { has: page.locator('.bed-label', { hasText: label }) });
}

/** Brings the keyboard to a bed: into the grid by Tab order's own way, then onto the card. */
export async function focusBed(page: Page, label: string): Promise<void> {
  await bedCard(page, label).focus();
}

/** Where test pictures go; the folder is not under version control. */
export function picturePath(name: string): string {
  return `test-output/screens/${name}.png`;
}
