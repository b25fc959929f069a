import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ElectronApplication, Page } from 'playwright-core';
import type { SettingsChange } from '../../../src-shared/ipc/settings.ts';
import { type Exit, startProcess } from '../../support/child-process.ts';
import { startDisplay, type Display } from '../../support/display.ts';
import { launchElectron } from '../../support/electron.ts';
import { freePort } from '../../support/free-port.ts';
import { startGateway, startWardline, type TestGateway } from '../../support/gateway-process.ts';
import { testEnvironment } from '../../support/test-environment.ts';
import { until } from '../../support/until.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A console that runs: its program and its first window. */
export interface RunningDesk {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** What pages complained about: errors of scripts, and all that a policy forbade. */
  readonly complaints: string[];
  /** As a user does it; what is to be written is written. */
  quit(): Promise<void>;
}

/** What is in the database before the gateway starts, and with what settings that starts. */
export interface Stock {
  readonly fill: (database: TestDatabase) => Promise<void>;
  readonly env: Readonly<Record<string, string>>;
}

/** The demo, which its first gateway fills in. */
export const DEMO: Stock = {
  fill: () => Promise.resolve(),
  env: { WARDLINE_DEMO: '1', WARDLINE_DEMO_FEED: '0' },
};

/**
 * A hospital's gateway with demo data that hold still (or other stock), and a computer of a desk: a
 * display, a home folder that stays over restarts of the console. The caller closes it.
 */
export class DeskHouse {
  readonly port: number;
  readonly home: string;
  readonly #database: TestDatabase;
  readonly #display: Display;
  readonly #stock: Stock;
  gateway: TestGateway;
  #running: RunningDesk[] = [];

  private constructor(parts: {
    port: number;
    home: string;
    database: TestDatabase;
    display: Display;
    stock: Stock;
    gateway: TestGateway;
  }) {
    this.port = parts.port;
    this.home = parts.home;
    this.#database = parts.database;
    this.#display = parts.display;
    this.#stock = parts.stock;
    this.gateway = parts.gateway;
  }

  static async open(stock: Stock = DEMO): Promise<DeskHouse> {
    const [database, display, port] = await Promise.all([
      createTestDatabase(),
      startDisplay(),
      freePort(),
    ]);
    const home = mkdtempSync(join(tmpdir(), 'wardline-desk-'));
    try {
      await stock.fill(database);
      const gateway = await startStockedGateway(database, stock, port);
      return new DeskHouse({ port, home, database, display, stock, gateway });
    } catch (error) {
      await display.stop();
      await database.drop();
      throw error;
    }
  }

  /** Where main keeps the user's things. */
  get folder(): string {
    return join(this.home, 'wardline');
  }

  /** The script that the console gives its windows. */
  get preload(): string {
    return join(root, 'out/preload/preload.cjs');
  }

  get log(): string {
    return readFileSync(join(this.folder, 'logs/wardline.log'), 'utf8');
  }

