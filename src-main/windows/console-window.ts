import { BrowserWindow, screen } from 'electron';
import { CHANNELS } from '../../src-shared/ipc/bridge-channels.ts';
import type { DesktopMessage } from '../../src-shared/ipc/desktop-message.ts';
import { isOurPage, pageOrigin } from '../ipc/our-pages.ts';
import type { Log } from '../log.ts';
import { SAFE_PREFERENCES } from './hardening.ts';
import { visibleBounds, type WindowState } from './window-states.ts';

export interface ConsoleWindowParts {
  /** Which of the windows it is, from 1 on: its pages have an origin, and so a zoom, of their own. */
  readonly order: number;
  readonly preload: string;
  readonly version: string;
  readonly log: Log;
  /** Its state differs: what it shows, where it is, how large. */
  readonly changed: (window: ConsoleWindow) => void;
  readonly closed: (window: ConsoleWindow) => void;
}

/** A page that dies more often than this within a minute rests for a minute. */
const MAX_RELOADS = 3;
const MINUTE_MS = 60_000;

/** One window of the console: a desk, or a display on a wall. */
export class ConsoleWindow {
  /** Names the window to the sync host. */
  readonly id: number;
  readonly wall: boolean;
  readonly browser: BrowserWindow;
  readonly #parts: ConsoleWindowParts;
  #zoom: number;
  #place: string;
  #deaths: number[] = [];
  #resting: NodeJS.Timeout | null = null;

  constructor(state: WindowState, parts: ConsoleWindowParts) {
    this.#parts = parts;
    this.wall = state.wall;
    this.#zoom = state.zoom;
    this.#place = state.place;
    const bounds = visibleBounds(
      state.bounds,
      screen.getAllDisplays().map((display) => display.workArea),
    );
    this.browser = new BrowserWindow({
      width: 1280,
      height: 820,
      ...bounds,
      minWidth: 380,
      minHeight: 300,
      show: false,
      fullscreen: state.fullScreen || state.wall,
      title: 'Wardline',
      backgroundColor: '#f4f6f8',
      webPreferences: {
        ...SAFE_PREFERENCES,
        preload: parts.preload,
        additionalArguments: [`--wardline-version=${parts.version}`],
      },
    });
    this.id = this.browser.webContents.id;
    if (state.maximized) this.browser.maximize();
    this.#listen();
    void this.browser.loadURL(this.#address);
  }

  get order(): number {
    return this.#parts.order;
  }

  get zoom(): number {
    return this.#zoom;
  }

  set zoom(factor: number) {
    this.#zoom = factor;
    this.browser.webContents.setZoomFactor(factor);
    this.#parts.changed(this);
  }

  get state(): WindowState {
    return {
      bounds: this.browser.getNormalBounds(),
      maximized: this.browser.isMaximized(),
      fullScreen: this.browser.isFullScreen(),
      zoom: this.#zoom,
      wall: this.wall,
      place: this.#place,
    };
  }

  tell(message: DesktopMessage): void {
    this.pass(null, JSON.stringify(message));
  }

  /** @param number what the page answers with when it has taken the message; null: nothing */
  pass(number: number | null, json: string): void {
    if (this.browser.isDestroyed()) return;
    this.browser.webContents.send(CHANNELS.message, json, number);
  }

  focus(): void {
    if (this.browser.isMinimized()) this.browser.restore();
    this.browser.show();
    this.browser.focus();
  }

  get #address(): string {
    return `${pageOrigin(this.order)}/desktop.html#${this.#place}`;
  }

  #listen(): void {
    const { browser } = this;
    const { webContents: contents } = browser;
    const { log } = this.#parts;
    const changed = (): void => {
      this.#parts.changed(this);
    };
    browser.once('ready-to-show', () => {
      browser.show();
    });
    browser.on('resized', changed).on('moved', changed);
    browser.on('enter-full-screen', changed).on('leave-full-screen', changed);
    browser.on('maximize', changed).on('unmaximize', changed);
    // Somebody looks.
    browser.on('focus', () => {
      browser.flashFrame(false);
    });
    browser.once('closed', () => {
      if (this.#resting !== null) clearTimeout(this.#resting);
      this.#parts.closed(this);
    });
    contents.on('did-finish-load', () => {
      contents.setZoomFactor(this.#zoom);
    });
    contents.on('did-navigate-in-page', (_event, url, isMainFrame) => {
      if (!isMainFrame || !isOurPage(url)) return;
      this.#place = url.split('#')[1] ?? '/';
      changed();
    });
    contents.on('render-process-gone', (_event, { reason }) => {
      log('a page ended', reason);
      if (reason !== 'clean-exit') this.#reload();
    });
    browser.on('unresponsive', () => {
      log('a page does not answer');
    });
  }

  /** Nothing is lost with a page: the sync host has it all. It is never given up: a wall has nobody. */
  #reload(): void {
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((at) => now - at < MINUTE_MS), now];
    if (this.#resting !== null) clearTimeout(this.#resting);
    this.#resting = null;
    if (this.browser.isDestroyed()) return;
    if (this.#deaths.length <= MAX_RELOADS) void this.browser.loadURL(this.#address);
    else this.#resting = setTimeout(() => void this.browser.loadURL(this.#address), MINUTE_MS);
  }
}
