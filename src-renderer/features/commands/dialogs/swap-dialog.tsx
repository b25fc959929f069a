import { ArrowLeftRight } from 'lucide-react';
import type { WardKey } from '../../../../src-shared/contract/ids.ts';
import { useDesk } from '../../../app/desk.ts';
import { useWard } from '../../../app/host-context.tsx';
import { PickerDialog } from '../../../ui/picker-dialog.tsx';
import { bedWords, stayNames, staySearch } from '../stay-words.ts';

/** With whom does this patient change beds? */
export function SwapDialog(props: { ward: WardKey; stayId: string; onClose: () => void }) {
  const { ward, stayId, onClose } = props;
  const desk = useDesk();
  const state = useWard(ward);
  if (!state) return null;
  const name = stayNames(state, [stayId]);
  const others = state.stays.filter((stay) => stay.id !== stayId && stay.bedId !== null);
  return (
    <PickerDialog
      title={`Swap the bed of ${name}`}
      question={`Swap the bed of ${name} with`}
      nothing="No other patient in a bed matches."
      options={others
        .map((stay) => ({
          id: stay.id,
          text: stay.patient.label,
          search: staySearch(state, stay),
          icon: <ArrowLeftRight aria-hidden />,
          facts: bedWords(state, stay),
        }))
        .sort((a, b) => a.facts.localeCompare(b.facts, 'en', { numeric: true }))}
      onPick={(other) => {
        desk.run({ kind: 'swap-beds', ward, stayId, body: { withStayId: other.id } });
        onClose();
      }}
      onClose={onClose}
    />
  );
}
