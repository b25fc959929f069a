import {
  type AppUpdater,
  autoUpdater,
  CancellationToken,
  Provider,
  type ResolvedUpdateFileInfo,
  type UpdateInfo,
} from 'electron-updater';
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import {
  manifestPath,
  MAX_MANIFEST_CHARACTERS,
  type UpdateManifest,
} from '../../src-shared/ipc/update-manifest.ts';
import type { ProxySetting } from '../../src-shared/ipc/settings.ts';
import { writeKeptFile } from '../kept-file.ts';
import type { Log } from '../log.ts';
import { AppImageInPlace } from './app-image-in-place.ts';
import { trustBesides } from './certificate-trust.ts';
import { DownloadGuard } from './download-guard.ts';
import { type Asker, judgeManifest } from './judge-manifest.ts';
import { readCapped } from './read-capped.ts';
import { infoOf, nothing } from './update-info.ts';
import { asRefusal, UpdateRefusedError } from './update-refused.ts';

/** A list of updates and its signature are two small files; nobody waits longer for one. */
const LIST_TIMEOUT_MS = 10_000;

export interface GatewayUpdaterParts {
  readonly gateway: string;
  readonly proxy: ProxySetting;
  /** PEM; trusted besides the system's authorities. */
  readonly authorities: string | null;
  /** Who signs the installers of Windows; null: they are not signed. */
  readonly publisher: string | null;
  /** Where the little file lies that electron-updater wants to read its own settings from. */
  readonly configPath: string;
  readonly asker: () => Asker;
  /** A manifest was found good, whether or not it has something for this desk. */
  readonly believed: (manifest: UpdateManifest) => void;
  readonly log: Log;
}

/** Downloaded, found good, and not installed. */
export interface StagedUpdate {
  readonly version: string;
  /**
   * Looks once more before it is installed: hours may lie in between, and the file in a folder of the
   * user's. A gateway that does not answer changes nothing.
   * @throws UpdateRefusedError when the gateway has withdrawn it, or the file is no longer the one
   */
  recheck(): Promise<void>;
  /**
   * Installs, and has the program end.
   * @param failed is told when it comes to nothing after all, and the program goes on: macOS judges
   * for itself, later
   * @throws UpdateRefusedError when it cannot begin
   */
  install(failed: (refusal: UpdateRefusedError) => void): void;
}

/** electron-updater, asking a gateway and believing only what is signed. */
export class GatewayUpdater {
  readonly #updater: AppUpdater;
  readonly #guard: DownloadGuard;

  private constructor(updater: AppUpdater, guard: DownloadGuard) {
    this.#updater = updater;
    this.#guard = guard;
    // Without a listener the transfer would not tell of its progress either.
    updater.on('download-progress', ({ transferred }) => {
      guard.progressed(transferred);
    });
    // Nobody here has a password, and unanswered the question would hold the download.
    updater.on('login', (_asked, answer) => {
      (answer as () => void)();
    });
  }

  /** @param idleMs a download on which nothing comes for so long is given up, until the next time */
  static async open(parts: GatewayUpdaterParts, idleMs: number): Promise<GatewayUpdater> {
    const updater = process.platform === 'linux' ? new AppImageInPlace() : autoUpdater;
    const { publisher } = parts;
    // What is YAML to electron-updater may be JSON.
    const config = { updaterCacheDirName: 'wardline-updater', publisherName: publisher };
    writeKeptFile(parts.configPath, JSON.stringify(config));
    updater.updateConfigPath = parts.configPath;
    updater.autoDownload = false;
    // Nothing is ever installed that nobody asked for, at the end of the program neither.
    updater.autoInstallOnAppQuit = false;
    updater.allowPrerelease = false;
    updater.disableWebInstaller = true;
    updater.disableDifferentialDownload = true;
    const { log } = parts;
    updater.logger = {
      info: () => undefined,
      warn: (message?: unknown) => {
        log('updates', String(message));
      },
      error: (message?: unknown) => {
        log('updates', String(message));
      },
    };
    // Without a listener an 'error' would end the program; who calls is told by rejection.
    updater.on('error', () => undefined);
    await updater.netSession.setProxy(proxyOf(parts.proxy));
    updater.netSession.setCertificateVerifyProc(trustBesides(parts.authorities));
    updater.setFeedURL({ provider: 'custom', updateProvider: providerFor(parts, updater) });
    return new GatewayUpdater(
      updater,
      new DownloadGuard(updater.netSession, parts.gateway, idleMs),
    );
  }

