import {
  type AppUpdater,
  autoUpdater,
  Provider,
  type ResolvedUpdateFileInfo,
  type UpdateInfo,
} from 'electron-updater';
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { manifestPath, type UpdateManifest } from '../../src-shared/ipc/update-manifest.ts';
import type { UpdateRefusal } from '../../src-shared/ipc/update-view.ts';
import type { ProxySetting } from '../../src-shared/ipc/settings.ts';
import { writeKeptFile } from '../kept-file.ts';
import type { Log } from '../log.ts';
import { type Asker, judgeManifest } from './judge-manifest.ts';

/** An update is not taken; `code` says why. */
export class UpdateRefusedError extends Error {
  override readonly name = 'UpdateRefusedError';
  readonly code: UpdateRefusal;
  constructor(code: UpdateRefusal, cause?: unknown) {
    super(`update refused: ${code}`, { cause });
    this.code = code;
  }
}

export interface GatewayUpdaterParts {
  readonly gateway: string;
  readonly proxy: ProxySetting;
  /** Who signs the installers of Windows; null: they are not signed. */
  readonly publisher: string | null;
  /** Where the little file lies that electron-updater wants to read its own settings from. */
  readonly configPath: string;
  readonly asker: () => Asker;
  /** A manifest was found good, whether or not it has something for this desk. */
  readonly believed: (manifest: UpdateManifest) => void;
  readonly log: Log;
}

export interface StagedUpdate {
  readonly version: string;
  /** Ends the program and installs. @throws UpdateRefusedError when the file is no longer the one */
  install(): Promise<void>;
}

/** electron-updater, asking a gateway and believing only what is signed. */
export class GatewayUpdater {
  readonly #updater: AppUpdater;

  private constructor(updater: AppUpdater) {
    this.#updater = updater;
  }

  static async open(parts: GatewayUpdaterParts): Promise<GatewayUpdater> {
    const updater = autoUpdater;
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
    updater.setFeedURL({ provider: 'custom', updateProvider: providerFor(parts, updater) });
    return new GatewayUpdater(updater);
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
    const { version } = found.updateInfo;
    loading(version);
    const paths = await updater.downloadUpdate().catch((error: unknown) => {
      throw asRefusal(error, 'not_downloaded');
    });
    const path = paths[0];
    if (path === undefined) throw new UpdateRefusedError('not_downloaded');
    const hashes = found.updateInfo.files.map(({ sha512 }) => sha512);
    await requireHash(path, hashes);
    return {
      version,
      install: async () => {
        // It lay in a folder of the user's since it was downloaded.
        await requireHash(path, hashes);
        updater.quitAndInstall(true, true);
      },
    };
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

    async #read(url: URL): Promise<string | null> {
      try {
        return await this.httpRequest(url);
      } catch (error) {
        if ((error as { statusCode?: unknown }).statusCode === 404) return null;
        throw error;
      }
    }
  };
}

function infoOf(manifest: UpdateManifest): UpdateInfo {
  const files = manifest.files.map(({ name, bytes, sha512 }) => ({
    url: name,
    size: bytes,
    sha512,
  }));
  const [first] = files;
  return {
    version: manifest.version,
    releaseDate: manifest.issuedAt,
    files,
    path: first?.url ?? '',
    sha512: first?.sha512 ?? '',
  };
}

/** The version that runs already is never an update. */
function nothing(version: string): UpdateInfo {
  return { version, releaseDate: '', files: [], path: '', sha512: '' };
}

async function requireHash(path: string, hashes: readonly string[]): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  if (!hashes.includes(hash.digest('base64'))) throw new UpdateRefusedError('wrong_hash');
}

function asRefusal(error: unknown, otherwise: UpdateRefusal): UpdateRefusedError {
  if (error instanceof UpdateRefusedError) return error;
  const { code } = error as { code?: unknown };
  return new UpdateRefusedError(code === 'ERR_CHECKSUM_MISMATCH' ? 'wrong_hash' : otherwise, error);
}

function proxyOf(proxy: ProxySetting): Electron.ProxyConfig {
  if (proxy.mode === 'system') return { mode: 'system' };
  if (proxy.mode === 'none') return { mode: 'direct' };
  return { mode: 'fixed_servers', proxyRules: proxy.server };
}
