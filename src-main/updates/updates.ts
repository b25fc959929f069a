import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { BuildFacts } from '../../src-shared/ipc/build-facts.ts';
import type { Settings } from '../../src-shared/ipc/settings.ts';
import {
  updateArchSchema,
  updatePlatformSchema,
  type UpdateManifest,
} from '../../src-shared/ipc/update-manifest.ts';
import {
  type Disturbance,
  DISTURBANCES,
  UPDATE_REFUSALS,
  type UpdateRefusal,
  type UpdateView,
} from '../../src-shared/ipc/update-view.ts';
import { readKeptJson, writeKeptFile } from '../kept-file.ts';
import type { Log } from '../log.ts';
import type { GatewayUpdater, GatewayUpdaterParts, StagedUpdate } from './gateway-updater.ts';
import type { Asker } from './judge-manifest.ts';
import { UpdateRefusedError } from './update-refused.ts';

const MINUTE_MS = 60_000;
/** Not while a shift's first boards load. */
const FIRST_CHECK_MS = 5 * MINUTE_MS;
/** Desks that are all started as a shift begins do not all download at once. */
const FIRST_CHECK_SPREAD_MS = 30 * MINUTE_MS;
const CHECK_EACH_MS = 4 * 60 * MINUTE_MS;
/** Who said "later" is left alone for so long. */
const ASK_AGAIN_MS = 4 * 60 * MINUTE_MS;

const NOTHING_READY = 'No update lies ready any more.';

const seenSchema = z.record(z.string(), z.iso.datetime());

export interface UpdatesParts {
  readonly facts: BuildFacts['updates'];
  readonly settings: () => Pick<Settings, 'gateway' | 'proxy' | 'updates'>;
  /** PEM; trusted besides the system's authorities. */
  readonly authorities: () => string | null;
  readonly version: string;
  /** This user's installation: at what minute it looks. */
  readonly deviceId: string;
  /** What a staged rollout goes by: the machine, where the system has a name for it. */
  readonly machine: () => string;
  /** Files of ours: what was seen last, and electron-updater's settings. */
  readonly files: { readonly seen: string; readonly config: string };
  /** Loads electron-updater, which most starts never need. */
  readonly open: (parts: GatewayUpdaterParts) => Promise<Pick<GatewayUpdater, 'fetch'>>;
  /** What speaks against a restart that is asked for in that window. */
  readonly disturbance: (window: number) => Disturbance | null;
  /**
   * The next version is started before this one has ended: lets go of all that only one program may
   * have. The answer takes it back, where nothing came of it.
   */
  readonly stepAside: () => Promise<() => Promise<void>>;
  readonly changed: () => void;
  readonly log: Log;
}

/** The window that asks for it, and whether whoever is there knows of alarms and goes on. */
interface Restart {
  readonly window: number;
  readonly despiteAlarms: boolean;
}

/**
 * Looks for updates now and then, downloads what is meant for this desk, and offers it. It installs
 * nothing by itself, ever. `close` ends its timers.
 */
export class Updates {
  readonly #parts: UpdatesParts;
  #found: UpdateView = { phase: 'none', checkedAt: null };
  #staged: StagedUpdate | null = null;
  #updater: { readonly key: string; readonly opened: ReturnType<UpdatesParts['open']> } | null =
    null;
  #running: Promise<void> | null = null;
  #installing: Promise<string | null> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #askAgain: NodeJS.Timeout | undefined;
  #mayAsk = true;

  constructor(parts: UpdatesParts) {
    this.#parts = parts;
  }

  get view(): UpdateView {
    if (this.#parts.facts === null) return { phase: 'off', why: 'it' };
    if (this.#parts.settings().updates === 'off') return { phase: 'off', why: 'policy' };
    return this.#found;
  }

  start(): void {
    if (this.#parts.facts === null) return;
    const later = (ms: number): void => {
      this.#timer = setTimeout(() => {
        void this.check().finally(() => {
          if (this.#timer !== null) later(CHECK_EACH_MS);
        });
      }, ms);
    };
    later(FIRST_CHECK_MS + shareOf(this.#parts.deviceId) * FIRST_CHECK_SPREAD_MS);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    clearTimeout(this.#askAgain);
  }

  /** Asks the gateway now; one question at a time. Does not reject: `view` tells what came of it. */
  async check(): Promise<UpdateView> {
    this.#running ??= this.#check().finally(() => {
      this.#running = null;
    });
    await this.#running;
    return this.view;
  }

  /** "Later": asked again in some hours, not before. */
  postpone(): void {
    if (this.#found.phase !== 'ready') return;
    clearTimeout(this.#askAgain);
    this.#askAgain = setTimeout(() => {
      this.#ask(true);
    }, ASK_AGAIN_MS);
    this.#ask(false);
  }

  /**
   * When it goes well, the program ends.
   * @returns null: it goes well; else, in a sentence, why nothing is installed
   */
  async install(by: Restart): Promise<string | null> {
    const disturbed = this.#disturbed(by);
    if (disturbed !== null) return disturbed;
    this.#installing ??= this.#install(by).finally(() => {
      this.#installing = null;
    });
    return this.#installing;
  }

