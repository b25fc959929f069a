import type { WardKey } from '../../../../src-shared/contract/ids.ts';
import { useDesk } from '../../../app/desk.ts';
import { useWard } from '../../../app/host-context.tsx';
import { ReasonDialog } from './reason-dialog.tsx';

/** A hand-over note on an assignment. */
export function NoteDialog(props: { ward: WardKey; assignmentId: string; onClose: () => void }) {
  const { ward, assignmentId, onClose } = props;
  const desk = useDesk();
  const state = useWard(ward);
  const assignment = state?.assignments.find((one) => one.id === assignmentId);
  if (!state || !assignment) return null;
  const patient = state.stays.find((stay) => stay.id === assignment.stayId)?.patient.label;
  return (
    <ReasonDialog
      title={`Note on ${patient ?? 'the ward post'}`}
      text={null}
      label="For whoever takes over"
      placeholder="What has to be known at the next shift"
      usual={[]}
      action="Keep the note"
      lines={5}
      maxLength={2000}
      onDone={(text) => {
        desk.run({ kind: 'add-note', ward, assignmentId, body: { text } });
        onClose();
      }}
      onClose={onClose}
    />
  );
}
