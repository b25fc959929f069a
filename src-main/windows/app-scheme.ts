import { protocol, type ProtocolResponse } from 'electron';
import { readFile } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';
import { PAGE_HOST } from '../ipc/our-pages.ts';

/** Must run before the app is ready. */
export function claimScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'app',
      // Code is kept compiled from one start to the next.
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Nothing but what was shipped; no address outside of the program, not even the gateway's. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/**
 * Serves the pages of the windows (`app://wardline/…`) from a folder, and `app://sheet/` from what
 * `sheet` gives. Not by `protocol.handle`, which brings a whole `fetch` into main just when the first
 * window waits for its page (docs/decisions/0034).
 */
export function serveScheme(folder: string, sheet: () => string): void {
  protocol.registerBufferProtocol('app', (request, answer) => {
    const { host, pathname } = new URL(request.url);
    if (request.method !== 'GET') answer(nothing(405));
    else if (host === 'sheet') answer(sheetPage(sheet()));
    else {
      const path = PAGE_HOST.test(host) ? pathWithin(folder, pathname) : null;
      if (path === null) answer(nothing(404));
      else {
        readFile(path, (error, content) => {
          answer(error === null ? shippedFile(path, content) : nothing(404));
        });
      }
    }
  });
}

function shippedFile(path: string, data: Buffer): ProtocolResponse {
  return {
    data,
    headers: {
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
    },
  };
}

function nothing(statusCode: number): ProtocolResponse {
  return { statusCode, data: Buffer.alloc(0) };
}

/** A path of the scheme as a file; null: it leads out of the folder. */
export function pathWithin(folder: string, pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const path = normalize(join(folder, decoded));
  return path.startsWith(folder + sep) ? path : null;
}

function sheetPage(html: string): ProtocolResponse {
  return {
    data: Buffer.from(html),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    },
  };
}
