import type { WardKey } from '../../../../src-shared/contract/ids.ts';
import type { Note } from '../../../../src-shared/contract/state/assignment.ts';
import type { Stay } from '../../../../src-shared/contract/state/stay.ts';
import type { WardState } from '../../../../src-shared/contract/state/ward-state.ts';
import { BED_ACTIONS } from '../../../app/bed-actions.tsx';
import { useDesk } from '../../../app/desk.ts';
import { usePendingMarks, useWard } from '../../../app/host-context.tsx';
import { AcuityChip } from '../../../ui/acuity-chip.tsx';
import { useNow } from '../../../ui/clock.ts';
import { Dialog, DialogBody } from '../../../ui/dialog.tsx';
import { dayAndTime } from '../../../ui/time-words.ts';
import { type BedItem, bedItems, confirmationOf, type Holder } from '../../../view/bed-items.ts';
import { bedWords } from '../stay-words.ts';
import { DrawerActions } from './drawer-actions.tsx';

const MINUTE_MS = 60_000;

/** All of one patient: where, since when, who has them, notes; and all that can be done. */
export function PatientDrawer(props: { ward: WardKey; stayId: string; onClose: () => void }) {
  const { ward, stayId, onClose } = props;
  const state = useWard(ward);
  const marks = usePendingMarks();
  const desk = useDesk();
  if (!state) return null;
  const item = bedItems(state, marks).find((one) => one.stay?.id === stayId);
  if (!item?.stay) {
    return (
      <Dialog title="This patient has left" form="drawer" onClose={onClose}>
        <DialogBody>
          <p>Discharged or transferred while this was open.</p>
        </DialogBody>
      </Dialog>
    );
  }
  return (
    <Dialog
      title={item.stay.patient.label}
      about={`${bedWords(state, item.stay)} · ${state.name ?? state.wardId}`}
      form="drawer"
      onClose={onClose}
    >
      <DialogBody>
        <Facts stay={item.stay} />
        <section>
          <h3 className="drawer-title">Nurses</h3>
          {item.holders.length === 0 ? (
            <p className="drawer-none">no nurse</p>
          ) : (
            <ul>
              {item.holders.map((holder) => (
                <HolderLine key={holder.assignment.id} holder={holder} />
              ))}
            </ul>
          )}
        </section>
        <Notes state={state} item={item} />
      </DialogBody>
      <DrawerActions
        actions={BED_ACTIONS.filter((action) => action.id !== 'open' && action.isPossible([item]))}
        onRun={(action) => {
          onClose();
          action.run(desk, ward, [item]);
        }}
      />
    </Dialog>
  );
}

function Facts({ stay }: { stay: Stay }) {
  const now = useNow(MINUTE_MS);
  return (
    <dl className="facts">
      <div>
        <dt>Patient number</dt>
        <dd className="mono">{stay.patient.ref}</dd>
      </div>
      <div>
        <dt>Acuity</dt>
        <dd>
          <AcuityChip acuity={stay.acuity} />
        </dd>
      </div>
      <div>
        <dt>Admitted</dt>
        <dd>{dayAndTime(Date.parse(stay.admittedAt), now)}</dd>
      </div>
      <div>
        <dt>Expected discharge</dt>
        <dd>
          {stay.expectedDischargeAt === null
            ? 'not known'
            : dayAndTime(Date.parse(stay.expectedDischargeAt), now)}
        </dd>
      </div>
    </dl>
  );
}

function HolderLine({ holder }: { holder: Holder }) {
  const now = useNow(MINUTE_MS);
  const { assignment, nurse, mark } = holder;
  const since = dayAndTime(Date.parse(assignment.startedAt), now);
  return (
    <li className="drawer-line">
      <span className="cut">{nurse?.name ?? assignment.nurseId}</span>
      <span className="quiet">
        since {since} · {mark === null ? confirmationOf(assignment) : 'being sent'}
      </span>
    </li>
  );
}

function Notes({ state, item }: { state: WardState; item: BedItem }) {
  const now = useNow(MINUTE_MS);
  const notes: Note[] = item.holders.flatMap((holder) => holder.assignment.notes);
  notes.sort((a, b) => (a.at < b.at ? 1 : -1));
  if (notes.length === 0) return null;
  return (
    <section aria-label={`Notes, ward ${state.wardId}`}>
      <h3 className="drawer-title">Hand-over notes</h3>
      <ul className="notes">
        {notes.map((note) => (
          <li key={`${note.at} ${note.by} ${note.text}`}>
            <p>{note.text}</p>
            <p className="quiet">
              {note.by}, {dayAndTime(Date.parse(note.at), now)}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
