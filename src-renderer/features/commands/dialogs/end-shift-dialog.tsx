import { parseWardKey, type WardKey } from '../../../../src-shared/contract/ids.ts';
import { useDesk } from '../../../app/desk.ts';
import { useHost, useReadable } from '../../../app/host-context.tsx';
import { asWard } from '../../../view/log-kinds.ts';
import { ReasonDialog } from './reason-dialog.tsx';

/** A shift ends before its time: why? */
export function EndShiftDialog(props: { ward: WardKey; nurseId: string; onClose: () => void }) {
  const { ward, nurseId, onClose } = props;
  const desk = useDesk();
  const log = useReadable(useHost().state(ward));
  const nurse = log?.nurses.find((one) => one.id === nurseId);
  if (!nurse) return null;
  const held = asWard(log)?.assignments.filter((one) => one.nurseId === nurseId).length ?? 0;
  return (
    <ReasonDialog
      title={`End the shift of ${nurse.name}?`}
      text={
        <p>
          {held > 0
            ? `${held === 1 ? 'One assignment stays' : `${held} assignments stay`} open until ended or handed over.`
            : 'The name leaves the board at once.'}{' '}
          This cannot be undone.
        </p>
      }
      label="Reason"
      placeholder="Sick, sent home"
      usual={['Sick', 'Sent home']}
      action="End the shift"
      isDanger
      maxLength={500}
      onDone={(reason) => {
        const { hospitalId } = parseWardKey(ward);
        desk.run({ kind: 'end-shift', ward, nurseId, body: { hospitalId, reason } });
        onClose();
      }}
      onClose={onClose}
    />
  );
}
