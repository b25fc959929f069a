import { app, ipcMain, session as electronSession, shell, type IpcMainInvokeEvent } from 'electron';
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CHANNELS } from '../src-shared/ipc/bridge-channels.ts';
import type { BuildFacts } from '../src-shared/ipc/build-facts.ts';
import {
  deskCallSchema,
  followCallSchema,
  type DeskCall,
  type DesktopCall,
  type EngineCall,
} from '../src-shared/ipc/desktop-call.ts';
import type { DeskView, Keeping } from '../src-shared/ipc/desktop-message.ts';
import { settingsSchema, type SettingsView } from '../src-shared/ipc/settings.ts';
import type { problemSchema } from '../src-shared/sync/view-schemas.ts';
import { removeCache } from './cache/open-cache.ts';
import { hearCall, refusalError, type Sender } from './ipc/call-door.ts';
import { writeDiagnostics } from './diagnostics/diagnostics.ts';
import { IdleLock } from './idle-lock.ts';
import { readKeptFile, readKeptJson, writeKeptFile } from './kept-file.ts';
import type { Log } from './log.ts';
import {
  gatewayFiles,
  programFiles,
  type GatewayFiles,
  type ProgramFiles,
} from './program-files.ts';
import { AlertNotices } from './notices/alert-notices.ts';
import { Secrets } from './secrets.ts';
import { SettingsStore } from './settings/settings-store.ts';
import { DowntimeSheet } from './sheet/downtime-sheet.ts';
import { boardsAnswerSchema, type Beginning, type FromHost } from './sync-host/host-messages.ts';
import { startHostProcess } from './sync-host/host-process.ts';
import { HostWatch } from './sync-host/host-watch.ts';
import { proxyOf } from './sync-host/proxy-of.ts';
import { Updates } from './updates/updates.ts';
import { installMenu } from './windows/menu.ts';
import type { ConsoleWindow } from './windows/console-window.ts';
import { Windows } from './windows/windows.ts';

export interface DeskParts {
  /** The user's folder of the program. */
  readonly folder: string;
  readonly policyPath: string;
  /** Where the built scripts lie. */
  readonly scripts: string;
  readonly facts: BuildFacts;
  readonly log: Log;
}

const LOOK_AT_POLICY_MS = 30_000;
const ZOOM_STEP = 1.1;

const NO_GATEWAY: z.infer<typeof problemSchema> = {
  code: 'unreachable',
  status: 0,
  sentence: 'Which gateway? Enter its address in the settings first.',
};
const MANAGED: z.infer<typeof problemSchema> = {
  code: 'forbidden',
  status: 403,
  sentence: 'This setting is fixed by your IT department.',
};

