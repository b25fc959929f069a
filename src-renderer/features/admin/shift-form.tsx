import { useState } from 'react';
import {
  putShiftAnswerSchema,
  putShiftSchema,
} from '../../../src-shared/contract/commands/put-shift.ts';
import type { StaffMember } from '../../../src-shared/contract/commands/put-nurse.ts';
import type { ListedShift } from '../../../src-shared/contract/reads.ts';
import { useHospital } from '../../app/hospital-wards.tsx';
import { useHost } from '../../app/host-context.tsx';
import { newId } from '../../app/new-id.ts';
import { Combobox } from '../../ui/combobox.tsx';
import { ChoiceField, TextField } from '../../ui/field.tsx';
import { fromLocalField, nextShiftStart, toLocalField } from './local-field.ts';
import { SetupForm } from './setup-form.tsx';
import { useSetupSave } from './use-setup.ts';
import { wardChoices } from './ward-choices.ts';

const SCHEMAS = { body: putShiftSchema, answer: putShiftAnswerSchema };
const SHIFT_MS = 12 * 60 * 60 * 1000;

/** Plans a shift or changes one that has not ended. */
export function ShiftForm(props: {
  shift: ListedShift | null;
  nurses: readonly StaffMember[];
  onSaved: () => void;
  onClose: () => void;
}) {
  const { shift, nurses, onSaved, onClose } = props;
  const { hospitalId, wards } = useHospital();
  const host = useHost();
  const save = useSetupSave();
  const [only] = nurses;
  const [start] = useState(() => nextShiftStart(host.serverNow()));
  const [nurseId, setNurseId] = useState<string | null>(
    shift?.nurseId ?? (nurses.length === 1 ? (only?.id ?? null) : null),
  );
  const [wardId, setWardId] = useState(
    shift ? (shift.wardId ?? '') : nurses.length === 1 ? (only?.homeWardId ?? '') : '',
  );
  const [startsAt, setStartsAt] = useState(
    toLocalField(shift ? Date.parse(shift.startsAt) : start),
  );
  const [endsAt, setEndsAt] = useState(
    toLocalField(shift ? Date.parse(shift.endsAt) : start + SHIFT_MS),
  );
  const isRunning = shift?.status === 'running';

  const onSave = (): Promise<string | null> => {
    const body = {
      nurseId,
      wardId: wardId === '' ? null : wardId,
      startsAt: fromLocalField(startsAt),
      endsAt: fromLocalField(endsAt),
    };
    const path = `/api/v1/hospitals/${hospitalId}/shifts/${shift?.id ?? newId()}`;
    return save(path, body, SCHEMAS, onSaved);
  };

  return (
    <SetupForm
      title={shift ? 'Change the shift' : 'Plan a shift'}
      action={shift ? 'Save' : 'Plan'}
      onSave={onSave}
      onClose={onClose}
    >
      <Combobox
        label="Nurse"
        value={nurseId}
        onChange={(id) => {
          setNurseId(id);
          setWardId(nurses.find((nurse) => nurse.id === id)?.homeWardId ?? '');
        }}
        isDisabled={shift !== null || nurses.length === 1}
        placeholder="Type a name"
        choices={nurses.map((nurse) => ({
          id: nurse.id,
          text: `${nurse.name}, ${nurse.licence} (${nurse.id})`,
        }))}
      />
      <ChoiceField
        label="Ward"
        value={wardId}
        onChange={setWardId}
        isDisabled={isRunning}
        {...(isRunning ? { hint: 'A running shift changes ward by a move on the board.' } : {})}
        choices={wardChoices(wards, 'Float pool')}
      />
      <div className="field-row">
        <TextField
          label="Starts"
          type="datetime-local"
          isRequired
          isDisabled={isRunning}
          value={startsAt}
          onChange={setStartsAt}
        />
        <TextField
          label="Ends"
          type="datetime-local"
          isRequired
          value={endsAt}
          onChange={setEndsAt}
        />
      </div>
    </SetupForm>
  );
}