  async #install(by: Restart): Promise<string | null> {
    const staged = this.#staged;
    if (staged === null || this.view.phase !== 'ready') return NOTHING_READY;
    let takeBack = (): Promise<void> => Promise.resolve();
    try {
      await staged.recheck();
      // The gateway may have taken its time, and the desk was at work meanwhile: so after each wait.
      let hindrance = this.#hindrance(by, staged);
      if (hindrance !== null) return hindrance;
      takeBack = await this.#parts.stepAside();
      hindrance = this.#hindrance(by, staged);
      if (hindrance !== null) {
        await takeBack();
        return hindrance;
      }
      staged.install((late) => {
        void takeBack().then(() => {
          this.#refused(late);
        });
      });
      return null;
    } catch (error) {
      await takeBack();
      this.#refused(error);
      // What the gateway has instead is not waited for.
      if (codeOf(error) === 'no_longer_offered') void this.check();
      return UPDATE_REFUSALS[codeOf(error)];
    }
  }

  /** Why it may not be just now, in a sentence; null: it may. */
  #disturbed({ window, despiteAlarms }: Restart): string | null {
    const disturbance = this.#parts.disturbance(window);
    const isKnown = disturbance === 'alarms' && despiteAlarms;
    return disturbance === null || isKnown ? null : DISTURBANCES[disturbance];
  }

  #hindrance(by: Restart, { version }: StagedUpdate): string | null {
    const isReady = this.view.phase === 'ready' && this.#staged?.version === version;
    return isReady ? this.#disturbed(by) : NOTHING_READY;
  }

  async #check(): Promise<void> {
    const { facts, settings } = this.#parts;
    const { gateway, updates } = settings();
    if (facts === null || gateway === null || updates === 'off') return;
    try {
      const updater = await this.#open(gateway);
      const staged = await updater.fetch((version) => {
        this.#become({ phase: 'loading', version });
      });
      this.#take(staged);
    } catch (error) {
      this.#refused(error);
    }
  }

  /** What lay ready already stays so when a later answer has the same. */
  #take(staged: StagedUpdate | null): void {
    const isNew = staged?.version !== this.#staged?.version;
    this.#staged = staged;
    if (staged === null) {
      this.#become({ phase: 'none', checkedAt: Date.now() });
      return;
    }
    if (isNew) {
      this.#parts.log('an update lies ready', staged.version);
      this.#mayAsk = true;
    }
    this.#become({ phase: 'ready', version: staged.version, mayAsk: this.#mayAsk });
  }

  #ask(mayAsk: boolean): void {
    this.#mayAsk = mayAsk;
    if (this.#found.phase === 'ready') this.#become({ ...this.#found, mayAsk });
  }

  #refused(error: unknown): void {
    const code = codeOf(error);
    const { message, cause } = error as Error;
    this.#parts.log(`no update: ${code}`, cause instanceof Error ? cause.message : message);
    // A gateway that does not answer says nothing about what was checked and lies ready.
    if (code === 'unreachable' && this.#staged !== null) return;
    this.#staged = null;
    this.#become({ phase: 'refused', code, checkedAt: Date.now() });
  }

  #become(found: UpdateView): void {
    this.#found = found;
    this.#parts.changed();
  }

  async #open(gateway: string): ReturnType<UpdatesParts['open']> {
    const { proxy } = this.#parts.settings();
    const authorities = this.#parts.authorities();
    const key = JSON.stringify([gateway, proxy, authorities]);
    if (this.#updater?.key !== key) {
      const opened = this.#parts.open({
        gateway,
        proxy,
        authorities,
        publisher: this.#parts.facts?.publisher ?? null,
        configPath: this.#parts.files.config,
        asker: () => this.#asker(),
        believed: (manifest) => {
          this.#remember(manifest);
        },
        log: this.#parts.log,
      });
      this.#updater = { key, opened };
    }
    const { opened } = this.#updater;
    return opened.catch((error: unknown) => {
      // A disk that was full is asked again the next time.
      this.#updater = null;
      throw error;
    });
  }

  #asker(): Asker {
    const { facts, settings, version, machine } = this.#parts;
    const { updates } = settings();
    const channel =
      updates === 'stable' || updates === 'pilot' ? updates : (facts?.channel ?? 'stable');
    const seen = this.#seen();
    return {
      keys: facts?.keys ?? [],
      channel,
      platform: updatePlatformSchema.parse(process.platform),
      arch: updateArchSchema.parse(process.arch),
      version,
      machine: machine(),
      lastIssuedAt: seen[channel] ?? null,
      isMoved: Object.keys(seen).some((other) => other !== channel),
    };
  }

  #seen(): z.infer<typeof seenSchema> {
    return seenSchema.safeParse(readKeptJson(this.#parts.files.seen)).data ?? {};
  }

  #remember({ channel, issuedAt }: UpdateManifest): void {
    writeKeptFile(this.#parts.files.seen, JSON.stringify({ ...this.#seen(), [channel]: issuedAt }));
  }
}

function codeOf(error: unknown): UpdateRefusal {
  return error instanceof UpdateRefusedError ? error.code : 'not_downloaded';
}

/** From 0 to below 1, the same for a device each time. */
function shareOf(deviceId: string): number {
  return createHash('sha256').update(deviceId).digest().readUInt32BE(0) / 2 ** 32;
}
