import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/field.tsx';

export interface ReasonDialogProps {
  title: string;
  text: ReactNode;
  label: string;
  placeholder: string;
  action: string;
  /** The usual reasons: one press fills the field. */
  usual: readonly string[];
  isDanger?: boolean;
  lines?: number;
  maxLength: number;
  onDone: (text: string) => void;
  onClose: () => void;
}

/** Asks for words that are kept: a reason, a note. */
export function ReasonDialog(props: ReasonDialogProps) {
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') props.onDone(text.trim());
  };
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form className="dialog" onSubmit={submit}>
        <DialogBody>
          {props.text}
          <TextField
            label={props.label}
            autoFocus
            isRequired
            maxLength={props.maxLength}
            placeholder={props.placeholder}
            {...(props.lines === undefined ? {} : { lines: props.lines })}
            value={text}
            onChange={setText}
          />
          {props.usual.length > 0 && (
            <div className="usual-reasons">
              {props.usual.map((reason) => (
                <Button
                  key={reason}
                  onPress={() => {
                    setText(reason);
                  }}
                >
                  {reason}
                </Button>
              ))}
            </div>
          )}
        </DialogBody>
        <DialogFoot>
          <Button onPress={props.onClose}>Cancel</Button>
          <Button
            kind={props.isDanger === true ? 'danger' : 'primary'}
            type="submit"
            isDisabled={text.trim() === ''}
          >
            {props.action}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
