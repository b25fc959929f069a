import { type FormEvent, useState } from 'react';
import { parseWardKey, type WardKey } from '../../../../src-shared/contract/ids.ts';
import { useHost, useReadable } from '../../../app/host-context.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/field.tsx';
import { useSendMessage } from '../use-send-message.ts';

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
  const [wasNobody, setNobody] = useState(false);
  const { hospitalId, wardId } = parseWardKey(ward);
  const { isSending, problem, forgetProblem, send } = useSendMessage(
    nurseId === null ? { hospitalId, wardId } : { hospitalId, nurseId },
  );
  const nurse = state?.nurses.find((one) => one.id === nurseId);
  const to = nurseId === null ? `everybody on ${wardId}` : (nurse?.name ?? nurseId);

  const write = (next: string): void => {
    setText(next);
    setNobody(false);
    forgetProblem();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() === '' || isSending) return;
    void send(text.trim()).then((recipients) => {
      if (recipients === 0) setNobody(true);
      else if (recipients !== null) onClose();
    });
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
            error={wasNobody ? NOBODY : problem}
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
          <Button kind="primary" type="submit" isDisabled={text.trim() === ''}>
            {isSending ? 'Sending…' : 'Send'}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
