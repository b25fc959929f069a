import { useMemo } from 'react';
import type { WardKey } from '../../../src-shared/contract/ids.ts';
import type { Bed } from '../../../src-shared/contract/state/bed.ts';
import type { Stay } from '../../../src-shared/contract/state/stay.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { useDesk } from '../../app/desk.ts';
import { useLoadLimit, usePendingMarks } from '../../app/host-context.tsx';
import { AcuityChip } from '../../ui/acuity-chip.tsx';
import { Button } from '../../ui/button.tsx';
import { confirmationOf } from '../../view/bed-items.ts';
import { type Held, type NurseItem, nurseItems } from '../../view/nurse-items.ts';
import { ConfirmationMark } from './bed-card.tsx';
import { useAdmitKey } from './use-admit-key.ts';

/** The same ward the other way round: each nurse with her patients, and first those without one. */
export function ByNurse({ ward, state }: { ward: WardKey; state: WardState }) {
  const marks = usePendingMarks();
  const limit = useLoadLimit(state);
  const nurses = useMemo(() => nurseItems(state, marks, limit), [state, marks, limit]);
  useAdmitKey(ward);
  const alone = useMemo(() => withoutNurse(state), [state]);
  return (
    <div className="by-nurse">
      {alone.length > 0 && (
        <section className="nurse-group nurse-group-none" aria-label="Patients without a nurse">
          <h2 className="nurse-group-head">
            <span className="cut">No nurse</span>
            <span className="quiet">{alone.length}</span>
          </h2>
          <ul>
            {alone.map(({ stay, bed }) => (
              <li key={stay.id}>
                <PatientLine ward={ward} stay={stay} bed={bed} held={null} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {nurses.map((item) => (
        <NurseGroup key={item.id} ward={ward} item={item} />
      ))}
    </div>
  );
}

function NurseGroup({ ward, item }: { ward: WardKey; item: NurseItem }) {
  const desk = useDesk();
  const { nurse, patients } = item;
  return (
    <section className="nurse-group" aria-label={nurse.name}>
      <h2 className="nurse-group-head">
        <span className="cut" title={nurse.name}>
          {nurse.name}
        </span>
        <span className="quiet">{nurse.licence}</span>
        <span className="nurse-group-count">{patients.length}</span>
      </h2>
      {patients.length === 0 ? (
        <div className="nurse-group-free">
          <span className="quiet">{item.post ? 'Post on the ward' : 'No patients'}</span>
          <Button
            kind="plain"
            onPress={() => {
              desk.ask({ kind: 'assign-to', ward, nurseId: nurse.id });
            }}
          >
            Assign one
          </Button>
        </div>
      ) : (
        <ul>
          {patients.map((held) => (
            <li key={held.assignment.id}>
              <PatientLine ward={ward} stay={held.stay} bed={held.bed} held={held} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function PatientLine(props: {
  ward: WardKey;
  stay: Stay | null;
  bed: Bed | null;
  held: Held | null;
}) {
  const { ward, stay, bed, held } = props;
  const desk = useDesk();
  if (!stay) return null;
  return (
    <button
      type="button"
      className="patient-line"
      data-mark={held?.mark ?? undefined}
      onClick={() => {
        desk.ask({ kind: 'patient', ward, stayId: stay.id });
      }}
    >
      <span className="patient-line-bed mono cut">{bed?.label ?? 'waiting'}</span>
      <span className="cut" title={stay.patient.label}>
        {stay.patient.label}
      </span>
      {held && (
        <ConfirmationMark
          confirmation={confirmationOf(held.assignment)}
          isPending={held.mark !== null}
        />
      )}
      <AcuityChip acuity={stay.acuity} />
    </button>
  );
}

function withoutNurse(state: WardState): readonly { stay: Stay; bed: Bed | null }[] {
  const held = new Set(state.assignments.map((assignment) => assignment.stayId));
  const beds = new Map(state.beds.map((bed) => [bed.id, bed]));
  return state.stays
    .filter((stay) => !held.has(stay.id))
    .map((stay) => ({ stay, bed: stay.bedId === null ? null : (beds.get(stay.bedId) ?? null) }))
    .sort((a, b) => ((a.bed?.label ?? '~') < (b.bed?.label ?? '~') ? -1 : 1));
}
