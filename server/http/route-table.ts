import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import { HttpRefusal } from './problem-answer.ts';

export interface Route {
  readonly method: string;
  /** With `:name` for each part that varies. */
  readonly url: string;
  /** Whether it answers without an access token. */
  readonly open: boolean;
  /** Whether it is left out of the description of the interface. */
  readonly hidden: boolean;
}

/**
 * Collects the routes registered from here on, for what fastify does not tell: which methods an
 * address takes, and a list that tests walk through so that none is left without its cases.
 */
export function collectRoutes(app: FastifyInstance): Route[] {
  const routes: Route[] = [];
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      routes.push({
        method,
        url: route.url,
        // Hooks that run after this one may still open a route.
        get open() {
          return route.config?.open === true;
        },
        hidden: route.schema?.hide === true,
      });
    }
  });
  return routes;
}

/** Why an address was not answered: it does not exist, or takes other methods. */
export function unanswered(routes: readonly Route[], path: string): Refusal {
  const methods = allowedMethods(routes, path);
  if (methods.length === 0) return new Refusal('not_found');
  return new HttpRefusal('method_not_allowed', { allow: methods.join(', ') });
}

function allowedMethods(routes: readonly Route[], path: string): string[] {
  const methods = routes.filter(({ url }) => matches(url, path)).map(({ method }) => method);
  return [...new Set(methods)].sort();
}

function matches(pattern: string, path: string): boolean {
  if (pattern.includes('*')) return false;
  const wanted = pattern.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length &&
    wanted.every((part, i) => (part.startsWith(':') ? given[i] !== '' : part === given[i]))
  );
}
