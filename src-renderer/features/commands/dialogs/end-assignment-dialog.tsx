import { UserRoundMinus } from 'lucide-react';
import type { WardKey } from '../../../../src-shared/contract/ids.ts';
import type { WardState } from '../../../../src-shared/contract/state/ward-state.ts';
import { useDesk } from '../../../app/desk.ts';
import { useWard } from '../../../app/host-context.tsx';
import type { PickerOption } from '../../../ui/picker.tsx';
import { PickerDialog } from '../../../ui/picker-dialog.tsx';
import { stayNames, stayWords } from '../stay-words.ts';

interface HeldOption extends PickerOption {
  readonly assignmentIds: readonly string[];
}

/** Whose assignment ends? With several, all at once is the first choice. */
export function EndAssignmentDialog(props: {
  ward: WardKey;
  stayIds: readonly string[];
  onClose: () => void;
}) {
  const { ward, stayIds, onClose } = props;
  const desk = useDesk();
  const state = useWard(ward);
  if (!state) return null;
  const names = stayNames(state, stayIds);
  return (
    <PickerDialog
      title={`End an assignment of ${names}`}
      question={`End an assignment of ${names}`}
      nothing="None of these patients has a nurse."
      options={heldOptions(state, stayIds)}
      onPick={({ assignmentIds }) => {
        for (const assignmentId of assignmentIds) {
          desk.run({ kind: 'end-assignment', ward, assignmentId });
        }
        onClose();
      }}
      onClose={onClose}
    />
  );
}

function heldOptions(state: WardState, stayIds: readonly string[]): readonly HeldOption[] {
  const wanted = new Set(stayIds);
  const held = state.assignments.filter((one) => one.stayId !== null && wanted.has(one.stayId));
  const single = held.map((assignment): HeldOption => {
    const nurse = state.nurses.find((one) => one.id === assignment.nurseId);
    const stay = state.stays.find((one) => one.id === assignment.stayId);
    const name = nurse?.name ?? assignment.nurseId;
    return {
      id: assignment.id,
      text: name,
      search: `${name} ${stay?.patient.label ?? ''}`,
      icon: <UserRoundMinus aria-hidden />,
      facts: stay ? stayWords(state, stay) : '',
      assignmentIds: [assignment.id],
    };
  });
  if (held.length < 2) return single;
  const all: HeldOption = {
    id: 'all',
    text: `All ${held.length} assignments`,
    search: 'all',
    icon: <UserRoundMinus aria-hidden />,
    assignmentIds: held.map((one) => one.id),
  };
  return [all, ...single];
}
