import { BedDouble, Hourglass } from 'lucide-react';
import { parseWardKey, type WardKey } from '../../../../src-shared/contract/ids.ts';
import type { WardState } from '../../../../src-shared/contract/state/ward-state.ts';
import { useDesk } from '../../../app/desk.ts';
import { useHost, useReadable } from '../../../app/host-context.tsx';
import type { PickerOption } from '../../../ui/picker.tsx';
import { PickerDialog } from '../../../ui/picker-dialog.tsx';
import { bedNumber, freeBeds } from '../../../view/free-beds.ts';
import { asWard } from '../../../view/log-kinds.ts';
import { boardsOf } from '../boards.ts';
import { stayNames } from '../stay-words.ts';

interface PlaceOption extends PickerOption {
  readonly wardId: string;
  readonly bedId: string | null;
}

/** To which ward, and into which of its free beds? "ms1 4" finds bed MS1-04. */
export function TransferDialog(props: { ward: WardKey; stayId: string; onClose: () => void }) {
  const { ward, stayId, onClose } = props;
  const desk = useDesk();
  const boards = boardsOf(useReadable(useHost().board));
  const state = asWard(boards.get(ward) ?? null);
  if (!state) return null;
  const { hospitalId, wardId: here } = parseWardKey(ward);
  const name = stayNames(state, [stayId]);
  const places = [...boards.values()]
    .flatMap((log) => asWard(log) ?? [])
    .filter((other) => other.hospitalId === hospitalId && other.wardId !== here)
    .sort((a, b) => (a.wardId < b.wardId ? -1 : 1));
  return (
    <PickerDialog
      title={`Transfer ${name}`}
      question={`Transfer ${name} to`}
      nothing="No ward or free bed matches."
      options={[...places.map(firstFree), ...places.flatMap(freePlaces)]}
      onPick={({ wardId, bedId }) => {
        desk.run({ kind: 'transfer-stay', ward, stayId, body: { wardId, bedId } });
        onClose();
      }}
      onClose={onClose}
    />
  );
}

function freePlaces(state: WardState): readonly PlaceOption[] {
  const ward = state.name ?? state.wardId;
  return freeBeds(state).map(({ id, label }) => ({
    id: `${state.wardId}/${id}`,
    text: `${ward}, bed ${label}`,
    search: `${state.wardId} ${state.name ?? ''} ${label} ${bedNumber(label)}`,
    icon: <BedDouble aria-hidden />,
    facts: state.wardId,
    wardId: state.wardId,
    bedId: id,
  }));
}

/** The ward as a whole: its first free bed, or waiting there. */
function firstFree(state: WardState): PlaceOption {
  const free = freeBeds(state);
  const [bed] = free;
  return {
    id: state.wardId,
    text: state.name ?? state.wardId,
    search: `${state.wardId} ${state.name ?? ''}`,
    icon: bed ? <BedDouble aria-hidden /> : <Hourglass aria-hidden />,
    facts: bed ? `${free.length} free  ${state.wardId}` : state.wardId,
    ...(bed ? {} : { caution: 'no free bed: waits there' }),
    wardId: state.wardId,
    bedId: bed?.id ?? null,
  };
}
