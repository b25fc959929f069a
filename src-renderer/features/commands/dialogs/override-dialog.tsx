import type { AssignCommand } from '../../../app/desk.ts';
import { useDesk } from '../../../app/desk.ts';
import { newId } from '../../../app/new-id.ts';
import { ReasonDialog } from './reason-dialog.tsx';

/** Assigning against a rule needs a reason, which is kept with the user's name. */
export function OverrideDialog(props: {
  command: AssignCommand;
  why: string;
  onClose: () => void;
}) {
  const { command, onClose } = props;
  const desk = useDesk();
  return (
    <ReasonDialog
      title="Assign anyway?"
      text={<p>{props.why}</p>}
      label="Reason, kept in the audit log"
      placeholder="Why this nurse, why now"
      usual={['Emergency', 'No other nurse available', 'Agreed with the charge nurse']}
      action="Assign"
      maxLength={500}
      onDone={(reason) => {
        // A command of its own, so an id of its own: the refused one may be kept under the old.
        desk.run({ ...command, body: { ...command.body, id: newId(), override: { reason } } });
        onClose();
      }}
      onClose={onClose}
    />
  );
}
