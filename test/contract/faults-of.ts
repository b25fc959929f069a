import type { z } from 'zod';

/** The paths of what a schema finds wrong, as `invalid_request` names them; none when it parses. */
export function faultsOf(schema: z.ZodType, value: unknown): string[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => {
    const path = issue.path.join('.');
    if (issue.code !== 'unrecognized_keys') return [path];
    return issue.keys.map((key) => (path === '' ? key : `${path}.${key}`));
  });
}
