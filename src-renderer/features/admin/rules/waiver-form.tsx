import { useState } from 'react';
import {
  startWaiverAnswerSchema,
  startWaiverSchema,
  WAIVER_HOURS_MAX,
} from '../../../../src-shared/contract/commands/start-waiver.ts';
import { useHospital } from '../../../app/hospital-wards.tsx';
import { useHost } from '../../../app/host-context.tsx';
import { newId } from '../../../app/new-id.ts';
import { ChoiceField, TextField } from '../../../ui/field.tsx';
import { faultsOf } from '../faults.ts';
import { fromLocalField, toLocalField } from '../local-field.ts';
import { SetupForm } from '../setup-form.tsx';
import { useSetupWrite } from '../use-setup.ts';

const USUAL_MS = 4 * 60 * 60 * 1000;

/** In an emergency: where, why and until when rules raise nothing. */
export function WaiverForm({ onSaved, onClose }: { onSaved: () => void; onClose: () => void }) {
  const { hospitalId, wards } = useHospital();
  const host = useHost();
  const write = useSetupWrite();
  const sorted = [...(wards ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
  const [wardId, setWardId] = useState(sorted[0]?.id ?? '');
  const [reason, setReason] = useState('');
  const [endsAt, setEndsAt] = useState(() => toLocalField(host.serverNow() + USUAL_MS));
  const save = async (): Promise<string | null> => {
    const body = {
      id: newId(),
      wardId: wardId === '' ? null : wardId,
      reason,
      endsAt: fromLocalField(endsAt),
    };
    const fault = faultsOf(startWaiverSchema, body);
    if (fault !== null) return fault;
    const path = `/api/v1/hospitals/${hospitalId}/waivers`;
    const answer = await write('POST', path, body, startWaiverAnswerSchema);
    if (!answer.ok) return answer.problem.sentence;
    onSaved();
    return null;
  };
  return (
    <SetupForm title="Emergency waiver" action="Waive the rules" onSave={save} onClose={onClose}>
      <p>
        Until it ends, what the rules find is still shown and recorded, marked as waived, and raises
        no alert. Your name stands beside it.
      </p>
      <ChoiceField
        label="Where"
        value={wardId}
        onChange={setWardId}
        choices={[
          ...sorted.map(({ id, name }) => ({ value: id, text: `${id} – ${name}` })),
          { value: '', text: 'The whole hospital' },
        ]}
      />
      <TextField
        label="Reason"
        isRequired
        autoFocus
        lines={2}
        maxLength={500}
        value={reason}
        onChange={setReason}
      />
      <TextField
        label="Until"
        hint={`At most ${WAIVER_HOURS_MAX} hours from now.`}
        type="datetime-local"
        isRequired
        value={endsAt}
        onChange={setEndsAt}
      />
    </SetupForm>
  );
}
