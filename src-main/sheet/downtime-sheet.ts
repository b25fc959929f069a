import { BrowserWindow } from 'electron';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeKeptFile } from '../kept-file.ts';
import type { BoardsAnswer } from '../sync-host/host-messages.ts';
import { SAFE_PREFERENCES } from '../windows/hardening.ts';
import { sheetName, sheetsIn, type WrittenSheet } from './sheet-files.ts';
import { sheetHtml } from './sheet-html.ts';

export interface SheetParts {
  readonly boards: () => Promise<BoardsAnswer>;
  readonly folder: () => string;
  readonly minutes: () => number;
  /** A sheet older than this is deleted. */
  readonly keepHours: () => number;
  readonly isWanted: () => boolean;
  readonly written: () => void;
  readonly report: (what: string, detail: string) => void;
}

/** So many sheets are kept: the last two hours, at the usual pace. */
const KEPT = 8;
const MINUTE_MS = 60_000;
/** Given up then, so that the next can be made. 450 wards take some 6 s of a processor that is free. */
const MADE_WITHIN_MS = 180_000;
const HOUR_MS = 60 * MINUTE_MS;
export const SHEET_ADDRESS = 'app://sheet/';

/** Writes the downtime sheet now and then, and at once when the connection drops. */
export class DowntimeSheet {
  /** The newest on the disk, also of an earlier run: where the network is gone there is no other. */
  last: WrittenSheet | null;
  /** What `app://sheet/` shows while one is being made. */
  html = '';
  readonly #parts: SheetParts;
  readonly #timer: NodeJS.Timeout;
  #writing: Promise<WrittenSheet> | null = null;
  /** The window that a sheet is drawn in; nobody sees it. */
  #window: BrowserWindow | null = null;
  #closed = false;
  #tried = 0;
  /** Rises when all are removed: one that is being made is of boards that are nobody's any more. */
  #era = 0;

  constructor(parts: SheetParts) {
    this.#parts = parts;
    this.#removeOld();
    this.last = this.#sheets().at(-1) ?? null;
    this.#timer = setInterval(() => {
      const since = Date.now() - this.#tried;
      // Below nothing: the clock was set back.
      if (since < 0 || since >= parts.minutes() * MINUTE_MS) void this.writeIfWanted();
    }, MINUTE_MS / 4);
  }

  /** Does not reject: a sheet that cannot be written is reported. */
  async writeIfWanted(): Promise<void> {
    if (this.#closed || !this.#parts.isWanted()) return;
    await this.write().catch((error: unknown) => {
      this.#parts.report('the downtime sheet could not be written', String(error));
    });
  }

  /** One at a time; rejects where the disk does not let us, or it takes too long. */
  write(): Promise<WrittenSheet> {
    this.#tried = Date.now();
    this.#writing ??= within(MADE_WITHIN_MS, this.#write()).finally(() => {
      this.#writing = null;
      this.#window?.destroy();
      this.#window = null;
      this.html = '';
    });
    return this.#writing;
  }

  /** Takes every sheet off the disk. */
  removeAll(): void {
    this.#era++;
    this.#window?.destroy();
    this.last = null;
    for (const { path } of this.#sheets()) rmSync(path, { force: true });
  }

  /** A program that quits waits for its windows: the hidden one goes at once. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#window?.destroy();
    this.#window = null;
  }

  async #write(): Promise<WrittenSheet> {
    const era = this.#era;
    const { boards, serverNow, unsent } = await this.#parts.boards();
    this.#check(era);
    this.html = sheetHtml({ boards, writtenAt: serverNow, unsent });
    const pdf = await this.#printed();
    this.#check(era);
    const at = Date.now();
    const folder = this.#parts.folder();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, sheetName(at));
    writeKeptFile(path, pdf);
    this.#removeOld();
    this.last = { at, path };
    this.#parts.written();
    return this.last;
  }

  #check(era: number): void {
    if (era !== this.#era) throw new Error('the boards were deleted meanwhile');
  }

  /** The page of `app://sheet/` as PDF, from a window that nobody sees and that runs no script. */
  async #printed(): Promise<Buffer> {
    const window = new BrowserWindow({
      show: false,
      webPreferences: { ...SAFE_PREFERENCES, javascript: false },
    });
    this.#window = window;
    await window.loadURL(SHEET_ADDRESS);
    return window.webContents.printToPDF({ pageSize: 'A4', landscape: true });
  }

  #removeOld(): void {
    const oldest = Date.now() - this.#parts.keepHours() * HOUR_MS;
    const sheets = this.#sheets();
    const old = sheets.filter(({ at }, place) => at < oldest || place < sheets.length - KEPT);
    for (const { path } of old) rmSync(path, { force: true });
  }

  /** Those on the disk, oldest first. */
  #sheets(): WrittenSheet[] {
    return sheetsIn(this.#parts.folder(), Date.now());
  }
}

/** Rejects after so many milliseconds; what comes later is dropped. */
async function within<T>(ms: number, made: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`it took longer than ${String(ms / 1000)} s`));
    }, ms);
  });
  try {
    return await Promise.race([made, late]);
  } finally {
    clearTimeout(timer);
  }
}
