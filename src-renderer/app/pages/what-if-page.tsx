import { lazy, Suspense, useState } from 'react';
import { useParams, useSearch } from '@tanstack/react-router';
import { wardKey } from '../../../src-shared/contract/ids.ts';
import type { HouseState } from '../../../src-shared/contract/state/house-state.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { packOfWard } from '../../../src-shared/domain/staffing/pack-of-ward.ts';
import { emptyRow, questionOf } from '../../features/what-if/question.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useHost, useHouse, useWard } from '../host-context.tsx';

const WhatIf = lazy(async () => {
  const { WhatIf: component } = await import('../../features/what-if/what-if.tsx');
  return { default: component };
});

/** Thinking a ward through, from how it stands or from nothing. */
export function WhatIfPage() {
  const { hospitalId } = useParams({ from: '/h/$hospitalId/what-if' });
  const { ward } = useSearch({ from: '/h/$hospitalId/what-if' });
  const house = useHouse(hospitalId);
  const state = useWard(wardKey({ hospitalId, wardId: ward ?? 'none' }));
  const waits = house === null || (ward !== undefined && state === null);
  return (
    <Suspense fallback={<Skeleton lines={8} label="Loading" />}>
      {waits ? (
        <Skeleton lines={8} label="Loading the ward" />
      ) : (
        <Started key={ward ?? ''} house={house} state={state} />
      )}
    </Suspense>
  );
}

/** The question begins with the ward as it stood when the page was opened. */
function Started({ house, state }: { house: HouseState; state: WardState | null }) {
  const host = useHost();
  const [start] = useState(() => {
    const pack = house.packs.find(({ hospital }) => hospital);
    const own = pack?.id ?? 'california';
    const at = new Date(host.serverNow()).toISOString();
    return state === null
      ? {
          pack: own,
          unit: usualUnit(pack?.body.units ?? []),
          shift: '' as const,
          patients: '20',
          people: [emptyRow(1)],
        }
      : questionOf(state, packOfWard(state, house).id, at);
  });
  const about =
    state === null
      ? 'So many patients and these people: what would the rules say?'
      : `${state.wardId} as it stands now: change what you like and see what the rules would say.`;
  return <WhatIf start={start} packs={house.packs} about={about} />;
}

const USUAL_UNIT = 'medical_surgical';

/** A unit to start thinking from: the usual one where the pack knows it, else its first. */
function usualUnit(units: readonly { readonly unit: string }[]): string {
  const named = units.map(({ unit }) => unit);
  const knowsUsual = named.includes(USUAL_UNIT) || named.includes('*');
  return knowsUsual ? USUAL_UNIT : (named[0] ?? USUAL_UNIT);
}