  /** The gateway once more, at the same address, on the same database. */
  async startGateway(): Promise<void> {
    this.gateway = await startStockedGateway(this.#database, this.#stock, this.port);
  }

  /** While the console's gateway is dead: does something over another one, at another address. */
  async elsewhere(deed: (url: string) => Promise<void>): Promise<void> {
    const other = await startStockedGateway(this.#database, this.#stock, await freePort());
    try {
      await deed(other.url);
    } finally {
      await other.stop();
    }
  }

  /** As the hospital's IT does it, for the whole machine. */
  setPolicy(settings: SettingsChange, wipeBefore: string | null = null): void {
    writeFileSync(join(this.home, 'policy.json'), JSON.stringify({ settings, wipeBefore }));
  }

  /** A verb of the gateway's command line, on this hospital's database. */
  async wardline(...args: string[]): Promise<Exit & { stdout: string }> {
    const verb = startWardline(args, { env: { DATABASE_URL: this.#database.url } });
    const exit = await verb.exited;
    return { ...exit, stdout: verb.stdout() };
  }

  /** Everybody has to sign in again. */
  async endSessions(): Promise<void> {
    await this.#database.query(
      'update session_family set revoked_at = now() where revoked_at is null',
    );
  }

  /** What every program on this computer has in its environment. */
  get env(): Readonly<Record<string, string>> {
    return {
      ...this.#display.env,
      HOME: this.home,
      XDG_CONFIG_HOME: this.home,
      WARDLINE_DESKTOP_POLICY: join(this.home, 'policy.json'),
      // The tests' Electron is older than what the SQLite module needs.
      WARDLINE_DESKTOP_SYNC_NODE: process.execPath,
    };
  }

  /** Starts the console. */
  start(env: Readonly<Record<string, string>> = {}): Promise<RunningDesk> {
    return this.startApp(root, env);
  }

  /** Starts the console once more, beside whatever runs; for as long as it likes. */
  startBeside(...args: string[]): Promise<Exit> {
    const flags = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
    const command = testEnvironment('WARDLINE_TEST_ELECTRON');
    const env = { ...process.env, ...this.env };
    return startProcess({ command, args: [...flags, root, ...args], env }).exited;
  }

  /** Starts an app on the same computer. */
  async startApp(folder: string, env: Readonly<Record<string, string>> = {}): Promise<RunningDesk> {
    const app = await launchElectron({ app: folder, env: { ...this.env, ...env } });
    const page = await app.firstWindow();
    app.context().setDefaultTimeout(60_000);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    const running: RunningDesk = {
      app,
      page,
      complaints,
      quit: async () => {
        this.#running = this.#running.filter((each) => each !== running);
        const program = app.process();
        // The answer may be lost with the program.
        await app
          .evaluate(({ app: main }) => {
            main.quit();
          })
          .catch(() => undefined);
        await until(() => program.exitCode !== null, {
          within: 60_000,
          what: 'the end of the console',
        });
      },
    };
    this.#running.push(running);
    return running;
  }

  async close(): Promise<void> {
    for (const { app } of this.#running) app.process().kill('SIGKILL');
    await this.gateway.stop();
    await this.#display.stop();
    await this.#database.drop();
    rmSync(this.home, { recursive: true, force: true });
  }
}

function startStockedGateway(
  database: TestDatabase,
  stock: Stock,
  port: number,
): Promise<TestGateway> {
  return startGateway({
    readyWithin: 150_000,
    env: { DATABASE_URL: database.url, ...stock.env, PORT: String(port) },
  });
}

/** Where the pictures of the steps go; the folder is not under version control. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test-output/desktop/${name}.png` });
}

/** Signs in at the page of the sign-in, as a demo user. */
export async function signInOn(page: Page, username = 'dispatcher'): Promise<void> {
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password').fill('wardline-demo');
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** The windows of the console; not the one that a downtime sheet is drawn in. */
export function consoleWindows(app: ElectronApplication): readonly Page[] {
  return app.windows().filter((page) => page.url().startsWith('app://wardline'));
}

/** The process of the sync host; 0: there is none just now. */
export function syncHostPid(app: ElectronApplication): Promise<number> {
  return app.evaluate(() => {
    const children = (
      process as never as { _getActiveHandles(): { pid?: number; spawnfile?: string }[] }
    )._getActiveHandles();
    return children.find(({ spawnfile }) => spawnfile?.includes('node') === true)?.pid ?? 0;
  });
}

/** Clicks in the program's menu, which the system draws and no page reaches. */
export async function chooseInMenu(app: ElectronApplication, label: string): Promise<void> {
  await app.evaluate(({ Menu }, wanted) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []);
    const item = items?.find((each) => each.label === wanted);
    if (item === undefined) throw new Error(`the menu has no ${wanted}`);
    (item.click as () => void)();
  }, label);
}

/** Asks main over a window's bridge, as its page would; a refusal's message where it rejects. */
export function callMain(page: Page, call: object): Promise<string> {
  return page.evaluate(async (json) => {
    const { wardline } = window as unknown as { wardline: { call(json: string): Promise<string> } };
    return wardline.call(json).catch(String);
  }, JSON.stringify(call));
}
