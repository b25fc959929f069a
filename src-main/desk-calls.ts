import { app, shell } from 'electron';
import { join } from 'node:path';
import { z } from 'zod';
import type { DeskCall } from '../src-shared/ipc/desktop-call.ts';
import { failed, MANAGED, NO_GATEWAY, POLICY_UNREAD } from './desk-problems.ts';
import { writeDiagnostics, type DiagnosticsParts } from './diagnostics/diagnostics.ts';
import type { IdleLock } from './idle-lock.ts';
import type { SettingsStore } from './settings/settings-store.ts';
import type { DowntimeSheet } from './sheet/downtime-sheet.ts';
import type { GatewayHost } from './sync-host/gateway-host.ts';
import type { QuietMoment } from './updates/quiet-moment.ts';
import type { Updates } from './updates/updates.ts';
import type { ConsoleWindow } from './windows/console-window.ts';
import type { MenuAction, MenuDeeds } from './windows/menu.ts';
import type { Windows } from './windows/windows.ts';

export interface DeskCallParts {
  readonly windows: Windows;
  readonly settings: SettingsStore;
  readonly lock: IdleLock;
  readonly sheet: DowntimeSheet;
  readonly host: GatewayHost;
  readonly updates: Updates;
  readonly quiet: QuietMoment;
  readonly diagnostics: Pick<DiagnosticsParts, 'folder' | 'policyPath' | 'logPath'>;
}

const ZOOM_STEP = 1.1;
const ZOOM_LEAST = 0.5;
const ZOOM_MOST = 3;
const passedSchema = z.object({ ok: z.literal(true) });

/** What main does by itself when a window or the menu asks for it. Owns nothing. */
export class DeskCalls implements MenuDeeds {
  readonly #parts: DeskCallParts;

  constructor(parts: DeskCallParts) {
    this.#parts = parts;
  }

  /** Answers as `desktopResultSchemas` has it. */
  async answer(window: ConsoleWindow, call: DeskCall): Promise<unknown> {
    const { windows, settings, lock, updates, quiet } = this.#parts;
    switch (call.method) {
      case 'open-window':
        windows.open({ wall: call.wall, place: call.place ?? window.state.place });
        return null;
      case 'close-window':
        window.browser.close();
        return null;
      case 'full-screen':
        window.browser.setFullScreen(call.on);
        return null;
      case 'zoom':
        window.zoom = call.factor;
        return null;
      case 'print':
        return printWindow(window);
      case 'lock':
        lock.locked = true;
        return null;
      case 'unlock':
        return this.#unlock(call.password);
      case 'change-settings':
        if (settings.change(call.change)) return { ok: true };
        return settings.view.isPolicyUnread ? POLICY_UNREAD : MANAGED;
      case 'write-downtime-sheet':
        return this.#writeSheet();
      case 'show-downtime-sheet':
        return this.#showSheet();
      case 'save-diagnostics':
        return this.#saveDiagnostics();
      case 'check-for-updates':
        return updates.check();
      case 'postpone-update':
        updates.postpone();
        return null;
      case 'install-update':
        return this.#install(window, call.despiteAlarms);
      case 'dialog':
        quiet.dialog(window.id, call.open);
        return null;
    }
  }

  act(action: MenuAction): void {
    this.#unlessLocked(() => {
      this.#focused().tell({ kind: 'menu', action });
    });
  }
  openWindow(wall: boolean): void {
    this.#unlessLocked(() => {
      this.#parts.windows.open({ wall, place: this.#focused().state.place });
    });
  }
  print(): void {
    this.#unlessLocked(() => void printWindow(this.#focused()));
  }
  showSheet(): void {
    this.#unlessLocked(() => void this.#showSheet());
  }
  /** @param step 0: the usual size */
  zoom(step: -1 | 0 | 1): void {
    const window = this.#focused();
    const factor = step === 0 ? 1 : window.zoom * ZOOM_STEP ** step;
    window.zoom = Math.min(ZOOM_MOST, Math.max(ZOOM_LEAST, factor));
  }
  fullScreen(): void {
    const { browser } = this.#focused();
    browser.setFullScreen(!browser.isFullScreen());
  }
  lock(): void {
    this.#parts.lock.locked = true;
  }
  saveDiagnostics(): void {
    this.#unlessLocked(() => {
      this.#saveDiagnostics();
    });
  }

  /** Whoever is at a locked console has the lock screen, and nothing of the menu. */
  #unlessLocked(deed: () => void): void {
    if (!this.#parts.lock.locked) deed();
  }

  #focused(): ConsoleWindow {
    const { windows } = this.#parts;
    return windows.focused ?? windows.focus();
  }

  async #unlock(password: string): Promise<unknown> {
    const result = await this.#parts.host.verify(password);
    if (passedSchema.safeParse(result).success) this.#parts.lock.locked = false;
    return result ?? NO_GATEWAY;
  }

  async #install(window: ConsoleWindow, despiteAlarms: boolean): Promise<unknown> {
    const sentence = await this.#parts.updates.install({ window: window.id, despiteAlarms });
    return sentence === null ? { ok: true } : failed(sentence);
  }

  async #writeSheet(): Promise<unknown> {
    try {
      const { path } = await this.#parts.sheet.write();
      return { ok: true, path };
    } catch (error) {
      return failed(`The downtime sheet could not be written: ${String(error)}.`);
    }
  }

  async #showSheet(): Promise<unknown> {
    const { last } = this.#parts.sheet;
    if (last === null) return failed('No downtime sheet has been written yet.');
    const fault = await shell.openPath(last.path);
    return fault === '' ? { ok: true } : failed(`It could not be opened: ${fault}.`);
  }

  #saveDiagnostics(): unknown {
    const path = join(app.getPath('downloads'), `wardline-diagnostics-${String(Date.now())}.zip`);
    try {
      writeDiagnostics(path, {
        ...this.#parts.diagnostics,
        home: app.getPath('home'),
        version: app.getVersion(),
        now: new Date(),
      });
      return { ok: true, path };
    } catch (error) {
      return failed(`The diagnostics could not be written: ${String(error)}.`);
    }
  }
}

function printWindow(window: ConsoleWindow): Promise<unknown> {
  return new Promise((resolve) => {
    window.browser.webContents.print({ printBackground: true }, (success, failure) => {
      resolve(success ? { ok: true } : failed(`It was not printed: ${failure}.`));
    });
  });
}