/** Everything that main owns, wired. `open` once, `close` once. */
export class Desk {
  readonly #parts: DeskParts;
  readonly #files: ProgramFiles;
  readonly #settings: SettingsStore;
  readonly #lock: IdleLock;
  readonly #windows: Windows;
  readonly #deviceId: string;
  readonly #sheet: DowntimeSheet;
  readonly #notices: AlertNotices;
  readonly #updates: Updates;
  #secrets: Secrets | null = null;
  #host: HostWatch | null = null;
  #keeping: Keeping = { kind: 'starting' };
  #signedIn = false;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#files = programFiles(parts.folder);
    const { log } = parts;
    this.#settings = new SettingsStore(
      { own: this.#files.settings, policy: parts.policyPath },
      log,
    );
    this.#settings.changed = (before) => void this.#settingsChanged(before);
    this.#deviceId = deviceId(this.#files.device);
    this.#lock = new IdleLock(
      () => this.#settings.view.values.lockAfterMinutes,
      () => {
        this.#tellAll();
      },
    );
    this.#sheet = this.#makeSheet();
    this.#updates = this.#makeUpdates();
    this.#notices = new AlertNotices({
      isWanted: () => this.#settings.view.values.notifications,
      show: (ward) => {
        this.#windows.focus().tell({ kind: 'show-ward', ward });
      },
      flash: (on) => {
        for (const { browser } of this.#windows.all) {
          browser.flashFrame(on && !browser.isFocused());
        }
      },
    });
    this.#windows = new Windows({
      path: this.#files.windows,
      preload: join(parts.scripts, 'preload', 'preload.cjs'),
      version: app.getVersion(),
      log,
      changed: (window) => {
        this.#tell(window);
      },
      closed: (window) => {
        this.#host?.gone(window.id);
      },
    });
  }

  /** What `app://sheet/` shows. */
  get sheetHtml(): string {
    return this.#sheet.html;
  }

  async open(): Promise<void> {
    ipcMain.handle(CHANNELS.call, (event, json: unknown) => this.#hear(event, json));
    ipcMain.on(CHANNELS.took, (event, number: unknown) => {
      if (typeof number === 'number') this.#host?.took(event.sender.id, number);
    });
    this.#timers.push(
      setInterval(() => {
        this.#settings.look();
        void this.#wipeIfOrdered();
      }, LOOK_AT_POLICY_MS),
    );
    // Windows first: they load while the sync host starts.
    this.#windows.openAll();
    this.#installMenu();
    this.#updates.start();
    await this.#wipeIfOrdered();
    await this.#startHost();
  }

  /** A second start of the program, or a click on its icon. */
  focus(): void {
    this.#windows.focus();
  }

  quitting(): void {
    this.#sheet.close();
    this.#windows.quitting();
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#lock.close();
    this.#updates.close();
    await this.#host?.stop();
  }

  /** Judges a call before it is passed on; a refusal rejects the window's promise, and is logged. */
  async #hear(event: IpcMainInvokeEvent, json: unknown): Promise<string> {
    const heard = hearCall(this.#senderOf(event), json, this.#lock.locked);
    if (!heard.ok) {
      this.#parts.log(`a call was refused: ${heard.code}`, heard.detail);
      throw refusalError(heard.code);
    }
    return JSON.stringify((await this.#answer(event.sender.id, heard.call)) ?? null);
  }

  #senderOf({ sender, senderFrame }: IpcMainInvokeEvent): Sender {
    const window = this.#windows.find(sender.id);
    return {
      isOurWindow: window !== undefined && window.browser.webContents === sender,
      isTopFrame: senderFrame !== null && senderFrame === sender.mainFrame,
      url: senderFrame?.url ?? '',
      isWall: window?.wall ?? false,
    };
  }

  async #answer(windowId: number, call: DesktopCall): Promise<unknown> {
    const follow = followCallSchema.safeParse(call);
    if (follow.success) {
      this.#host?.follow(windowId, follow.data);
      const window = this.#windows.find(windowId);
      if (follow.data.method === 'hello' && window !== undefined) this.#tell(window);
      return null;
    }
    const desk = deskCallSchema.safeParse(call);
    if (desk.success) return this.#deskCall(windowId, desk.data);
    return this.#engineCall(call as EngineCall);
  }

  async #engineCall(call: EngineCall): Promise<unknown> {
    if (this.#host === null) return { ok: false, problem: NO_GATEWAY };
    const result = await this.#host.call(call);
    if (call.method === 'sign-out') {
      this.#lock.locked = false;
      this.#sheet.removeAll();
    }
    return result;
  }

  async #deskCall(windowId: number, call: DeskCall): Promise<unknown> {
    const window = this.#windows.find(windowId);
    if (window === undefined) return null;
    switch (call.method) {
      case 'open-window':
        this.#windows.open({ wall: call.wall, place: call.place ?? window.state.place });
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
        return print(window);
      case 'lock':
        this.#lock.locked = true;
        return null;
      case 'unlock':
        return this.#unlock(call.password);
      case 'change-settings':
        return this.#settings.change(call.change) ? { ok: true } : { ok: false, problem: MANAGED };
      case 'write-downtime-sheet':
        return this.#writeSheet();
      case 'show-downtime-sheet':
        return this.#showSheet();
      case 'save-diagnostics':
        return this.#saveDiagnostics();
      case 'check-for-updates':
        return this.#updates.check();
      case 'postpone-update':
        this.#updates.postpone();
        return null;
      case 'install-update':
        return (await this.#updates.install())
          ? { ok: true }
          : failed('The update could not be installed.');
    }
  }

  async #unlock(password: string): Promise<unknown> {
    const result = await this.#host?.ask({ kind: 'verify', password });
    const passed = z.object({ ok: z.literal(true) }).safeParse(result).success;
    if (passed) this.#lock.locked = false;
    return result ?? { ok: false, problem: NO_GATEWAY };
  }

  #makeSheet(): DowntimeSheet {
    return new DowntimeSheet({
      boards: async () => {
        if (this.#host === null) throw new Error('no gateway is set');
        return boardsAnswerSchema.parse(await this.#host.ask({ kind: 'boards' }));
      },
      folder: () => this.#settings.view.values.downtimeSheetFolder ?? this.#files.sheets,
      minutes: () => this.#settings.view.values.downtimeSheetMinutes,
      isWanted: () => this.#settings.view.values.downtimeSheet && this.#signedIn,
      written: () => {
        this.#tellAll();
      },
      report: this.#parts.log,
    });
  }

  #makeUpdates(): Updates {
    return new Updates({
      facts: this.#parts.facts.updates,
      settings: () => this.#settings.view.values,
      version: app.getVersion(),
      deviceId: this.#deviceId,
      files: { seen: this.#files.updatesSeen, config: this.#files.updaterConfig },
      authorities: () => this.#authorities(this.#settings.view.values.caFile),
      open: async (parts) => {
        const { GatewayUpdater } = await import('./updates/gateway-updater.ts');
        return GatewayUpdater.open(parts);
      },
      stepAside: () => this.#stepAside(),
      changed: () => {
        this.#tellAll();
      },
      log: this.#parts.log,
    });
  }

  /** For the next version, which is started while this one ends: it wants the cache and the lock. */
  async #stepAside(): Promise<() => Promise<void>> {
    const host = this.#host;
    await host?.stop();
    app.releaseSingleInstanceLock();
    return async () => {
      app.requestSingleInstanceLock();
      // The same one: it knows what is open, and what was asked meanwhile.
      await host?.start();
    };
  }

  async #writeSheet(): Promise<unknown> {
    try {
      const { path } = await this.#sheet.write();
      return { ok: true, path };
    } catch (error) {
      return failed(`The downtime sheet could not be written: ${String(error)}.`);
    }
  }

  async #showSheet(): Promise<unknown> {
    const { last } = this.#sheet;
    if (last === null) return failed('No downtime sheet has been written yet.');
    const fault = await shell.openPath(last.path);
    return fault === '' ? { ok: true } : failed(`It could not be opened: ${fault}.`);
  }

  #saveDiagnostics(): unknown {
    const path = join(app.getPath('downloads'), `wardline-diagnostics-${String(Date.now())}.zip`);
    try {
      writeDiagnostics(path, {
        folder: this.#parts.folder,
        policyPath: this.#parts.policyPath,
        logPath: this.#files.log,
        home: app.getPath('home'),
        version: app.getVersion(),
        now: new Date(),
      });
      return { ok: true, path };
    } catch (error) {
      return failed(`The diagnostics could not be written: ${String(error)}.`);
    }
  }

  async #startHost(): Promise<void> {
    const { gateway, withoutKeyring } = this.#settings.view.values;
    if (gateway === null) {
      this.#tellAll();
      return;
    }
    const files = gatewayFiles(this.#parts.folder, gateway);
    mkdirSync(files.folder, { recursive: true, mode: 0o700 });
    this.#secrets = new Secrets(files, withoutKeyring, this.#parts.log);
    this.#host = this.#makeHost(files, this.#secrets, gateway);
    for (const { id } of this.#windows.all) this.#host.follow(id, { method: 'hello' });
    await this.#host.start();
  }

  #makeHost(files: GatewayFiles, secrets: Secrets, gateway: string): HostWatch {
    const script = join(this.#parts.scripts, 'main', 'sync-host.js');
    return new HostWatch({
      start: (listener) => startHostProcess(script, this.#parts.facts, listener),
      beginning: () => this.#beginning(files, secrets, gateway),
      told: (message) => {
        this.#told(message, secrets);
      },
      changed: () => {
        this.#tellAll();
      },
      report: this.#parts.log,
      newId: randomUUID,
    });
  }

  async #beginning(files: GatewayFiles, secrets: Secrets, gateway: string): Promise<Beginning> {
    const { keepHours, proxy, caFile } = this.#settings.view.values;
    const key = secrets.cacheKey();
    const why = 'This computer has no keyring, so that nothing is kept over a restart.';
    return {
      gateway,
      deviceId: this.#deviceId,
      cache: key === null ? null : { path: files.cache, key: key.toString('base64') },
      why: key === null ? why : null,
      keepHours,
      refreshToken: secrets.refreshToken,
      proxy: await proxyOf(proxy, gateway, (url) =>
        electronSession.defaultSession.resolveProxy(url),
      ),
      authorities: this.#authorities(caFile),
    };
  }

  #authorities(caFile: string | null): string | null {
    if (caFile === null) return null;
    const content = readKeptFile(caFile);
    if (content === null) this.#parts.log('the file of authorities cannot be read', caFile);
    return content?.toString('utf8') ?? null;
  }

  #told(message: Exclude<FromHost, { kind: 'answer' }>, secrets: Secrets): void {
    switch (message.kind) {
      case 'tell':
        this.#windows.find(message.window)?.pass(message.number, message.json);
        break;
      case 'refresh-token':
        secrets.refreshToken = message.token;
        break;
      case 'keeping':
        this.#keeping = message.keeping;
        this.#tellAll();
        break;
      case 'report':
        this.#parts.log(message.what, message.detail);
        break;
      case 'session':
        this.#signedIn = message.session.status === 'signed-in';
        break;
      case 'connected':
        // Once more at the moment when the line drops, and first when it is there.
        void this.#sheet.writeIfWanted();
        break;
      case 'alerts':
        this.#notices.alerts(message.alerts);
        break;
    }
  }

  async #settingsChanged(before: SettingsView): Promise<void> {
    this.#tellAll();
    const now = this.#settings.view.values;
    const touches = settingsSchema.pick({
      gateway: true,
      proxy: true,
      caFile: true,
      keepHours: true,
      withoutKeyring: true,
    });
    const of = (values: unknown): string => JSON.stringify(touches.strip().parse(values));
    if (of(before.values) === of(now)) return;
    await this.#host?.stop();
    this.#host = null;
    await this.#startHost();
  }

  /** The machine's policy may order that what was kept before a moment is deleted. Once each. */
  async #wipeIfOrdered(): Promise<void> {
    const { wipeBefore } = this.#settings.policy;
    if (wipeBefore === null || readKeptJson(this.#files.wiped) === wipeBefore) return;
    this.#parts.log('what was kept is deleted, as the policy orders', wipeBefore);
    await this.#host?.ask({ kind: 'wipe' });
    await this.#host?.stop();
    const hadHost = this.#host !== null;
    this.#host = null;
    const { gateway } = this.#settings.view.values;
    if (gateway !== null) {
      const files = gatewayFiles(this.#parts.folder, gateway);
      removeCache(files.cache);
      const secrets = new Secrets(files, 'memory', this.#parts.log);
      secrets.forgetKey();
      secrets.refreshToken = null;
    }
    this.#sheet.removeAll();
    writeKeptFile(this.#files.wiped, JSON.stringify(wipeBefore));
    if (hadHost) await this.#startHost();
  }

  #tellAll(): void {
    for (const window of this.#windows.all) this.#tell(window);
  }

  #tell(window: ConsoleWindow): void {
    const view: DeskView = {
      kind: 'desk',
      settings: this.#settings.view,
      locked: this.#lock.locked,
      window: {
        wall: window.wall,
        fullScreen: window.browser.isFullScreen(),
        zoom: window.zoom,
      },
      syncHost: {
        running: this.#host?.running ?? false,
        restarts: this.#host?.restarts ?? 0,
        keeping: this.#keeping,
      },
      downtimeSheet: this.#sheet.last,
      update: this.#updates.view,
    };
    window.tell(view);
  }

  #installMenu(): void {
    const focused = (): ConsoleWindow => this.#windows.focused ?? this.#windows.focus();
    installMenu({
      act: (action) => {
        focused().tell({ kind: 'menu', action });
      },
      openWindow: (wall) => {
        this.#windows.open({ wall, place: focused().state.place });
      },
      print: () => void print(focused()),
      showSheet: () => void this.#showSheet(),
      zoom: (step) => {
        const window = focused();
        const factor = step === 0 ? 1 : window.zoom * ZOOM_STEP ** step;
        window.zoom = Math.min(3, Math.max(0.5, factor));
      },
      fullScreen: () => {
        const { browser } = focused();
        browser.setFullScreen(!browser.isFullScreen());
      },
      lock: () => {
        this.#lock.locked = true;
      },
      saveDiagnostics: () => {
        this.#saveDiagnostics();
      },
    });
  }
}

function failed(sentence: string): { ok: false; problem: z.infer<typeof problemSchema> } {
  return { ok: false, problem: { code: 'unavailable', status: 0, sentence } };
}

function print(window: ConsoleWindow): Promise<unknown> {
  return new Promise((resolve) => {
    window.browser.webContents.print({ printBackground: true }, (success, failure) => {
      const sentence = `It was not printed: ${failure}.`;
      const problem = { code: 'unavailable', status: 0, sentence };
      resolve(success ? { ok: true } : { ok: false, problem });
    });
  });
}

/** Names this installation for notifications; made at the first start. */
function deviceId(path: string): string {
  const kept = z.guid().safeParse(readKeptJson(path));
  if (kept.success) return kept.data;
  const made = randomUUID();
  writeKeptFile(path, JSON.stringify(made));
  return made;
}
