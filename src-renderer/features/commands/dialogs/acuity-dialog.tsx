import { Gauge } from 'lucide-react';
import type { WardKey } from '../../../../src-shared/contract/ids.ts';
import { useDesk } from '../../../app/desk.ts';
import { useWard } from '../../../app/host-context.tsx';
import type { PickerOption } from '../../../ui/picker.tsx';
import { PickerDialog } from '../../../ui/picker-dialog.tsx';
import { stayNames, staysOf } from '../stay-words.ts';

interface AcuityOption extends PickerOption {
  readonly acuity: number | null;
}

const WORDS = ['least care', 'little care', 'usual care', 'much care', 'most care'];

const OPTIONS: readonly AcuityOption[] = [
  ...WORDS.map((words, index) => ({
    id: String(index + 1),
    text: `${index + 1} – ${words}`,
    search: `${index + 1} ${words}`,
    icon: <Gauge aria-hidden />,
    keyName: String(index + 1),
    acuity: index + 1,
  })),
  {
    id: 'unknown',
    text: 'Not known',
    search: 'not known unknown none',
    icon: <Gauge aria-hidden />,
    acuity: null,
  },
];

/** How much care do these patients need? On the board the keys 1 to 5 do it without asking. */
export function AcuityDialog(props: {
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
      title={`Acuity of ${names}`}
      question={`Acuity of ${names}`}
      nothing="Acuity is 1 to 5."
      options={OPTIONS}
      onPick={({ acuity }) => {
        for (const stay of staysOf(state, stayIds)) {
          if (stay.acuity === acuity) continue;
          desk.run({ kind: 'set-acuity', ward, stayId: stay.id, body: { acuity } });
        }
        onClose();
      }}
      onClose={onClose}
    />
  );
}
