import type { FormEvent, ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog, DialogBody, DialogFoot } from './dialog.tsx';

export interface FormDialogProps {
  title: string;
  /** One line under the title: whom or what this is about. */
  about?: ReactNode;
  /** The words on the button that carries it out. */
  action: string;
  kind?: 'primary' | 'danger';
  /** The form cannot be carried out as it stands. */
  isDisabled?: boolean;
  /** The button gets the focus, for forms that are mostly right as they open. */
  isActionFirst?: boolean;
  isDismissable?: boolean;
  form?: 'sheet' | 'wide';
  /** Enter in a field, or the button. Closes the dialog when it is done. */
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog with fields, Cancel and one action. */
export function FormDialog(props: FormDialogProps) {
  const { title, about, form = 'sheet', isDismissable = true, onClose } = props;
  const { action, kind = 'primary', isDisabled = false, isActionFirst = false } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isDisabled) props.onSubmit();
  };
  return (
    <Dialog title={title} about={about} form={form} isDismissable={isDismissable} onClose={onClose}>
      <form className="dialog" onSubmit={submit}>
        <DialogBody>{props.children}</DialogBody>
        <DialogFoot>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind={kind} type="submit" autoFocus={isActionFirst} isDisabled={isDisabled}>
            {action}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
