import { UserRound } from 'lucide-react';
import type { WardKey } from '../../../../src-shared/contract/ids.ts';
import { useHost, useReadable, useWard } from '../../../app/host-context.tsx';
import { PickerDialog } from '../../../ui/picker-dialog.tsx';
import { boardsOf } from '../boards.ts';
import { nurseOptions } from '../nurse-options.ts';
import { stayNames } from '../stay-words.ts';
import { useAssign } from '../use-assign.ts';

/** Which nurse gets these patients? */
export function AssignDialog(props: {
  ward: WardKey;
  stayIds: readonly string[];
  onClose: () => void;
}) {
  const { ward, stayIds, onClose } = props;
  const host = useHost();
  const state = useWard(ward);
  const boards = boardsOf(useReadable(host.board));
  const assign = useAssign();
  if (!state) return null;
  const names = stayNames(state, stayIds);
  return (
    <PickerDialog
      title={`Assign a nurse to ${names}`}
      question={`Nurse for ${names}`}
      nothing="No nurse on duty is called that."
      options={nurseOptions(boards, ward, state, host.serverNow()).map((option) => ({
        ...option,
        icon: <UserRound aria-hidden />,
      }))}
      onPick={(option) => {
        if (assign(ward, stayIds, option)) onClose();
      }}
      onClose={onClose}
    />
  );
}
