import type { WardKey } from '../../../../src-shared/contract/ids.ts';
import type { LogState } from '../../../../src-shared/contract/state/log-state.ts';
import { useDesk } from '../../../app/desk.ts';
import { useHost, usePendingMarks, useReadable } from '../../../app/host-context.tsx';
import { NURSE_ACTIONS } from '../../../app/nurse-actions.tsx';
import { useNow } from '../../../ui/clock.ts';
import { Dialog, DialogBody } from '../../../ui/dialog.tsx';
import { clockTime, dayAndTime, timeLeft } from '../../../ui/time-words.ts';
import { confirmationOf } from '../../../view/bed-items.ts';
import { asWard } from '../../../view/log-kinds.ts';
import { isOnBreak, type NurseItem, nurseItems, poolItems } from '../../../view/nurse-items.ts';
import type { PendingMarks } from '../../../view/pending-marks.ts';
import { unitWords } from '../../../view/unit-words.ts';
import { DrawerActions } from './drawer-actions.tsx';

const MINUTE_MS = 60_000;

/** All of one nurse on duty, and all that can be done. */
export function NurseDrawer(props: { ward: WardKey; nurseId: string; onClose: () => void }) {
  const { ward, nurseId, onClose } = props;
  const desk = useDesk();
  const log = useReadable(useHost().state(ward));
  const marks = usePendingMarks();
  const item = log && itemIn(log, marks, nurseId);
  if (!item) {
    return (
      <Dialog title="No longer here" form="drawer" onClose={onClose}>
        <DialogBody>
          <p>This nurse went to another ward or off shift while this was open.</p>
        </DialogBody>
      </Dialog>
    );
  }
  return (
    <Dialog
      title={item.nurse.name}
      about={`${item.nurse.licence} · ${item.id}`}
      form="drawer"
      onClose={onClose}
    >
      <DialogBody>
        <Facts item={item} />
        <section>
          <h3 className="drawer-title">Patients</h3>
          {item.patients.length === 0 && <p className="quiet">None.</p>}
          <ul>
            {item.patients.map((held) => (
              <li key={held.assignment.id} className="drawer-line">
                <span className="cut">
                  <span className="mono quiet">{held.bed?.label ?? 'waiting'}</span>{' '}
                  {held.stay?.patient.label}
                </span>
                <span className="quiet">{confirmationOf(held.assignment)}</span>
              </li>
            ))}
          </ul>
        </section>
      </DialogBody>
      <DrawerActions
        actions={NURSE_ACTIONS.filter(
          (action) => action.id !== 'open' && action.isPossible([item]),
        )}
        onRun={(action) => {
          onClose();
          action.run(desk, ward, [item]);
        }}
      />
    </Dialog>
  );
}

function itemIn(log: LogState, marks: PendingMarks, nurseId: string): NurseItem | null {
  const ward = asWard(log);
  const items = ward ? nurseItems(ward, marks, null) : poolItems(log.nurses, marks);
  return items.find((item) => item.id === nurseId) ?? null;
}

function Facts({ item }: { item: NurseItem }) {
  const now = useNow(MINUTE_MS);
  const { shift, onBreakUntil, competencies } = item.nurse;
  return (
    <dl className="facts">
      <div>
        <dt>Shift</dt>
        <dd>
          {shift === null
            ? 'none running'
            : `${dayAndTime(Date.parse(shift.startsAt), now)} – ${dayAndTime(Date.parse(shift.endsAt), now)}, ${timeLeft(Date.parse(shift.endsAt) - now)}${Date.parse(shift.endsAt) > now ? ' left' : ''}`}
        </dd>
      </div>
      {onBreakUntil !== null && (
        <div>
          <dt>Break</dt>
          <dd>
            {isOnBreak(item.nurse, now) ? 'until' : 'was until'}{' '}
            {clockTime(Date.parse(onBreakUntil))}
            {item.reliever !== null && `, covered by ${item.reliever}`}
          </dd>
        </div>
      )}
      <div>
        <dt>Signed off for</dt>
        <dd>
          {competencies.length === 0 ? 'nothing yet' : competencies.map(unitWords).join(', ')}
        </dd>
      </div>
    </dl>
  );
}
