import { app, ipcMain, type IpcMainInvokeEvent } from 'electron';
import { CHANNELS } from '../src-shared/ipc/bridge-channels.ts';
import type { BuildFacts } from '../src-shared/ipc/build-facts.ts';
import {
  deskCallSchema,
  followCallSchema,
  type DesktopCall,
  type EngineCall,
} from '../src-shared/ipc/desktop-call.ts';
import type { Keeping } from '../src-shared/ipc/desktop-message.ts';
import { DeskCalls } from './desk-calls.ts';
import { NO_GATEWAY } from './desk-problems.ts';
import type { SessionView } from '../src-shared/sync/views.ts';
import { deviceId } from './device-id.ts';
import { IdleLock } from './idle-lock.ts';
import { hearCall, refusalError, type Sender } from './ipc/call-door.ts';
import { readKeptJson, writeKeptFile } from './kept-file.ts';
import type { Log } from './log.ts';
import { DeskNotices } from './notices/desk-notices.ts';
import { programFiles, type ProgramFiles } from './program-files.ts';
import { SettingsStore } from './settings/settings-store.ts';
import { DowntimeSheet } from './sheet/downtime-sheet.ts';
import { GatewayHost, type HostNews } from './sync-host/gateway-host.ts';
import type { StartHost } from './sync-host/host-ahead.ts';
import { HostRenewal } from './sync-host/host-renewal.ts';
import { DOWNLOAD_IDLE_MS } from './updates/download-guard.ts';
import { machineId } from './updates/machine-id.ts';
import { QuietMoment } from './updates/quiet-moment.ts';
import { Updates } from './updates/updates.ts';
import type { ConsoleWindow } from './windows/console-window.ts';
import { installMenu } from './windows/menu.ts';
import type { Windows } from './windows/windows.ts';

export interface DeskParts {
  /** The user's folder of the program. */
  readonly folder: string;
  readonly policyPath: string;
  readonly facts: BuildFacts;
  readonly log: Log;
  readonly startHost: StartHost;
  /** Their pages are on their way; none has said anything yet. */
  readonly windows: Windows;
}

const LOOK_AT_POLICY_MS = 30_000;

