import { useState } from 'react';
import {
  packIdSchema,
  putPackAnswerSchema,
} from '../../../../src-shared/contract/commands/put-pack.ts';
import { packAnswerSchema } from '../../../../src-shared/contract/staffing-reads.ts';
import { useHospital } from '../../../app/hospital-wards.tsx';
import { useHost } from '../../../app/host-context.tsx';
import { TextField } from '../../../ui/field.tsx';
import { SetupForm } from '../setup-form.tsx';
import { useSetupWrite } from '../use-setup.ts';

/** A pack becomes another of the hospital's own, to be edited. */
export function CopyPackForm(props: {
  packId: string;
  onSaved: (id: string) => void;
  onClose: () => void;
}) {
  const { packId, onSaved, onClose } = props;
  const { hospitalId } = useHospital();
  const host = useHost();
  const write = useSetupWrite();
  const [id, setId] = useState(`${packId}-own`.slice(0, 32));
  const [title, setTitle] = useState('');
  const save = async (): Promise<string | null> => {
    const code = packIdSchema.safeParse(id);
    if (!code.success) return `Id: ${code.error.issues[0]?.message ?? 'not valid'}.`;
    const base = `/api/v1/hospitals/${hospitalId}/packs`;
    const reading = await host.setup({ verb: 'GET', path: `${base}/${packId}` }, packAnswerSchema);
    if (!reading.ok) return reading.problem.sentence;
    const body = { title, replaces: null, body: reading.value.pack.body };
    const answer = await write('PUT', `${base}/${code.data}`, body, putPackAnswerSchema);
    if (!answer.ok) return answer.problem.sentence;
    onSaved(code.data);
    return null;
  };
  return (
    <SetupForm title={`Copy ${packId}`} action="Copy" onSave={save} onClose={onClose}>
      <TextField
        label="Id"
        hint="Alerts of these rules will begin with it. It cannot be changed later."
        mono
        isRequired
        maxLength={32}
        value={id}
        onChange={setId}
      />
      <TextField
        label="Title"
        isRequired
        autoFocus
        maxLength={120}
        placeholder="California, and our own floor"
        value={title}
        onChange={setTitle}
      />
    </SetupForm>
  );
}
