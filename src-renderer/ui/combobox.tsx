import { ChevronDown } from 'lucide-react';
import {
  Button as AriaButton,
  ComboBox as AriaComboBox,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
} from 'react-aria-components';
import './combobox.css';

export interface ComboboxChoice {
  readonly id: string;
  readonly text: string;
}

export interface ComboboxProps {
  label: string;
  value: string | null;
  onChange: (id: string | null) => void;
  choices: readonly ComboboxChoice[];
  isRequired?: boolean;
  isDisabled?: boolean;
  placeholder?: string;
}

/** One of many, found by typing, in a form. */
export function Combobox(props: ComboboxProps) {
  return (
    <AriaComboBox
      className="field combobox"
      defaultItems={props.choices}
      selectedKey={props.value}
      onSelectionChange={(key) => {
        props.onChange(key === null ? null : String(key));
      }}
      isRequired={props.isRequired ?? false}
      isDisabled={props.isDisabled ?? false}
      menuTrigger="focus"
    >
      <Label className="field-label">{props.label}</Label>
      <div className="combobox-field">
        <Input className="field-input" placeholder={props.placeholder ?? ''} />
        <AriaButton className="combobox-button" aria-label="Show all">
          <ChevronDown aria-hidden />
        </AriaButton>
      </div>
      <Popover className="menu-popover combobox-popover">
        <ListBox<ComboboxChoice> className="menu">
          {(choice) => (
            <ListBoxItem id={choice.id} className="menu-item">
              {choice.text}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
