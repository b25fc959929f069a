import { useState } from 'react';
import { parseWardKey, type WardKey } from '../../../../src-shared/contract/ids.ts';
import type { WardState } from '../../../../src-shared/contract/state/ward-state.ts';
import { useDesk } from '../../../app/desk.ts';
import { useWard } from '../../../app/host-context.tsx';
import { newId } from '../../../app/new-id.ts';
import { ChoiceField, TextField } from '../../../ui/field.tsx';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { freeBeds } from '../../../view/free-beds.ts';
import { nextTimeAt } from '../next-time-at.ts';

const ACUITIES = [
  { value: '', text: 'Not known' },
  { value: '1', text: '1 – least' },
  { value: '2', text: '2' },
  { value: '3', text: '3' },
  { value: '4', text: '4' },
  { value: '5', text: '5 – most' },
] as const;

/** A new patient: number, name for the board, bed, acuity, expected discharge. */
export function AdmitDialog(props: { ward: WardKey; bedId: string | null; onClose: () => void }) {
  const { ward, onClose } = props;
  const state = useWard(ward);
  if (!state) return null;
  return <AdmitForm ward={ward} state={state} bedId={props.bedId} onClose={onClose} />;
}

function AdmitForm(props: {
  ward: WardKey;
  state: WardState;
  bedId: string | null;
  onClose: () => void;
}) {
  const { ward, state, onClose } = props;
  const desk = useDesk();
  const beds = freeBeds(state);
  const [ref, setRef] = useState('');
  const [label, setLabel] = useState('');
  const [bedId, setBedId] = useState(props.bedId ?? beds[0]?.id ?? '');
  const [acuity, setAcuity] = useState<(typeof ACUITIES)[number]['value']>('');
  const [leavesAt, setLeavesAt] = useState('');
  // Somebody else may have taken the bed while this form was open.
  const isTaken = bedId !== '' && !beds.some((bed) => bed.id === bedId);

  const submit = () => {
    if (ref.trim() === '' || label.trim() === '') return;
    desk.run({
      kind: 'admit-stay',
      body: {
        id: newId(),
        ...parseWardKey(ward),
        bedId: bedId === '' ? null : bedId,
        patient: { ref: ref.trim(), label: label.trim() },
        acuity: acuity === '' ? null : Number(acuity),
        expectedDischargeAt: leavesAt === '' ? null : nextTimeAt(leavesAt, Date.now()),
      },
    });
    onClose();
  };

  return (
    <FormDialog
      title="Admit a patient"
      about={state.name ?? state.wardId}
      action="Admit"
      isDisabled={isTaken}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Name on the board"
        autoFocus
        isRequired
        maxLength={80}
        placeholder="R. Okafor"
        value={label}
        onChange={setLabel}
      />
      <TextField
        label="Patient number"
        isRequired
        maxLength={64}
        mono
        value={ref}
        onChange={setRef}
      />
      <div className="field-row">
        <ChoiceField
          label="Bed"
          value={bedId}
          onChange={setBedId}
          choices={[
            ...(isTaken ? [{ value: bedId, text: 'taken meanwhile' }] : []),
            ...beds.map((bed) => ({ value: bed.id, text: bed.label })),
            { value: '', text: 'None: wait for one' },
          ]}
          {...(isTaken ? { hint: 'Somebody has been put into this bed. Choose another.' } : {})}
        />
        <ChoiceField label="Acuity" value={acuity} onChange={setAcuity} choices={ACUITIES} />
      </div>
      <TextField
        label="Expected discharge (optional)"
        type="time"
        value={leavesAt}
        onChange={setLeavesAt}
        hint="The next time the clock shows this."
      />
    </FormDialog>
  );
}
