import { type FormEvent, useState } from 'react';
import { parseWardKey, type WardKey } from '../../../../src-shared/contract/ids.ts';
import { postNotificationAnswerSchema } from '../../../../src-shared/contract/notifications.ts';
import { useHost, useReadable } from '../../../app/host-context.tsx';
import { newId } from '../../../app/new-id.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/field.tsx';

const USUAL = [
  'Can you stay two hours longer?',
  'Can you take one more patient?',
  'Please call the desk.',
];
const NOBODY = 'Nobody whom this is for can sign in, so it went to no one. Call them instead.';

export interface MessageDialogProps {
  readonly ward: WardKey;
  /** null: everybody on the ward. */
  readonly nurseId: string | null;
  readonly onClose: () => void;
}

/** A short text to a nurse, or to everybody on a ward; it is answered with one tap. */
export function MessageDialog({ ward, nurseId, onClose }: MessageDialogProps) {
  const host = useHost();
  const state = useReadable(host.state(ward));
  const [text, setText] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);
  const [isSending, setSending] = useState(false);
  // One message however often the button is pressed; another text is another message.
  const [key, setKey] = useState(newId);
  const { hospitalId, wardId } = parseWardKey(ward);
  const nurse = state?.nurses.find((one) => one.id === nurseId);
  const to = nurseId === null ? `everybody on ${wardId}` : (nurse?.name ?? nurseId);

  const write = (next: string): void => {
    setText(next);
    setError(undefined);
    setKey(newId());
  };
  const send = async (title: string): Promise<void> => {
    setSending(true);
    const whom = nurseId === null ? { hospitalId, wardId } : { hospitalId, nurseId };
    const body = { ...whom, kind: 'message', title };
    const path = '/api/v1/notifications';
    const request = { verb: 'POST', path, key, body } as const;
    const reading = await host.setup(request, postNotificationAnswerSchema);
    setSending(false);
    if (!reading.ok) setError(reading.problem.sentence);
    else if (reading.value.recipients === 0) setError(NOBODY);
    else onClose();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '' && !isSending) void send(text.trim());
  };
  return (
    <Dialog title={`Message to ${to}`} onClose={onClose}>
      <form className="dialog" onSubmit={submit}>
        <DialogBody>
          <TextField
            label="Answered with Yes, No or Call me"
            autoFocus
            isRequired
            maxLength={280}
            lines={3}
            placeholder="A short question or request"
            error={error}
            value={text}
            onChange={write}
          />
          <div className="usual-reasons">
            {USUAL.map((usual) => (
              <Button
                key={usual}
                onPress={() => {
                  write(usual);
                }}
              >
                {usual}
              </Button>
            ))}
          </div>
          <p className="quiet">Leave out names of patients: it may show on a locked screen.</p>
        </DialogBody>
        <DialogFoot>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" isDisabled={text.trim() === '' || isSending}>
            {isSending ? 'Sending…' : 'Send'}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
