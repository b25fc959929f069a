import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { Problem } from '../../src-shared/sync/views.ts';
import type { Hospital } from '../host/host.ts';
import { useHost, useReadable } from './host-context.tsx';

interface Hospitals {
  readonly list: readonly Hospital[] | null;
  readonly problem: Problem | null;
}

const HospitalsContext = createContext<Hospitals>({ list: null, problem: null });

/** The hospitals the user may see, by name; null while they are on their way. */
export function useHospitals(): readonly Hospital[] | null {
  return useContext(HospitalsContext).list;
}

export function useHospitalsProblem(): Problem | null {
  return useContext(HospitalsContext).problem;
}

const order = new Intl.Collator('en', { numeric: true });

/** Reads the hospitals, again after each reconnect. */
export function HospitalsProvider({ children }: { children: ReactNode }) {
  const host = useHost();
  const isOpen = useReadable(host.connection).phase === 'open';
  const [hospitals, setHospitals] = useState<Hospitals>({ list: null, problem: null });
  useEffect(() => {
    let wanted = true;
    void host.hospitals().then((reading) => {
      if (!wanted) return;
      if (!reading.ok) {
        setHospitals((last) => ({ list: last.list, problem: reading.problem }));
        return;
      }
      const list = [...reading.value].sort((a, b) => order.compare(a.id, b.id));
      // Without a line only ids are known: names that were read before stay.
      setHospitals((last) =>
        isOpen || last.list === null ? { list, problem: null } : { ...last, problem: null },
      );
    });
    return () => {
      wanted = false;
    };
  }, [host, isOpen]);
  return <HospitalsContext value={hospitals}>{children}</HospitalsContext>;
}
