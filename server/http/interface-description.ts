import swagger, { type SwaggerTransform } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { problemSchema } from '../../src-shared/contract/problem.ts';
import { PROBLEM_TYPE } from './problem-answer.ts';

const toJsonSchema = createJsonSchemaTransform({
  zodToJsonConfig: { unrepresentable: 'any' },
});

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Headers that the description shows besides what the route's schemas say. */
    describedHeaders?: z.ZodType;
  }
}

const problemAnswer = {
  description: 'Refused: the stable `code` says why.',
  content: { [PROBLEM_TYPE]: { schema: problemSchema } },
};

/** Headers and refusals are part of the description alone: fastify neither parses nor checks them. */
const transform: SwaggerTransform = (document) => {
  const { schema, route } = document;
  const headers = route.config?.describedHeaders;
  const described = {
    ...schema,
    ...(headers === undefined ? {} : { headers }),
    response: { ...(schema.response ?? {}), default: problemAnswer },
  };
  return toJsonSchema({ ...document, schema: described });
};

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
    transform,
  });
  await app.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, open: true };
    });
    await docs.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  });
  app.get('/openapi.json', { config: { open: true }, schema: { hide: true } }, () => app.swagger());
}
