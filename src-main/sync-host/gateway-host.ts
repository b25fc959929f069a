import { session as electronSession } from 'electron';
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { EngineCall, FollowCall } from '../../src-shared/ipc/desktop-call.ts';
import type { Settings } from '../../src-shared/ipc/settings.ts';
import { removeSetAside } from '../cache/set-aside.ts';
import { readKeptFile } from '../kept-file.ts';
import type { Log } from '../log.ts';
import { gatewayFiles, gatewaysFolder, type GatewayFiles } from '../program-files.ts';
import { Secrets } from '../secrets.ts';
import {
  boardsAnswerSchema,
  type Beginning,
  type BoardsAnswer,
  type FromHost,
} from './host-messages.ts';
import type { StartHost } from './host-ahead.ts';
import type { HostSettings } from './host-renewal.ts';
import { type Asking, HostWatch } from './host-watch.ts';
import { proxyOf } from './proxy-of.ts';

/** What the sync host says and main has to act on. */
export type HostNews = Exclude<FromHost, { kind: 'answer' | 'refresh-token' | 'report' }>;

export interface GatewayHostParts {
  /** The user's folder of the program. */
  readonly folder: string;
  readonly startHost: StartHost;
  readonly deviceId: string;
  readonly settings: () => Settings;
  /** The windows that are open, for a host that starts after them. */
  readonly windows: () => readonly number[];
  readonly told: (news: HostNews) => void;
  /** It runs, or does not run any more. */
  readonly changed: () => void;
  readonly log: Log;
}

type GatewaySettings = HostSettings & { readonly gateway: string };

const NO_KEYRING = 'This computer has no keyring, so that nothing is kept over a restart.';

const WIPE_WITHIN_MS = 5_000;

/**
 * The sync host of the gateway that the settings name, with that gateway's secrets and files. There
 * is none as long as no gateway is set. `start` once at a time; `stop` ends the process.
 */
export class GatewayHost {
  readonly #parts: GatewayHostParts;
  #watch: HostWatch | null = null;
  #started: HostSettings | null = null;

  constructor(parts: GatewayHostParts) {
    this.#parts = parts;
  }

  get running(): boolean {
    return this.#watch?.running ?? false;
  }
  /** What it was started with: a process that is started again after a crash begins with that too. */
  get started(): HostSettings | null {
    return this.#started;
  }
  get restarts(): number {
    return this.#watch?.restarts ?? 0;
  }

  /** Whether something that a window has asked for would be lost with the program: not told yet. */
  get isAtWork(): boolean {
    return this.#watch?.isAtWork ?? false;
  }

  async start(): Promise<void> {
    const settings = this.#parts.settings();
    this.#started = settings;
    const { gateway } = settings;
    if (gateway === null) {
      this.#parts.changed();
      return;
    }
    const files = gatewayFiles(this.#parts.folder, gateway);
    mkdirSync(files.folder, { recursive: true, mode: 0o700 });
    const watch = this.#makeWatch(files, { ...settings, gateway });
    this.#watch = watch;
    for (const id of this.#parts.windows()) watch.follow(id, { method: 'hello' });
    await watch.start();
  }

  async stop(): Promise<void> {
    const watch = this.#watch;
    this.#watch = null;
    await watch?.stop();
  }

  /** Ends the process; what it gives starts it again, with all that was open and asked meanwhile. */
  async pause(): Promise<() => Promise<void>> {
    const watch = this.#watch;
    await watch?.stop();
    return async () => {
      await watch?.start();
    };
  }

  /** The hospital's own certificate authorities, PEM; null: none, or they cannot be read. */
  authorities({ caFile }: Pick<Settings, 'caFile'> = this.#parts.settings()): string | null {
    if (caFile === null) return null;
    const content = readKeptFile(caFile);
    if (content === null) this.#parts.log('the file of authorities cannot be read', caFile);
    return content?.toString('utf8') ?? null;
  }

  /** Null: no gateway is set. */
  call(call: EngineCall): Promise<unknown> | null {
    return this.#watch?.call(call) ?? null;
  }
  verify(password: string): Promise<unknown> | null {
    return this.#ask({ kind: 'verify', password });
  }
  /** @throws where no gateway is set */
  async boards(): Promise<BoardsAnswer> {
    const answer = this.#ask({ kind: 'boards' });
    if (answer === null) throw new Error('no gateway is set');
    return boardsAnswerSchema.parse(await answer);
  }
  follow(window: number, call: FollowCall): void {
    this.#watch?.follow(window, call);
  }
  took(window: number, number: number): void {
    this.#watch?.took(window, number);
  }
  gone(window: number): void {
    this.#watch?.gone(window);
  }

  /** Deletes all that is kept of any gateway: caches, keys and sessions; then begins anew. */
  async wipe(): Promise<void> {
    const ran = this.#watch !== null;
    // One that hangs, or keeps dying, is not waited for: its files go all the same.
    await Promise.race([this.#ask({ kind: 'wipe' }), pause(WIPE_WITHIN_MS, null, { ref: false })]);
    await this.stop();
    rmSync(gatewaysFolder(this.#parts.folder), { recursive: true, force: true });
    if (ran) await this.start();
  }

  /** A cache that was set aside: whoever signed out leaves that neither. */
  removeSetAside(): void {
    const gateway = this.#started?.gateway ?? null;
    if (gateway !== null) removeSetAside(gatewayFiles(this.#parts.folder, gateway).cache);
  }

  #ask(asking: Asking): Promise<unknown> | null {
    return this.#watch?.ask(asking) ?? null;
  }

  #makeWatch(files: GatewayFiles, settings: GatewaySettings): HostWatch {
    const { startHost, changed, log } = this.#parts;
    const secrets = new Secrets(files, settings.withoutKeyring, log);
    return new HostWatch({
      start: startHost,
      beginning: () => this.#beginning(files, settings, secrets),
      told: (message) => {
        this.#told(message, secrets);
      },
      changed,
      report: log,
      newId: randomUUID,
    });
  }

  async #beginning(
    files: GatewayFiles,
    settings: GatewaySettings,
    secrets: Secrets,
  ): Promise<Beginning> {
    const { gateway, keepHours, proxy } = settings;
    const key = secrets.cacheKey();
    return {
      gateway,
      deviceId: this.#parts.deviceId,
      cache: key === null ? null : { path: files.cache, key: key.toString('base64') },
      why: key === null ? NO_KEYRING : null,
      keepHours,
      refreshToken: secrets.refreshToken,
      proxy: await proxyOf(proxy, gateway, (url) =>
        electronSession.defaultSession.resolveProxy(url),
      ),
      authorities: this.authorities(settings),
    };
  }

  #told(message: Exclude<FromHost, { kind: 'answer' }>, secrets: Secrets): void {
    if (message.kind === 'refresh-token') secrets.refreshToken = message.token;
    else if (message.kind === 'report') this.#parts.log(message.what, message.detail);
    else this.#parts.told(message);
  }
}
