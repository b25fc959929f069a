import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Refusal } from '../../../src-shared/domain/refusal.ts';
import { unanswered, type Route } from '../route-table.ts';
import { pagePolicy } from '../security-headers.ts';

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Wardline</title>
<body style="font: 15px/1.5 system-ui; max-width: 34em; margin: 4em auto; padding: 0 1em">
<h1 style="font-size: 18px">The gateway runs; its console has not been built.</h1>
<p>Build it with <code>npm start</code> or <code>node build/run.mjs build web</code>, then load this
page again. The HTTP interface works: see <a href="/docs">/docs</a>.</p></body></html>
`;

/** Folders whose addresses are never pages of the console. */
const NOT_PAGES = /^\/(?:api|docs|assets|realtime|updates)(?:\/|$)/;

/**
 * The web console at `/`. Any address that looks like a page gets index.html, because the console
 * routes by itself. Files below /assets/ carry a hash of their content in their names.
 */
export async function webRoutes(
  app: FastifyInstance,
  webRoot: string | null,
  routes: readonly Route[],
): Promise<void> {
  const index = webRoot === null ? null : join(webRoot, 'index.html');
  const built = index !== null && existsSync(index);
  if (built && webRoot !== null) {
    await app.register(fastifyStatic, {
      root: webRoot,
      serve: false,
      index: false,
      cacheControl: false,
      // The build leaves .br and .gz beside what is worth it.
      preCompressed: true,
    });
  }

  const page = (host: string | undefined, reply: FastifyReply): FastifyReply => {
    reply.header('content-security-policy', pagePolicy(host)).header('cache-control', 'no-cache');
    if (built) return reply.sendFile('index.html');
    return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT);
  };

  app.get(
    '/*',
    { config: { open: true }, schema: { hide: true } },
    (request, reply): FastifyReply => {
      const path = decodePath(request.url);
      if (built && webRoot !== null && isFile(webRoot, path)) {
        const hashed = path.startsWith('/assets/');
        const caching = hashed ? 'public, max-age=31536000, immutable' : 'no-cache';
        reply.header('cache-control', caching);
        // A worker is a script with a policy of its own.
        reply.header('content-security-policy', pagePolicy(request.headers.host));
        return reply.sendFile(path.slice(1));
      }
      if (!mayBePage(path, request.headers.accept, built)) throw unanswered(routes, path);
      return page(request.headers.host, reply);
    },
  );
}

/** A browser that opens an address asks for HTML; a script or a picture that is missing is missing. */
function mayBePage(path: string, accept: string | undefined, built: boolean): boolean {
  if (path === '/') return true;
  if (path.includes('\0')) return false;
  const lastPart = path.slice(path.lastIndexOf('/') + 1);
  if (!built || NOT_PAGES.test(path) || lastPart.includes('.')) return false;
  return (accept ?? '').includes('text/html');
}

function decodePath(url: string): string {
  const path = url.split('?')[0] ?? '/';
  try {
    return decodeURIComponent(path);
  } catch {
    throw new Refusal('not_found');
  }
}

/** Only names without `..` and hidden parts; sendFile keeps within the folder besides. */
function isFile(root: string, path: string): boolean {
  if (path === '/' || path.split('/').some((part) => part.startsWith('.'))) return false;
  if (path.includes('\0') || path.endsWith('/')) return false;
  return statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true;
}
