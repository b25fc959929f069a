import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/**
 * Signed desktop builds below /updates/, as their builder left them. Whoever asks may have them: a
 * client checks the signature, not where they came from.
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
      // The list of versions changes in place; a build never does.
      setHeaders: (reply, path) => {
        reply.header('cache-control', /\.(ya?ml|json|sig)$/.test(path) ? 'no-cache' : 'public, max-age=86400');
      },
    });
  });
}
