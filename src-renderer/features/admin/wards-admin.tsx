import { useState } from 'react';
import { wardIdSchema, wardKey } from '../../../src-shared/contract/ids.ts';
import {
  putWardAnswerSchema,
  putWardSchema,
} from '../../../src-shared/contract/commands/put-ward.ts';
import { knownUnits } from '../../../src-shared/domain/staffing/known-units.ts';
import { useHospital } from '../../app/hospital-wards.tsx';
import { useHost, useReadable } from '../../app/host-context.tsx';
import type { WardSummary } from '../../host/host.ts';
import { ChoiceField, TextField } from '../../ui/field.tsx';
import { asWard } from '../../view/log-kinds.ts';
import { unitWords } from '../../view/unit-words.ts';
import { bedsToText, textToBeds } from './beds-text.ts';
import { SetupForm } from './setup-form.tsx';
import { SetupTable } from './setup-table.tsx';
import { useSetupSave } from './use-setup.ts';

/** Wards with their kind and beds. */
export function WardsAdmin() {
  const { hospitalId, wards, reload } = useHospital();
  const board = useReadable(useHost().board);
  const stateOf = (id: string) =>
    asWard(board.get(wardKey({ hospitalId, wardId: id }))?.state ?? null);
  return (
    <SetupTable
      title="Wards"
      about="A ward’s kind decides which staffing rule holds. Beds are shown in the order of their labels."
      rows={wards && [...wards].sort((a, b) => (a.id < b.id ? -1 : 1))}
      rowKey={(ward) => ward.id}
      rowName={(ward) => ward.name}
      columns={[
        { id: 'code', title: 'Code', kind: 'code', cell: (ward) => ward.id },
        { id: 'name', title: 'Name', cell: (ward) => stateOf(ward.id)?.name ?? ward.name },
        {
          id: 'unit',
          title: 'Kind',
          cell: (ward) => unitWords(stateOf(ward.id)?.unitType ?? ward.unitType),
        },
        {
          id: 'beds',
          title: 'Beds',
          kind: 'number',
          cell: (ward) => stateOf(ward.id)?.beds.length ?? '–',
        },
        {
          id: 'patients',
          title: 'Patients',
          kind: 'number',
          cell: (ward) => stateOf(ward.id)?.stays.length ?? '–',
        },
      ]}
      nothing="There are no wards yet. Create the first one."
      newText="New ward"
      form={(ward, onClose) => <WardForm ward={ward} onSaved={reload} onClose={onClose} />}
    />
  );
}

const SCHEMAS = { body: putWardSchema, answer: putWardAnswerSchema };
const UNITS = knownUnits().map((unit) => ({ value: unit, text: unitWords(unit) }));

function WardForm(props: { ward: WardSummary | null; onClose: () => void; onSaved: () => void }) {
  const { ward, onClose, onSaved } = props;
  const { hospitalId } = useHospital();
  const board = useReadable(useHost().board);
  const save = useSetupSave();
  const state = ward && asWard(board.get(wardKey({ hospitalId, wardId: ward.id }))?.state ?? null);
  const [id, setId] = useState(ward?.id ?? '');
  const [name, setName] = useState(state?.name ?? ward?.name ?? '');
  const [unitType, setUnitType] = useState(state?.unitType ?? ward?.unitType ?? 'medical_surgical');
  const [beds, setBeds] = useState(() => bedsToText(state?.beds ?? []));
  const units = UNITS.some((unit) => unit.value === unitType)
    ? UNITS
    : [{ value: unitType, text: unitWords(unitType) }, ...UNITS];

  const onSave = async (): Promise<string | null> => {
    const code = wardIdSchema.safeParse(id);
    if (!code.success) return `Code: ${code.error.issues[0]?.message ?? 'not valid'}.`;
    const body = { name, unitType, beds: textToBeds(beds, state?.beds ?? []) };
    const path = `/api/v1/hospitals/${hospitalId}/wards/${code.data}`;
    return await save(path, body, SCHEMAS, onSaved);
  };

  return (
    <SetupForm
      title={ward ? `Ward ${ward.id}` : 'New ward'}
      action={ward ? 'Save' : 'Create'}
      onSave={onSave}
      onClose={onClose}
    >
      <TextField
        label="Code"
        hint="1 to 32 letters, digits, _ or -. It cannot be changed later."
        mono
        isRequired
        isDisabled={ward !== null}
        autoFocus={ward === null}
        maxLength={32}
        value={id}
        onChange={setId}
      />
      <TextField label="Name" isRequired maxLength={80} value={name} onChange={setName} />
      <ChoiceField label="Kind of unit" value={unitType} onChange={setUnitType} choices={units} />
      <TextField
        label="Beds, one label a line"
        hint="A bed in which somebody lies cannot go."
        lines={8}
        mono
        value={beds}
        onChange={setBeds}
      />
    </SetupForm>
  );
}
