import { Dialog } from './dialog.tsx';
import { Picker, type PickerOption, type PickerProps } from './picker.tsx';

export interface PickerDialogProps<T extends PickerOption> extends Omit<
  PickerProps<T>,
  'label' | 'placeholder'
> {
  /** Names the dialog. */
  title: string;
  /** The question, shown in the empty field and told as its label. */
  question: string;
  onClose: () => void;
}

/** A question that is answered by picking one entry of a list. `onPick` has to close it. */
export function PickerDialog<T extends PickerOption>(props: PickerDialogProps<T>) {
  const { title, question, onClose, ...picker } = props;
  return (
    <Dialog title={title} form="picker" onClose={onClose}>
      <Picker {...picker} label={question} placeholder={question} />
    </Dialog>
  );
}
