import { useMemo } from 'react';
import { parseWardKey, type WardKey } from '../../../src-shared/contract/ids.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import {
  houseKey,
  useFreshness,
  useHouse,
  useLoadLimit,
  usePendingMarks,
  useWard,
} from '../../app/host-context.tsx';
import { classNames } from '../../ui/class-names.ts';
import { FreshnessMark, isDoubtful } from '../../ui/freshness-mark.tsx';
import { nurseItems, poolItems } from '../../view/nurse-items.ts';
import { NurseList } from './nurse-list.tsx';
import './roster.css';

/** Who is on this ward, and who is in the float pool. */
export function Roster({ ward }: { ward: WardKey }) {
  const state = useWard(ward);
  const freshness = useFreshness(ward);
  return (
    <aside className="roster" aria-label="Nurses">
      <div className={classNames(isDoubtful(freshness) && 'roster-doubtful')}>
        {state && <NursesHere ward={ward} state={state} />}
      </div>
      <FloatPool ward={ward} />
    </aside>
  );
}

function NursesHere({ ward, state }: { ward: WardKey; state: WardState }) {
  const marks = usePendingMarks();
  const limit = useLoadLimit(state);
  const items = useMemo(() => nurseItems(state, marks, limit), [state, marks, limit]);
  return (
    <section>
      <h2 className="roster-head">
        Nurses here <span className="quiet">{items.length}</span>
      </h2>
      {items.length === 0 ? (
        <p className="roster-empty">Nobody has a shift here. Move a nurse in from the pool.</p>
      ) : (
        <NurseList label="Nurses here" ward={ward} boardWard={ward} items={items} />
      )}
    </section>
  );
}

function FloatPool({ ward }: { ward: WardKey }) {
  const { hospitalId } = parseWardKey(ward);
  const key = houseKey(hospitalId);
  const house = useHouse(hospitalId);
  const freshness = useFreshness(key);
  const marks = usePendingMarks();
  const items = useMemo(() => (house ? poolItems(house.nurses, marks) : []), [house, marks]);
  if (!house) return null;
  return (
    <section className={classNames(isDoubtful(freshness) && 'roster-doubtful')}>
      <h2 className="roster-head">
        Float pool <span className="quiet">{items.length}</span>
        {isDoubtful(freshness) && <FreshnessMark freshness={freshness} />}
      </h2>
      {items.length === 0 ? (
        <p className="roster-empty">Nobody is free right now.</p>
      ) : (
        <NurseList label="Float pool" ward={key} boardWard={ward} items={items} />
      )}
    </section>
  );
}