/** Everything that main owns, wired. `open` once, `close` once. */
export class Desk {
  readonly #parts: DeskParts;
  readonly #files: ProgramFiles;
  readonly #deviceId: string;
  readonly #settings: SettingsStore;
  readonly #lock: IdleLock;
  readonly #windows: Windows;
  readonly #host: GatewayHost;
  readonly #renewal: HostRenewal;
  readonly #sheet: DowntimeSheet;
  readonly #notices: DeskNotices;
  readonly #quiet = new QuietMoment(() => {
    this.#tellAll();
  });
  readonly #updates: Updates;
  readonly #calls: DeskCalls;
  #keeping: Keeping = { kind: 'starting' };
  #signedIn = false;
  /** The session of whoever was signed in has ended without a sign-out. */
  #isEnded = false;
  /** Asked for when it is first needed: Windows and macOS start a program to say it. */
  #machine: string | null = null;
  #looking: NodeJS.Timeout | null = null;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#files = programFiles(parts.folder);
    this.#deviceId = deviceId(this.#files.device);
    this.#settings = new SettingsStore(
      { own: this.#files.settings, policy: parts.policyPath },
      parts.log,
    );
    this.#settings.changed = () => {
      this.#tellAll();
      this.#renewal.look();
    };
    this.#lock = this.#makeLock();
    this.#host = this.#makeHost();
    this.#renewal = this.#makeRenewal();
    this.#sheet = this.#makeSheet();
    this.#windows = parts.windows;
    this.#listenTo(this.#windows);
    this.#notices = this.#makeNotices();
    this.#updates = this.#makeUpdates();
    this.#calls = new DeskCalls({
      windows: this.#windows,
      settings: this.#settings,
      lock: this.#lock,
      sheet: this.#sheet,
      host: this.#host,
      updates: this.#updates,
      quiet: this.#quiet,
      diagnostics: {
        folder: parts.folder,
        policyPath: parts.policyPath,
        logPath: this.#files.log,
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
      if (typeof number === 'number') this.#host.took(event.sender.id, number);
    });
    this.#looking = setInterval(() => {
      this.#settings.look();
      void this.#wipeIfOrdered();
    }, LOOK_AT_POLICY_MS);
    const started = this.#isWipeOrdered()
      ? this.#wipeIfOrdered().then(() => this.#host.start())
      : this.#host.start();
    installMenu(this.#calls);
    this.#updates.start();
    await started;
  }

  quitting(): void {
    this.#sheet.close();
    this.#windows.quitting();
  }

  async close(): Promise<void> {
    if (this.#looking !== null) clearInterval(this.#looking);
    this.#lock.close();
    this.#updates.close();
    await this.#host.stop();
  }

  #makeLock(): IdleLock {
    return new IdleLock({
      path: this.#files.locked,
      minutes: () => this.#settings.view.values.lockAfterMinutes,
      // A session that has ended leaves boards behind.
      isNeeded: () => this.#signedIn || this.#isEnded,
      changed: () => {
        this.#tellAll();
      },
      log: this.#parts.log,
    });
  }

  #makeHost(): GatewayHost {
    return new GatewayHost({
      folder: this.#parts.folder,
      startHost: this.#parts.startHost,
      deviceId: this.#deviceId,
      settings: () => this.#settings.view.values,
      windows: () => this.#windows.all.map(({ id }) => id),
      told: (news) => {
        this.#told(news);
      },
      changed: () => {
        this.#tellAll();
      },
      log: this.#parts.log,
    });
  }

  #makeRenewal(): HostRenewal {
    return new HostRenewal({
      stand: () => ({
        isInMemory: this.#keeping.kind === 'memory',
        isSignedIn: this.#signedIn,
        waiting: this.#quiet.waiting,
      }),
      wanted: () => this.#settings.view.values,
      started: () => this.#host.started,
      renew: async () => {
        await this.#host.stop();
        await this.#host.start();
      },
      changed: () => {
        this.#tellAll();
      },
      log: this.#parts.log,
    });
  }

  #makeSheet(): DowntimeSheet {
    const settings = () => this.#settings.view.values;
    return new DowntimeSheet({
      boards: () => this.#host.boards(),
      folder: () => settings().downtimeSheetFolder ?? this.#files.sheets,
      minutes: () => settings().downtimeSheetMinutes,
      keepHours: () => settings().keepHours,
      isWanted: () => settings().downtimeSheet && this.#signedIn,
      written: () => {
        this.#tellAll();
      },
      report: this.#parts.log,
    });
  }

  #listenTo(windows: Windows): void {
    windows.changed = (window) => {
      this.#tell(window);
    };
    windows.closed = (window) => {
      this.#host.gone(window.id);
      this.#quiet.gone(window.id);
      this.#tellAll();
    };
  }

  #makeNotices(): DeskNotices {
    return new DeskNotices({
      isWanted: () => this.#settings.view.values.notifications,
      isLocked: () => this.#lock.locked,
      windows: () => this.#windows.all.map(({ browser }) => browser),
      show: (ward) => {
        const window = this.#windows.focus();
        // What is behind a lock stays as it was.
        if (ward !== null && !this.#lock.locked) window.tell({ kind: 'show-ward', ward });
      },
      call: (call) => {
        void this.#host.call(call);
      },
    });
  }

  #makeUpdates(): Updates {
    return new Updates({
      facts: this.#parts.facts.updates,
      settings: () => this.#settings.view.values,
      version: app.getVersion(),
      deviceId: this.#deviceId,
      machine: () => (this.#machine ??= machineId(process.platform) ?? this.#deviceId),
      files: { seen: this.#files.updatesSeen, config: this.#files.updaterConfig },
      authorities: () => this.#host.authorities(),
      open: async (parts) => {
        const { GatewayUpdater } = await import('./updates/gateway-updater.ts');
        const idleMs = this.#parts.facts.forTests?.downloadIdleMs ?? DOWNLOAD_IDLE_MS;
        return GatewayUpdater.open(parts, idleMs);
      },
      // What the sync host tells of changes may be a second old.
      disturbance: (window) => (this.#host.isAtWork ? 'waiting' : this.#quiet.disturbance(window)),
      stepAside: () => this.#stepAside(),
      changed: () => {
        this.#tellAll();
      },
      log: this.#parts.log,
    });
  }

  /** For the next version, which is started while this one ends: it wants the cache and the lock. */
  async #stepAside(): Promise<() => Promise<void>> {
    const comeBack = await this.#host.pause();
    app.releaseSingleInstanceLock();
    return async () => {
      app.requestSingleInstanceLock();
      await comeBack();
    };
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
    const window = this.#windows.find(windowId);
    const follow = followCallSchema.safeParse(call);
    if (follow.success) {
      this.#host.follow(windowId, follow.data);
      if (follow.data.method === 'watch') this.#quiet.watches(windowId, follow.data.wards);
      if (follow.data.method === 'hello') {
        this.#quiet.gone(windowId);
        this.#tellAll();
      }
      return null;
    }
    const desk = deskCallSchema.safeParse(call);
    if (desk.success) return window === undefined ? null : this.#calls.answer(window, desk.data);
    return this.#engineCall(call as EngineCall);
  }

  #engineCall(call: EngineCall): Promise<unknown> {
    const result = this.#host.call(call);
    if (result === null) return Promise.resolve(NO_GATEWAY);
    if (call.method !== 'sign-out') return result;
    return this.#renewal.during(result);
  }

  #told(news: HostNews): void {
    switch (news.kind) {
      case 'tell':
        this.#windows.find(news.window)?.pass(news.number, news.json);
        break;
      case 'keeping':
        this.#keeping = news.keeping;
        this.#renewal.look();
        this.#tellAll();
        break;
      case 'session':
        this.#sessionIs(news.session);
        break;
      case 'connected':
        // Once more at the moment when the line drops, and first when it is there.
        void this.#sheet.writeIfWanted();
        break;
      case 'notices':
        this.#quiet.told(news);
        this.#renewal.look();
        this.#notices.told(news);
        break;
    }
  }

  #sessionIs(session: SessionView): void {
    this.#signedIn = session.status === 'signed-in';
    this.#isEnded = session.status === 'signed-out' && session.reason === 'session-ended';
    if (session.status === 'signed-in') this.#belongsTo(session.user.id);
    if (session.status === 'signed-out' && !this.#isEnded) {
      this.#lock.locked = false;
      if (session.reason === 'wiped') {
        this.#parts.log('what was kept was deleted, as the server ordered');
      }
      if (session.reason !== 'never-signed-in') this.#forget();
    }
    this.#renewal.look();
  }

  /** What the last user left on this computer is not the next one's. */
  #belongsTo(userId: string): void {
    const owner = `${this.#host.started?.gateway ?? ''} ${userId}`;
    if (readKeptJson(this.#files.owner) === owner) return;
    this.#forget();
    try {
      writeKeptFile(this.#files.owner, JSON.stringify(owner));
    } catch (error) {
      this.#parts.log('whose this console is could not be kept', String(error));
    }
  }

  /** The machine's policy may order that what was kept before a moment is deleted. Once each. */
  async #wipeIfOrdered(): Promise<void> {
    if (!this.#isWipeOrdered()) return;
    const { wipeBefore } = this.#settings.policy;
    this.#parts.log('what was kept is deleted, as the policy orders', String(wipeBefore));
    await this.#host.wipe();
    this.#forget();
    writeKeptFile(this.#files.wiped, JSON.stringify(wipeBefore));
  }

  #isWipeOrdered(): boolean {
    const { wipeBefore } = this.#settings.policy;
    return wipeBefore !== null && readKeptJson(this.#files.wiped) !== wipeBefore;
  }

  /** The sync host has forgotten everything: so does the rest. */
  #forget(): void {
    this.#sheet.removeAll();
    this.#notices.forget();
    this.#host.removeSetAside();
  }

  #tellAll(): void {
    for (const window of this.#windows.all) this.#tell(window);
  }

  #tell(window: ConsoleWindow): void {
    window.tell({
      kind: 'desk',
      settings: this.#settings.view,
      locked: this.#lock.locked,
      window: {
        wall: window.wall,
        voice: window === this.#windows.voice,
        fullScreen: window.browser.isFullScreen(),
        zoom: window.zoom,
      },
      syncHost: {
        running: this.#host.running,
        restarts: this.#host.restarts,
        keeping: this.#keeping,
        held: this.#renewal.held,
      },
      downtimeSheet: this.#sheet.last,
      update: this.#updates.view,
      disturbance: this.#quiet.disturbance(window.id),
    });
  }
}
