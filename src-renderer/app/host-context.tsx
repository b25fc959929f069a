import { createContext, useCallback, useContext, useEffect, useSyncExternalStore } from 'react';
import { HOUSE_WARD_ID, wardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { SessionUser } from '../../src-shared/contract/session.ts';
import type { HouseState } from '../../src-shared/contract/state/house-state.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { packOfWard } from '../../src-shared/domain/staffing/pack-of-ward.ts';
import type { Readable } from '../../src-shared/sync/readable.ts';
import type { Freshness } from '../../src-shared/sync/views.ts';
import type { Host } from '../host/host.ts';
import { useNow } from '../ui/clock.ts';
import { patientsPerNurse } from '../view/load-limit.ts';
import { asHouse, asWard } from '../view/log-kinds.ts';
import { pendingMarks, type PendingMarks } from '../view/pending-marks.ts';

const MINUTE_MS = 60_000;

const HostContext = createContext<Host | null>(null);
export const HostProvider = HostContext.Provider;

/** The screens' way to the world. */
export function useHost(): Host {
  const host = useContext(HostContext);
  if (!host) throw new Error('There is no HostProvider above.');
  return host;
}

/** The value of a readable; renders again when it changes. */
export function useReadable<T>(readable: Readable<T>): T {
  const subscribe = useCallback((listener: () => void) => readable.subscribe(listener), [readable]);
  return useSyncExternalStore(subscribe, () => readable.get());
}

/** A ward's board, pending changes on it; null until it came. Does not watch: see `useWatch`. */
export function useWard(ward: WardKey): WardState | null {
  return asWard(useReadable(useHost().state(ward)));
}

export function houseKey(hospitalId: string): WardKey {
  return wardKey({ hospitalId, wardId: HOUSE_WARD_ID });
}

export function useHouse(hospitalId: string): HouseState | null {
  return asHouse(useReadable(useHost().state(houseKey(hospitalId))));
}

/** The most patients one nurse may have in a ward at this minute; null where no figure is in force. */
export function useLoadLimit(state: WardState): number | null {
  const house = useHouse(state.hospitalId);
  const minute = useNow(MINUTE_MS);
  return patientsPerNurse(state, packOfWard(state, house), minute);
}

export function useFreshness(ward: WardKey): Freshness {
  return useReadable(useHost().freshness(ward));
}

export function usePendingMarks(): PendingMarks {
  return pendingMarks(useReadable(useHost().pending));
}

/** Follows these wards for as long as the component is there. */
export function useWatch(wards: readonly WardKey[]): void {
  const host = useHost();
  // One text in place of the list, whose identity changes with each render.
  const names = wards.join(' ');
  useEffect(() => {
    const stops = names === '' ? [] : names.split(' ').map((ward) => host.watch(ward));
    return () => {
      for (const stop of stops) stop();
    };
  }, [host, names]);
}

/** The signed-in user. Only for screens that the shell shows to somebody signed in. */
export function useUser(): SessionUser {
  const user = useContext(UserContext);
  if (!user) throw new Error('Nobody is signed in.');
  return user;
}

const UserContext = createContext<SessionUser | null>(null);
export const UserProvider = UserContext.Provider;
