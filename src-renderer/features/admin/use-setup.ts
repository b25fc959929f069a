import { useCallback } from 'react';
import type { z } from 'zod';
import type { Reading } from '../../../src-shared/sync/views.ts';
import { useHost } from '../../app/host-context.tsx';
import { newId } from '../../app/new-id.ts';
import { faultsOf } from './faults.ts';

/** What administrators read. */
export { type Read as SetupList, useRead as useSetupList } from '../../app/use-read.ts';

/** Writes what administrators set up. Each call is a command of its own. */
export function useSetupWrite(): <T>(
  verb: 'PUT' | 'POST',
  path: string,
  body: unknown,
  schema: z.ZodType<T>,
) => Promise<Reading<T>> {
  const host = useHost();
  return useCallback(
    (verb, path, body, schema) => host.setup({ verb, path, key: newId(), body }, schema),
    [host],
  );
}

/**
 * Saves a form: its body is judged by the contract's own schema before it is sent. Gives what is
 * wrong in words, or null when it is done.
 */
export function useSetupSave(): (
  path: string,
  body: unknown,
  schemas: { readonly body: z.ZodType; readonly answer: z.ZodType },
  onSaved: () => void,
) => Promise<string | null> {
  const write = useSetupWrite();
  return useCallback(
    async (path, body, schemas, onSaved) => {
      const fault = faultsOf(schemas.body, body);
      if (fault !== null) return fault;
      const answer = await write('PUT', path, body, schemas.answer);
      if (!answer.ok) return answer.problem.sentence;
      onSaved();
      return null;
    },
    [write],
  );
}
