import { BedDouble, Hourglass } from 'lucide-react';
import type { WardKey } from '../../../../src-shared/contract/ids.ts';
import type { WardState } from '../../../../src-shared/contract/state/ward-state.ts';
import { useDesk } from '../../../app/desk.ts';
import { useWard } from '../../../app/host-context.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Picker, type PickerOption } from '../../../ui/picker.tsx';
import { stayNames } from '../stay-words.ts';

interface BedOption extends PickerOption {
  readonly bedId: string | null;
}

/** Which free bed of the ward? */
export function BedDialog(props: { ward: WardKey; stayId: string; onClose: () => void }) {
  const { ward, stayId, onClose } = props;
  const desk = useDesk();
  const state = useWard(ward);
  if (!state) return null;
  const name = stayNames(state, [stayId]);
  const hasBed = state.stays.some((stay) => stay.id === stayId && stay.bedId !== null);
  return (
    <Dialog title={`Bed of ${name}`} form="picker" onClose={onClose}>
      <Picker
        label={`Bed of ${name}`}
        placeholder={`Free bed for ${name}`}
        nothing="No free bed is called that. Swap beds with s."
        options={[...freeBeds(state), ...(hasBed ? [NO_BED] : [])]}
        onPick={({ bedId }) => {
          desk.run({ kind: 'set-bed', ward, stayId, body: { bedId } });
          onClose();
        }}
      />
    </Dialog>
  );
}

const NO_BED: BedOption = {
  id: 'none',
  text: 'No bed: wait for one',
  search: 'no bed wait none',
  icon: <Hourglass aria-hidden />,
  bedId: null,
};

function freeBeds(state: WardState): readonly BedOption[] {
  const taken = new Set(state.stays.map((stay) => stay.bedId));
  return state.beds
    .filter((bed) => !taken.has(bed.id))
    .sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }))
    .map((bed) => ({
      id: bed.id,
      text: bed.label,
      search: `${bed.label} ${/0*(\d+)$/.exec(bed.label)?.[1] ?? ''}`,
      icon: <BedDouble aria-hidden />,
      facts: 'free',
      bedId: bed.id,
    }));
}
