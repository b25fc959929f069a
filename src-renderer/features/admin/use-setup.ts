import { useCallback } from 'react';
import type { z } from 'zod';
import type { Reading } from '../../../src-shared/sync/views.ts';
import { useHost } from '../../app/host-context.tsx';
import { newId } from '../../app/new-id.ts';

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