  /**
   * Asks the gateway; downloads and checks what it has for this desk.
   * @param loading is told the version when there is something to download
   * @returns null: nothing for now
   * @throws UpdateRefusedError
   */
  async fetch(loading: (version: string) => void): Promise<StagedUpdate | null> {
    const updater = this.#updater;
    const found = await updater.checkForUpdates().catch((error: unknown) => {
      throw asRefusal(error, 'unreachable');
    });
    if (found?.isUpdateAvailable !== true) return null;
    const { version, files } = found.updateInfo;
    loading(version);
    const token = new CancellationToken();
    const [path] = await this.#guard
      .watch(lengthsOf(files), token, () => updater.downloadUpdate(token))
      .catch((error: unknown) => {
        throw asRefusal(error, 'not_downloaded');
      });
    if (path === undefined) throw new UpdateRefusedError('not_downloaded');
    const hashes = files.map(({ sha512 }) => sha512);
    await requireHash(path, hashes);
    return {
      version,
      recheck: async () => {
        await this.#requireOffered(version);
        await requireHash(path, hashes);
      },
      install: (failed) => {
        this.#install(failed);
      },
    };
  }

  async #requireOffered(version: string): Promise<void> {
    const found = await this.#updater.checkForUpdates().catch((error: unknown) => {
      const refusal = asRefusal(error, 'unreachable');
      if (refusal.code === 'unreachable') return null;
      throw refusal;
    });
    if (found === null) return;
    if (!found.isUpdateAvailable || found.updateInfo.version !== version) {
      throw new UpdateRefusedError('no_longer_offered');
    }
  }

  /** electron-updater tells what goes wrong here as an event, not to who called. */
  #install(failed: (refusal: UpdateRefusedError) => void): void {
    const atOnce: UpdateRefusedError[] = [];
    let hasBegun = false;
    this.#updater.once('error', (error) => {
      const refusal = new UpdateRefusedError('not_installed', error);
      if (hasBegun) failed(refusal);
      else atOnce.push(refusal);
    });
    this.#updater.quitAndInstall(true, true);
    hasBegun = true;
    const [refusal] = atOnce;
    if (refusal !== undefined) throw refusal;
  }
}

/** The class that electron-updater asks for what there is. */
function providerFor(parts: GatewayUpdaterParts, updater: AppUpdater) {
  return class GatewayProvider extends Provider<UpdateInfo> {
    readonly #base = new URL(`${parts.gateway}/updates/`);
    /** Files lie beside the manifest that names them. */
    #files = this.#base;

    constructor(_options: unknown, _updater: AppUpdater, runtime: ProviderRuntimeOptions) {
      super(runtime);
    }

    async getLatestVersion(): Promise<UpdateInfo> {
      const asker = parts.asker();
      const url = new URL(manifestPath(asker), this.#base);
      const text = await this.#read(url);
      // A gateway without updates has nothing to say, which is no fault.
      if (text === null) return nothing(asker.version);
      const signature = await this.#read(new URL(`${url.href}.sig`));
      const judged = judgeManifest(text, signature, asker);
      if (!judged.ok) throw new UpdateRefusedError(judged.code);
      parts.believed(judged.manifest);
      if (!judged.isWanted) return nothing(asker.version);
      // Backwards only where the manifest withdraws the very version that runs.
      updater.allowDowngrade = judged.manifest.withdrawn.includes(asker.version);
      this.#files = new URL('.', url);
      return infoOf(judged.manifest);
    }

    override resolveFiles(info: UpdateInfo): ResolvedUpdateFileInfo[] {
      return info.files.map((file) => ({ url: new URL(file.url, this.#files), info: file }));
    }

    /** Null: there is no such file. */
    async #read(url: URL): Promise<string | null> {
      const answer = await updater.netSession.fetch(url.href, {
        cache: 'no-store',
        // A gateway has the list itself, or it has none.
        redirect: 'error',
        signal: AbortSignal.timeout(LIST_TIMEOUT_MS),
      });
      if (answer.status === 404) return null;
      if (!answer.ok) throw new Error(`${url.pathname}: ${String(answer.status)}`);
      const text = await readCapped(answer, MAX_MANIFEST_CHARACTERS);
      if (text === null) throw new UpdateRefusedError('not_a_manifest');
      return text;
    }
  };
}

async function requireHash(path: string, hashes: readonly string[]): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  if (!hashes.includes(hash.digest('base64'))) throw new UpdateRefusedError('wrong_hash');
}

function lengthsOf(files: UpdateInfo['files']): Map<string, number> {
  return new Map(files.map(({ url, size }) => [url, size ?? 0]));
}

function proxyOf(proxy: ProxySetting): Electron.ProxyConfig {
  if (proxy.mode === 'system') return { mode: 'system' };
  if (proxy.mode === 'none') return { mode: 'direct' };
  return { mode: 'fixed_servers', proxyRules: proxy.server };
}
