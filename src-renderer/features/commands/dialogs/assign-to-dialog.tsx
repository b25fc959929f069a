import { BedDouble } from 'lucide-react';
import {
  HOUSE_WARD_ID,
  parseWardKey,
  wardKey,
  type WardKey,
} from '../../../../src-shared/contract/ids.ts';
import type { WardState } from '../../../../src-shared/contract/state/ward-state.ts';
import { useHost, useReadable } from '../../../app/host-context.tsx';
import type { PickerOption } from '../../../ui/picker.tsx';
import { PickerDialog } from '../../../ui/picker-dialog.tsx';
import { asWard } from '../../../view/log-kinds.ts';
import { boardsOf } from '../boards.ts';
import { nurseOptions } from '../nurse-options.ts';
import { bedWords, staySearch } from '../stay-words.ts';
import { useAssign } from '../use-assign.ts';

interface PatientOption extends PickerOption {
  readonly ward: WardKey;
  readonly state: WardState;
  readonly stayId: string;
}

/** Which patient does this nurse get? Those of her ward without a nurse first; the pool sees all wards. */
export function AssignToDialog(props: { ward: WardKey; nurseId: string; onClose: () => void }) {
  const { ward, nurseId, onClose } = props;
  const host = useHost();
  const boards = boardsOf(useReadable(host.board));
  const assign = useAssign();
  const nurse = boards.get(ward)?.nurses.find((one) => one.id === nurseId);
  if (!nurse) return null;
  const { hospitalId, wardId } = parseWardKey(ward);
  const wards = [...boards.values()].flatMap((log) => {
    const state = asWard(log);
    const isOffered =
      state?.hospitalId === hospitalId && (wardId === HOUSE_WARD_ID || state.wardId === wardId);
    return state && isOffered ? [state] : [];
  });
  return (
    <PickerDialog
      title={`Assign a patient to ${nurse.name}`}
      question={`Patient for ${nurse.name}`}
      nothing="No patient matches."
      options={wards.flatMap((state) => patientOptions(state, nurseId)).sort(aloneFirst)}
      onPick={(option) => {
        const nurses = nurseOptions(boards, option.ward, option.state, host.serverNow());
        const her = nurses.find((one) => one.nurse.id === nurseId && one.from === ward);
        if (!her || assign(option.ward, [option.stayId], her)) onClose();
      }}
      onClose={onClose}
    />
  );
}

function patientOptions(state: WardState, nurseId: string): readonly PatientOption[] {
  return state.stays.flatMap((stay) => {
    const holders = state.assignments.filter((one) => one.stayId === stay.id);
    if (holders.some((one) => one.nurseId === nurseId)) return [];
    return [
      {
        id: stay.id,
        text: stay.patient.label,
        search: staySearch(state, stay),
        icon: <BedDouble aria-hidden />,
        facts: bedWords(state, stay),
        ...(holders.length === 0 ? { caution: 'no nurse' } : {}),
        ward: wardKey(state),
        state,
        stayId: stay.id,
      },
    ];
  });
}

function aloneFirst(a: PatientOption, b: PatientOption): number {
  const alone = Number(b.caution !== undefined) - Number(a.caution !== undefined);
  return alone || (a.facts ?? '').localeCompare(b.facts ?? '', 'en', { numeric: true });
}
