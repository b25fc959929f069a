import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/**
 * Folders, and what signs: a key has no business here, and if it is put here all the same nobody
 * gets it.
 */
const NOT_SERVED = /(?:\/|\.(?:pem|key|p12|pfx|p8))$/i;

/**
 * Signed desktop builds below /updates/, as their builder left them. Whoever asks may have them,
 * without a token: a client checks the signature, not where they came from. Reading is all there is.
 */
export async function updateRoutes(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(async (updates) => {
    updates.addHook('onRoute', (route) => {
      route.config = { ...route.config, open: true };
      route.schema = { ...route.schema, hide: true };
    });
    await updates.register(fastifyStatic, {
      root: folder,
      prefix: '/updates/',
      decorateReply: false,
      index: false,
      dotfiles: 'ignore',
      allowedPath: (path) => !NOT_SERVED.test(path),
      // The list of versions changes in place; a build never does.
      setHeaders: (reply, path) => {
        reply.header(
          'cache-control',
          /\.(ya?ml|json|sig)$/.test(path) ? 'no-cache' : 'public, max-age=86400',
        );
      },
    });
  });
}
