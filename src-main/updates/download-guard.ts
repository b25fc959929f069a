import type { CancellationToken } from 'electron-updater';
import type { Session } from 'electron';
import { UpdateRefusedError } from './update-refused.ts';

/** A gateway that sends nothing for so long sends no more. */
export const DOWNLOAD_IDLE_MS = 60_000;

/** What a download may be: by the name of each file, its length in bytes. */
type Lengths = ReadonlyMap<string, number>;

/**
 * Stands between electron-updater, which follows whoever sends it on, takes whatever comes and waits
 * for ever, and the network: nobody but the gateway is asked, a file is as long as the signed list
 * says, and a line on which nothing comes any more is given up. One download at a time.
 */
export class DownloadGuard {
  readonly #session: Pick<Session, 'closeAllConnections'>;
  readonly #idleMs: number;
  #lengths: Lengths = new Map();
  /** What happened first is the reason. */
  #refusals: UpdateRefusedError[] = [];
  #progress: () => void = () => undefined;

  /** @param gateway its origin */
  constructor(
    session: Pick<Session, 'closeAllConnections'> & { readonly webRequest: WebRequest },
    gateway: string,
    idleMs: number,
  ) {
    this.#session = session;
    this.#idleMs = idleMs;
    const { origin } = new URL(gateway);
    session.webRequest.onBeforeRequest(({ url }, answer) => {
      const asked = new URL(url).origin;
      const isForeign = asked !== origin;
      if (isForeign) this.#refuse('not_downloaded', `the gateway sends to ${asked}`);
      answer({ cancel: isForeign });
    });
    session.webRequest.onHeadersReceived(({ url, statusCode, responseHeaders }, answer) => {
      answer({ cancel: statusCode === 200 && !this.#isAsLong(url, responseHeaders ?? {}) });
    });
  }

  /** More has come. */
  progressed(): void {
    this.#progress();
  }

  /**
   * @param token ends the download
   * @throws UpdateRefusedError where the guard has ended it; else what `download` throws
   */
  async watch<T>(
    lengths: Lengths,
    token: Pick<CancellationToken, 'cancel'>,
    download: () => Promise<T>,
  ): Promise<T> {
    this.#lengths = lengths;
    this.#refusals = [];
    const giveUp = (): void => {
      this.#refuse('not_downloaded', `nothing came for ${String(this.#idleMs / 1_000)} s`);
      token.cancel();
      // The token alone ends the waiting, not the request.
      void this.#session.closeAllConnections();
    };
    let idle = setTimeout(giveUp, this.#idleMs);
    this.#progress = () => {
      clearTimeout(idle);
      idle = setTimeout(giveUp, this.#idleMs);
    };
    try {
      return await download();
    } catch (error) {
      throw this.#refusals[0] ?? error;
    } finally {
      clearTimeout(idle);
      this.#lengths = new Map();
      this.#progress = () => undefined;
    }
  }

  /** A file without a length would be one without an end. */
  #isAsLong(url: string, headers: Record<string, string[]>): boolean {
    const name = new URL(url).pathname.split('/').at(-1) ?? '';
    const wanted = this.#lengths.get(name);
    if (wanted === undefined) return true;
    const [, [told] = []] =
      Object.entries(headers).find(([header]) => header.toLowerCase() === 'content-length') ?? [];
    if (told === String(wanted)) return true;
    this.#refuse('wrong_size', `${name}: ${told ?? 'no length'}, not ${String(wanted)} bytes`);
    return false;
  }

  #refuse(code: UpdateRefusedError['code'], why: string): void {
    this.#refusals.push(new UpdateRefusedError(code, new Error(why)));
  }
}

/** What of Electron's `WebRequest` is needed. */
interface WebRequest {
  onBeforeRequest(
    listener: (asked: { url: string }, answer: (verdict: { cancel: boolean }) => void) => void,
  ): void;
  onHeadersReceived(
    listener: (
      got: { url: string; statusCode: number; responseHeaders?: Record<string, string[]> },
      answer: (verdict: { cancel: boolean }) => void,
    ) => void,
  ): void;
}
