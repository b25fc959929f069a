import { Send } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { parseWardKey, type WardKey } from '../../../../src-shared/contract/ids.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/field.tsx';
import { useSendMessage } from '../use-send-message.ts';

const USUAL = [
  'I need a second pair of hands.',
  'Please call me.',
  'I cannot take my break.',
  'I cannot take another patient.',
];

/** A nurse asks the ward's dispatchers for help: one tap for the usual, a few words for the rest. */
export function HelpDialog({ ward, onClose }: { ward: WardKey; onClose: () => void }) {
  const { hospitalId, wardId } = parseWardKey(ward);
  const { isSending, problem, forgetProblem, send } = useSendMessage({
    ...{ hospitalId, wardId },
    role: 'dispatcher',
  });
  const [text, setText] = useState('');
  const [sent, setSent] = useState<{ title: string; recipients: number } | null>(null);
  // Buttons stay enabled meanwhile: one that is disabled loses the keyboard, and Escape with it.
  const call = (title: string): void => {
    if (isSending) return;
    void send(title).then((recipients) => {
      if (recipients !== null) setSent({ title, recipients });
    });
  };
  if (sent !== null) return <CalledDialog {...sent} wardId={wardId} onClose={onClose} />;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '') call(text.trim());
  };
  return (
    <Dialog
      title="Call for help"
      about={`Goes to the dispatchers of ${wardId} at once. In an emergency use the ward’s emergency call.`}
      onClose={onClose}
    >
      <form className="dialog" onSubmit={submit}>
        <DialogBody>
          {problem !== undefined && (
            <p className="field-error" role="alert">
              Not sent: {problem}
            </p>
          )}
          {USUAL.map((usual) => (
            <Button
              key={usual}
              large
              onPress={() => {
                call(usual);
              }}
            >
              {usual}
            </Button>
          ))}
          <TextField
            label="Or in your own words"
            maxLength={280}
            placeholder="What you need, and at which bed"
            hint="Leave out names of patients: it may show on a locked screen."
            value={text}
            onChange={(next) => {
              setText(next);
              forgetProblem();
            }}
          />
        </DialogBody>
        <DialogFoot>
          <Button
            kind="primary"
            large
            type="submit"
            icon={<Send aria-hidden />}
            isDisabled={text.trim() === ''}
          >
            {isSending ? 'Sending…' : 'Send'}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

function CalledDialog(props: {
  title: string;
  recipients: number;
  wardId: string;
  onClose: () => void;
}) {
  const { title, recipients, wardId, onClose } = props;
  const isHeard = recipients > 0;
  return (
    <Dialog title={isHeard ? 'The desk has been told' : 'Nobody was told'} onClose={onClose}>
      <DialogBody>
        <p role="status">
          {isHeard ? (
            <>
              “{title}” went to {recipients === 1 ? 'one dispatcher' : `${recipients} dispatchers`}{' '}
              of {wardId}. The answer comes to you as a message; the bell at the top says who has
              read it.
            </>
          ) : (
            <>No dispatcher of {wardId} can sign in, so it went to no one. Call the desk instead.</>
          )}
        </p>
      </DialogBody>
      <DialogFoot>
        <Button kind="primary" large autoFocus onPress={onClose}>
          Close
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
