import { RequestFault } from './request-fault.ts';

/**
 * What is wrong with a text that is JSON and that fastify's parser still turned down: it has
 * members that would change what objects inherit. null: it is not JSON.
 */
export function poisonFault(text: string): RequestFault | null {
  try {
    const paths = poisoned(JSON.parse(text), []);
    return new RequestFault(paths.map((path) => ({ path, message: 'is not known' })));
  } catch {
    return null;
  }
}

function poisoned(value: unknown, at: readonly string[]): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const path = [...at, name];
    const isPoison = name === '__proto__' || name === 'constructor';
    return isPoison ? [path.join('.')] : poisoned(member, path);
  });
}
