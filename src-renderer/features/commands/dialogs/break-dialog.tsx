import { useState } from 'react';
import { parseWardKey, type WardKey } from '../../../../src-shared/contract/ids.ts';
import { useDesk } from '../../../app/desk.ts';
import { useHost, useReadable } from '../../../app/host-context.tsx';
import { ChoiceField } from '../../../ui/field.tsx';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { Segments } from '../../../ui/segments.tsx';

const LENGTHS = [
  { value: '10', text: '10' },
  { value: '15', text: '15' },
  { value: '30', text: '30' },
  { value: '45', text: '45' },
  { value: '60', text: '60 min' },
] as const;

/** How long, and who covers? */
export function BreakDialog(props: { ward: WardKey; nurseId: string; onClose: () => void }) {
  const { ward, nurseId, onClose } = props;
  const desk = useDesk();
  const nurses = useReadable(useHost().state(ward))?.nurses ?? [];
  const nurse = nurses.find((one) => one.id === nurseId);
  const [minutes, setMinutes] = useState<(typeof LENGTHS)[number]['value']>('30');
  const [relievedBy, setRelievedBy] = useState('');
  if (!nurse) return null;
  const relievers = nurses.filter(
    (one) => one.id !== nurseId && one.shift !== null && one.onBreakUntil === null,
  );
  const submit = () => {
    const { hospitalId } = parseWardKey(ward);
    const body = {
      hospitalId,
      minutes: Number(minutes),
      relievedBy: relievedBy === '' ? null : relievedBy,
    };
    desk.run({ kind: 'start-break', ward, nurseId, body });
    onClose();
  };
  return (
    <FormDialog
      title={`Break for ${nurse.name}`}
      action="Start the break"
      isActionFirst
      onSubmit={submit}
      onClose={onClose}
    >
      <div className="field">
        <span className="field-label">Minutes</span>
        <Segments label="Minutes" value={minutes} onChange={setMinutes} choices={LENGTHS} />
      </div>
      <ChoiceField
        label="Covered by"
        value={relievedBy}
        onChange={setRelievedBy}
        hint="Who is on a break does not count. Whoever covers takes over for that time."
        choices={[
          { value: '', text: 'Nobody' },
          ...relievers.map((one) => ({ value: one.id, text: `${one.name}, ${one.licence}` })),
        ]}
      />
    </FormDialog>
  );
}
