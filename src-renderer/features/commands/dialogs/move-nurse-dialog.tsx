import { MoveRight, Waves } from 'lucide-react';
import {
  HOUSE_WARD_ID,
  parseWardKey,
  wardKey,
  type WardKey,
} from '../../../../src-shared/contract/ids.ts';
import type { Nurse } from '../../../../src-shared/contract/state/nurse.ts';
import type { WardSummary } from '../../../host/host.ts';
import { useDesk } from '../../../app/desk.ts';
import { useHospital } from '../../../app/hospital-wards.tsx';
import { useHost, useReadable } from '../../../app/host-context.tsx';
import type { PickerOption } from '../../../ui/picker.tsx';
import { PickerDialog } from '../../../ui/picker-dialog.tsx';
import { asWard } from '../../../view/log-kinds.ts';
import { isCompetent } from '../../../../src-shared/domain/competence.ts';
import { boardsOf } from '../boards.ts';
import type { Boards } from '../inverse-command.ts';

interface WardOption extends PickerOption {
  readonly wardId: string;
}

/** Where do these nurses go on? Wards that are short come first. */
export function MoveNurseDialog(props: {
  ward: WardKey;
  nurseIds: readonly string[];
  onClose: () => void;
}) {
  const { ward, nurseIds, onClose } = props;
  const desk = useDesk();
  const { wards } = useHospital();
  const boards = boardsOf(useReadable(useHost().board));
  const nurses = (boards.get(ward)?.nurses ?? []).filter((nurse) => nurseIds.includes(nurse.id));
  const { hospitalId, wardId: here } = parseWardKey(ward);
  const who = nurses.length === 1 ? (nurses[0]?.name ?? '') : `${nurses.length} nurses`;
  return (
    <PickerDialog
      title={`Move ${who}`}
      question={`Move ${who} to`}
      nothing="No ward is called that."
      options={wardOptions(wards ?? [], boards, here, nurses)}
      onPick={({ wardId }) => {
        for (const nurse of nurses) {
          desk.run({ kind: 'move-nurse', ward, nurseId: nurse.id, body: { hospitalId, wardId } });
        }
        onClose();
      }}
      onClose={onClose}
    />
  );
}

function wardOptions(
  wards: readonly WardSummary[],
  boards: Boards,
  here: string,
  nurses: readonly Nurse[],
): readonly WardOption[] {
  const others = wards.filter((ward) => ward.id !== here);
  const options = others.map((ward) => {
    const { hospitalId, id: wardId } = ward;
    const state = asWard(boards.get(wardKey({ hospitalId, wardId })) ?? null);
    const { required = null, present = 0 } = state?.staffing ?? {};
    const short = required === null ? 0 : Math.max(0, required - present);
    const fits = !state || nurses.every((nurse) => isCompetent(nurse.competencies, state));
    const option: WardOption = {
      id: wardId,
      wardId,
      text: ward.name,
      search: `${wardId} ${ward.name}`,
      icon: <MoveRight aria-hidden />,
      facts: `${short > 0 ? `short ${short}  ` : ''}${wardId}`,
      ...(fits ? {} : { caution: 'not signed off there' }),
    };
    return { option, short };
  });
  options.sort((a, b) => b.short - a.short || (a.option.wardId < b.option.wardId ? -1 : 1));
  const pool: WardOption = {
    id: HOUSE_WARD_ID,
    wardId: HOUSE_WARD_ID,
    text: 'Float pool',
    search: 'float pool',
    icon: <Waves aria-hidden />,
  };
  return [...options.map(({ option }) => option), ...(here === HOUSE_WARD_ID ? [] : [pool])];
}
