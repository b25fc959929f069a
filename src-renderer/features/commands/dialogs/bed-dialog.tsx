import { BedDouble, Hourglass } from 'lucide-react';
import type { WardKey } from '../../../../src-shared/contract/ids.ts';
import type { Bed } from '../../../../src-shared/contract/state/bed.ts';
import { useDesk } from '../../../app/desk.ts';
import { useWard } from '../../../app/host-context.tsx';
import type { PickerOption } from '../../../ui/picker.tsx';
import { PickerDialog } from '../../../ui/picker-dialog.tsx';
import { bedNumber, freeBeds } from '../../../view/free-beds.ts';
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
    <PickerDialog
      title={`Bed of ${name}`}
      question={`Free bed for ${name}`}
      nothing="No free bed is called that. Swap beds with s."
      options={[...freeBeds(state).map(bedOption), ...(hasBed ? [NO_BED] : [])]}
      onPick={({ bedId }) => {
        desk.run({ kind: 'set-bed', ward, stayId, body: { bedId } });
        onClose();
      }}
      onClose={onClose}
    />
  );
}

const NO_BED: BedOption = {
  id: 'none',
  text: 'No bed: wait for one',
  search: 'no bed wait none',
  icon: <Hourglass aria-hidden />,
  bedId: null,
};

function bedOption({ id, label }: Bed): BedOption {
  return {
    id,
    text: label,
    search: `${label} ${bedNumber(label)}`,
    icon: <BedDouble aria-hidden />,
    facts: 'free',
    bedId: id,
  };
}
