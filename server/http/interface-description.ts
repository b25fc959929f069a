import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform } from 'fastify-type-provider-zod';

const transform = createJsonSchemaTransform({
  zodToJsonConfig: { unrepresentable: 'any' },
});

/** `GET /openapi.json` from the routes' own schemas, and `/docs` to read and try it. */
export async function describeInterface(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Wardline',
        version: '1',
        description:
          'Real-time nurse dispatch. Times are ISO 8601 UTC; errors are RFC 9457 problem ' +
          'documents with a stable `code`; every command takes an `Idempotency-Key`.',
      },
      components: {
        securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      },
      security: [{ accessToken: [] }],
    },
    transform: (document) => transform(document),
  });
  await app.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, open: true };
    });
    await docs.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  });
  app.get('/openapi.json', { config: { open: true }, schema: { hide: true } }, () => app.swagger());
}
