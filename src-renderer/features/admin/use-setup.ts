import { useCallback, useEffect, useState } from 'react';
import type { z } from 'zod';
import type { Problem, Reading } from '../../../src-shared/sync/views.ts';
import { useHost } from '../../app/host-context.tsx';
import { newId } from '../../app/new-id.ts';

export interface SetupList<T> {
  /** Null while it is on its way. */
  readonly value: T | null;
  readonly problem: Problem | null;
  readonly reload: () => void;
}

/** What administrators read: once, and again on `reload`. The last value stays until the next came. */
export function useSetupList<T>(path: string, schema: z.ZodType<T>): SetupList<T> {
  const host = useHost();
  const [asked, setAsked] = useState(0);
  const [read, setRead] = useState<{ path: string; value: T | null; problem: Problem | null }>({
    path,
    value: null,
    problem: null,
  });
  useEffect(() => {
    let wanted = true;
    void host.setup({ verb: 'GET', path }, schema).then((reading) => {
      if (!wanted) return;
      setRead((last) => ({
        path,
        value: reading.ok ? reading.value : last.path === path ? last.value : null,
        problem: reading.ok ? null : reading.problem,
      }));
    });
    return () => {
      wanted = false;
    };
  }, [host, path, schema, asked]);
  const reload = useCallback(() => {
    setAsked((times) => times + 1);
  }, []);
  const isCurrent = read.path === path;
  return {
    value: isCurrent ? read.value : null,
    problem: isCurrent ? read.problem : null,
    reload,
  };
}

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
