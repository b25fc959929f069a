import { useCallback, useEffect, useState } from 'react';
import type { z } from 'zod';
import type { Problem } from '../../src-shared/sync/views.ts';
import { useHost } from './host-context.tsx';

export interface Read<T> {
  /** Null while it is on its way. */
  readonly value: T | null;
  readonly problem: Problem | null;
  readonly reload: () => void;
}

/**
 * Reads an address of the API: once, again when it or `version` changes and on `reload`. The last
 * value stays until the next came. An empty path reads nothing.
 */
export function useRead<T>(path: string, schema: z.ZodType<T>, version = ''): Read<T> {
  const host = useHost();
  const [asked, setAsked] = useState(0);
  const [read, setRead] = useState<{ path: string; value: T | null; problem: Problem | null }>({
    path,
    value: null,
    problem: null,
  });
  useEffect(() => {
    if (path === '') return;
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
  }, [host, path, schema, version, asked]);
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
