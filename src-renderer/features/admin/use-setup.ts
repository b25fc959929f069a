import { useCallback, useEffect, useState } from 'react';
import type { z } from 'zod';
import type { Problem, Reading } from '../../../src-shared/sync/views.ts';
import { useHost } from '../../app/host-context.tsx';
import { newId } from '../../app/new-id.ts';
import { faultsOf } from './faults.ts';

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
