import { type ReactNode, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { FormDialog } from '../../../ui/form-dialog.tsx';

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
  return (
    <FormDialog
      title={props.title}
      action={props.action}
      kind={props.isDanger === true ? 'danger' : 'primary'}
      isDisabled={text.trim() === ''}
      onSubmit={() => {
        props.onDone(text.trim());
      }}
      onClose={props.onClose}
    >
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
    </FormDialog>
  );
}
