import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { wardKey } from '../../src-shared/contract/ids.ts';
import type { Problem } from '../../src-shared/sync/views.ts';
import type { WardSummary } from '../host/host.ts';
import { houseKey, useHost, useReadable, useUser, useWatch } from './host-context.tsx';

export interface HospitalWards {
  readonly hospitalId: string;
  /** Null while the list is on its way. */
  readonly wards: readonly WardSummary[] | null;
  readonly problem: Problem | null;
  readonly reload: () => void;
}

const HospitalContext = createContext<HospitalWards | null>(null);

/** The hospital in which the user works, with the wards she may see there. */
export function useHospital(): HospitalWards {
  const hospital = useContext(HospitalContext);
  if (!hospital) throw new Error('There is no HospitalProvider above.');
  return hospital;
}

/**
 * Reads the list of wards, again after each reconnect, and follows every ward on it (and the float
 * pool, for whoever may see it), so that the list can compare them and a jump to another is instant.
 */
export function HospitalProvider(props: { hospitalId: string; children: ReactNode }) {
  const { hospitalId } = props;
  const value = useWardList(hospitalId);
  const { wards } = value;
  const user = useUser();
  const seesHouse = user.roles.some((role) => role !== 'nurse');
  useWatch(
    useMemo(
      () => [
        ...(seesHouse ? [houseKey(hospitalId)] : []),
        ...(wards ?? []).map((ward) => wardKey({ hospitalId, wardId: ward.id })),
      ],
      [hospitalId, seesHouse, wards],
    ),
  );
  return <HospitalContext value={value}>{props.children}</HospitalContext>;
}

interface Answer {
  readonly hospitalId: string;
  readonly wards: readonly WardSummary[] | null;
  readonly problem: Problem | null;
}

function useWardList(hospitalId: string): HospitalWards {
  const host = useHost();
  const isOpen = useReadable(host.connection).phase === 'open';
  const [asked, setAsked] = useState(0);
  const [answer, setAnswer] = useState<Answer>(() => ({
    hospitalId,
    wards: host.knownWards?.(hospitalId) ?? null,
    problem: null,
  }));

  useEffect(() => {
    let wanted = true;
    void host.wards(hospitalId).then((reading) => {
      if (!wanted) return;
      setAnswer((last) => {
        // What was known stays: a list of wards does not become wrong by losing the network, and one
        // that says the same again is the same, so that nothing is drawn anew for it.
        const wards = last.hospitalId === hospitalId ? last.wards : null;
        if (reading.ok) {
          const isSame = JSON.stringify(wards) === JSON.stringify(reading.value);
          return { hospitalId, wards: isSame ? wards : reading.value, problem: null };
        }
        return { hospitalId, wards, problem: reading.problem };
      });
    });
    return () => {
      wanted = false;
    };
  }, [host, hospitalId, isOpen, asked]);

  return useMemo(() => {
    const current = answer.hospitalId === hospitalId ? answer : null;
    return {
      hospitalId,
      wards: current?.wards ?? null,
      problem: current?.problem ?? null,
      reload: () => {
        setAsked((times) => times + 1);
      },
    };
  }, [answer, hospitalId]);
}
