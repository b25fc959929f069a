import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';

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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFault(null);
    void props.onSave().then((wrong) => {
      setBusy(false);
      if (wrong === null) props.onClose();
      else setFault(wrong);
    });
  };
  return (
    <Dialog
      title={props.title}
      form={props.form ?? 'sheet'}
      isDismissable={false}
      onClose={props.onClose}
    >
      <form className="dialog" onSubmit={submit}>
        <DialogBody>
          {props.children}
          <div role="alert" className="setup-fault">
            {fault}
          </div>
        </DialogBody>
        <DialogFoot>
          <Button onPress={props.onClose}>Cancel</Button>
          <Button kind="primary" type="submit" isDisabled={busy}>
            {props.action}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
