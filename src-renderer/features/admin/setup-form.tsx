import { type ReactNode, useState } from 'react';
import { FormDialog } from '../../ui/form-dialog.tsx';

export interface SetupFormProps {
  title: string;
  action: string;
  /** Carries it out; gives what is wrong in words, or null when it is done. */
  onSave: () => Promise<string | null>;
  onClose: () => void;
  form?: 'sheet' | 'wide';
  children: ReactNode;
}

/** The frame of an administrator's form: saves, says what is wrong, closes when it is done. */
export function SetupForm(props: SetupFormProps) {
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = () => {
    setBusy(true);
    setFault(null);
    void props.onSave().then((wrong) => {
      setBusy(false);
      if (wrong === null) props.onClose();
      else setFault(wrong);
    });
  };
  return (
    <FormDialog
      title={props.title}
      action={props.action}
      form={props.form ?? 'sheet'}
      isDismissable={false}
      isDisabled={busy}
      onSubmit={submit}
      onClose={props.onClose}
    >
      {props.children}
      <div role="alert" className="setup-fault">
        {fault}
      </div>
    </FormDialog>
  );
}
