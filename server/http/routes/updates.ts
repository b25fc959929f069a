import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';

/** Lists with their signatures, and what a program updates itself with: all that a release places. */
const SERVED =
  /^(?:stable|pilot)\/(?:(?:darwin|linux|win32)-(?:x64|arm64)\.json(?:\.sig)?|wardline-[\w.-]+\.(?:AppImage|exe|zip))$/;
const wantedSchema = z.object({ '*': z.string().regex(SERVED) });

/**
 * Signed desktop builds below /updates/, as their builder left them. Whoever asks may have them,
 * without a token: a client checks the signature, not where they came from. Reading is all there is,
 * and only of what is named as part of a release: a key or a note has no business here, and if it is
 * put or linked here all the same nobody gets it.
 */
export async function updateRoutes(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(async (updates) => {
    updates.addHook('onRoute', (route) => {
      route.config = { ...route.config, open: true };
      route.schema = { ...route.schema, hide: true };
    });
    updates.addHook('onRequest', async ({ params }, reply) => {
      const wanted = wantedSchema.safeParse(params);
      const isServed = wanted.success && (await leadsToServed(folder, wanted.data['*']));
      if (!isServed) reply.callNotFound();
    });
    await updates.register(fastifyStatic, {
      root: folder,
      prefix: '/updates/',
      decorateReply: false,
      index: false,
      dotfiles: 'ignore',
      // The list of versions changes in place; a build never does.
      setHeaders: (reply, path) => {
        reply.header(
          'cache-control',
          /\.(json|sig)$/.test(path) ? 'no-cache' : 'public, max-age=86400',
        );
      },
    });
  });
}

/**
 * Links may lead to another file that is served itself, and nowhere else. Only a file is ever opened:
 * a pipe would hold the thread that opens it until somebody writes, and a few end all sign-ins.
 */
async function leadsToServed(folder: string, path: string): Promise<boolean> {
  try {
    const real = await realpath(join(folder, path));
    const name = relative(await realpath(folder), real)
      .split(sep)
      .join('/');
    return SERVED.test(name) && (await stat(real)).isFile();
  } catch {
    return false;
  }
}
