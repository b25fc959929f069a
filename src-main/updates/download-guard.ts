import type { CancellationToken } from 'electron-updater';
import type { Session } from 'electron';
import { UpdateRefusedError } from './update-refused.ts';

/** A gateway that sends nothing for so long sends no more. */
export const DOWNLOAD_IDLE_MS = 60_000;

/** What a download may be: by the name of each file, its length in bytes. */
type Lengths = ReadonlyMap<string, number>;

type Headers = Readonly<Record<string, string[]>>;

/** The download that is going on. */
interface Download {
  readonly lengths: Lengths;
  /** Of the file that comes; null: there was no answer yet. */
  coming: { readonly name: string; readonly bytes: number } | null;
  /** What happened first is the reason. */
  refusal: UpdateRefusedError | null;
  readonly again: () => void;
  readonly end: () => void;
}

/**
 * Stands between electron-updater, which follows whoever sends it on, takes whatever comes and waits
 * for ever, and the network: nobody but the gateway is asked, a file comes from where it was asked for,
 * as it is, whole, and as long as the signed list says, and a line on which nothing comes any more is
 * given up. One download at a time; lists are no downloads.
 */
export class DownloadGuard {
  readonly #session: Pick<Session, 'closeAllConnections'>;
  readonly #idleMs: number;
  #download: Download | null = null;

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
      answer({ cancel: !this.#isGood(url, statusCode, responseHeaders ?? {}) });
    });
  }

  /** More has come: `bytes` in all. */
  progressed(bytes: number): void {
    const download = this.#download;
    const coming = download?.coming ?? null;
    if (download === null || coming === null) return;
    if (bytes <= coming.bytes) {
      download.again();
      return;
    }
    this.#refuse('wrong_size', `${coming.name}: more than ${String(coming.bytes)} bytes`);
    download.end();
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
    const end = (): void => {
      token.cancel();
      // The token alone ends the waiting, not the request.
      void this.#session.closeAllConnections();
    };
    const giveUp = (): void => {
      this.#refuse('not_downloaded', `nothing came for ${String(this.#idleMs / 1_000)} s`);
      end();
    };
    let idle = setTimeout(giveUp, this.#idleMs);
    const again = (): void => {
      clearTimeout(idle);
      idle = setTimeout(giveUp, this.#idleMs);
    };
    const going: Download = { lengths, coming: null, refusal: null, again, end };
    this.#download = going;
    try {
      return await download();
    } catch (error) {
      throw going.refusal ?? error;
    } finally {
      clearTimeout(idle);
      this.#download = null;
    }
  }

  /** Judges an answer before any of it is taken. */
  #isGood(url: string, status: number, headers: Headers): boolean {
    const { pathname } = new URL(url);
    if (isList(pathname)) return true;
    const name = pathname.split('/').at(-1) ?? '';
    const bytes = this.#download?.lengths.get(name);
    if (this.#download === null || bytes === undefined) {
      this.#refuse('not_downloaded', `${pathname} is none of the files`);
      return false;
    }
    // Nor is a part a file, or what lies elsewhere on the same gateway.
    if (status !== 200) {
      this.#refuse('not_downloaded', `${name}: status ${String(status)}`);
      return false;
    }
    const fault = faultOf(headers, bytes);
    if (fault !== null) {
      this.#refuse('wrong_size', `${name}: ${fault}`);
      return false;
    }
    this.#download.coming = { name, bytes };
    return true;
  }

  #refuse(code: UpdateRefusedError['code'], why: string): void {
    if (this.#download === null) return;
    this.#download.refusal ??= new UpdateRefusedError(code, new Error(why));
  }
}

/** A list and its signature: read by ourselves, and capped. */
function isList(pathname: string): boolean {
  return pathname.endsWith('.json') || pathname.endsWith('.json.sig');
}

/** What speaks against so many bytes; a file without a length would be one without an end. */
function faultOf(headers: Headers, bytes: number): string | null {
  const told = (name: string): string =>
    Object.entries(headers)
      .filter(([header]) => header.toLowerCase() === name)
      .flatMap(([, values]) => values)
      .join(', ')
      .toLowerCase();
  const encoding = told('content-encoding');
  if (encoding !== '' && encoding !== 'identity') return `encoded as ${encoding}`;
  // A length says nothing where the end is told in the stream.
  const transfer = told('transfer-encoding');
  if (transfer !== '' && transfer !== 'identity') return `sent as ${transfer}`;
  const length = told('content-length');
  if (length === String(bytes)) return null;
  return `${length === '' ? 'no length' : length}, not ${String(bytes)} bytes`;
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
