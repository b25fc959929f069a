import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DownloadGuard } from '../../src-main/updates/download-guard.ts';

const IDLE_MS = 60_000;
const url = 'https://gateway.example/updates/stable/wardline-1.3.0-linux-x64.AppImage';
const lengths = new Map([['wardline-1.3.0-linux-x64.AppImage', 1_000]]);

type Listener = (
  about: { url: string; statusCode: number; responseHeaders: Record<string, string[]> },
  answer: (verdict: { cancel: boolean }) => void,
) => void;

let asked: Listener;
let got: Listener;
let deeds: string[];
let guard: DownloadGuard;

beforeEach(() => {
  vi.useFakeTimers();
  deeds = [];
  guard = new DownloadGuard(
    {
      webRequest: {
        onBeforeRequest: (listener) => {
          asked = listener;
        },
        onHeadersReceived: (listener) => {
          got = listener;
        },
      },
      closeAllConnections: () => {
        deeds.push('close');
        return Promise.resolve();
      },
    },
    'https://gateway.example',
    IDLE_MS,
  );
});
afterEach(() => {
  vi.useRealTimers();
});

const whole = { 'Content-Length': ['1000'] };

/** Whether a request to `to` is let go, or its answer with this head. */
function isLet(
  listener: Listener,
  to: string,
  headers: Record<string, string[]> = {},
  statusCode = 200,
): boolean {
  let isCancelled = true;
  listener({ url: to, statusCode, responseHeaders: headers }, ({ cancel }) => {
    isCancelled = cancel;
  });
  return !isCancelled;
}

/** A download that lasts until it is cancelled, or told to fail. */
function download() {
  let fail: (error: Error) => void = () => undefined;
  const lasting = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  const token = {
    cancel: () => {
      deeds.push('cancel');
      fail(new Error('cancelled'));
    },
  };
  const watched = guard.watch(lengths, token, () => lasting);
  watched.catch(() => undefined);
  return { watched, fail };
}

describe('a download', () => {
  it('is given up when nothing comes any more, and the next may begin', async () => {
    const { watched } = download();
    expect(isLet(got, url, whole)).toBe(true);
    for (let times = 0; times < 5; times += 1) {
      await vi.advanceTimersByTimeAsync(IDLE_MS - 1);
      guard.progressed(1 + times);
    }
    expect(deeds).toEqual([]);
    await vi.advanceTimersByTimeAsync(IDLE_MS);
    await expect(watched).rejects.toMatchObject({ code: 'not_downloaded' });
    expect(deeds).toEqual(['cancel', 'close']);
    expect(await guard.watch(lengths, { cancel: vi.fn() }, () => Promise.resolve('all'))).toBe(
      'all',
    );
    await vi.advanceTimersByTimeAsync(10 * IDLE_MS);
    expect(deeds).toEqual(['cancel', 'close']);
  });

  it('goes to the gateway alone, wherever that may send it', async () => {
    expect(isLet(asked, url)).toBe(true);
    const { watched, fail } = download();
    for (const other of ['http://gateway.example/x', 'https://gateway.example:444/x']) {
      expect(isLet(asked, other)).toBe(false);
    }
    fail(new Error('net::ERR_BLOCKED_BY_CLIENT'));
    await expect(watched).rejects.toMatchObject({
      code: 'not_downloaded',
      cause: { message: 'the gateway sends to http://gateway.example' },
    });
  });

  it.each<[string, Record<string, string[]>, boolean]>([
    ['1000', whole, true],
    ['1000 as it is', { ...whole, 'content-encoding': ['identity'] }, true],
    ['999', { 'Content-Length': ['999'] }, false],
    ['1001', { 'content-length': ['1001'] }, false],
    ['no length', {}, false],
    ['two lengths', { 'Content-Length': ['1000'], 'content-length': ['9999'] }, false],
    ['1000 packed', { ...whole, 'Content-Encoding': ['gzip'] }, false],
    ['1000 without an end', { ...whole, 'Transfer-Encoding': ['chunked'] }, false],
  ])('of 1000 bytes that is told to have %s: let %s', async (_told, headers, isGood) => {
    const { watched, fail } = download();
    expect(isLet(got, url, headers)).toBe(isGood);
    // Lists may be of any length.
    expect(isLet(got, 'https://gateway.example/updates/stable/linux-x64.json')).toBe(true);
    fail(new Error('net::ERR_FAILED'));
    await expect(watched).rejects.toThrow(isGood ? 'net::ERR_FAILED' : 'wrong_size');
  });

  it.each([201, 203, 204, 206, 302, 304, 401, 404, 407, 500])(
    'is refused with status %i, whatever its length',
    async (status) => {
      const { watched, fail } = download();
      expect(isLet(got, url, whole, status)).toBe(false);
      fail(new Error('net::ERR_BLOCKED_BY_CLIENT'));
      await expect(watched).rejects.toMatchObject({
        code: 'not_downloaded',
        cause: { message: `wardline-1.3.0-linux-x64.AppImage: status ${String(status)}` },
      });
    },
  );

  it('is of a file of the list, and of nothing where none is going on', async () => {
    expect(isLet(got, url, whole)).toBe(false);
    const { watched, fail } = download();
    expect(isLet(got, 'https://gateway.example/updates/other', whole)).toBe(false);
    fail(new Error('net::ERR_BLOCKED_BY_CLIENT'));
    await expect(watched).rejects.toMatchObject({ code: 'not_downloaded' });
  });

  it('is ended when more comes than was told', async () => {
    const { watched } = download();
    expect(isLet(got, url, whole)).toBe(true);
    guard.progressed(1_000);
    expect(deeds).toEqual([]);
    guard.progressed(1_001);
    expect(deeds).toEqual(['cancel', 'close']);
    await expect(watched).rejects.toMatchObject({ code: 'wrong_size' });
  });
});
