import type { HTMLInputTypeAttribute, ReactNode } from 'react';
import { useId } from 'react';
import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField as AriaTextField,
} from 'react-aria-components';
import './field.css';

export interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  type?: HTMLInputTypeAttribute;
  name?: string;
  autoComplete?: string;
  autoFocus?: boolean;
  isRequired?: boolean;
  isDisabled?: boolean;
  maxLength?: number;
  hint?: ReactNode;
  /** What is wrong with it, in a sentence; marks the field. */
  error?: string | undefined;
  placeholder?: string;
  /** Several lines. */
  lines?: number;
  mono?: boolean;
}

/** A labelled text field with room for a hint or what is wrong. */
export function TextField({
  label,
  hint,
  error,
  placeholder = '',
  lines,
  mono = false,
  type = 'text',
  ...rest
}: TextFieldProps) {
  const inputClass = mono ? 'field-input mono' : 'field-input';
  return (
    <AriaTextField {...rest} type={type} isInvalid={error !== undefined} className="field">
      <Label className="field-label">{label}</Label>
      {lines === undefined ? (
        <Input className={inputClass} placeholder={placeholder} />
      ) : (
        <TextArea className={inputClass} rows={lines} placeholder={placeholder} />
      )}
      {hint !== undefined && error === undefined && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </AriaTextField>
  );
}

export interface ChoiceFieldProps<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  choices: readonly { readonly value: T; readonly text: string }[];
  hint?: ReactNode;
  isDisabled?: boolean;
}

/** One of a handful: the system's own list, which every tablet knows how to show. */
export function ChoiceField<T extends string>({
  label,
  value,
  onChange,
  choices,
  hint,
  isDisabled = false,
}: ChoiceFieldProps<T>) {
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="field-input field-select"
        value={value}
        disabled={isDisabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => {
          const chosen = choices.find((choice) => choice.value === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.text}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <span className="field-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}

export interface CheckFieldProps {
  label: string;
  hint?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

export function CheckField({ label, hint, checked, onChange }: CheckFieldProps) {
  const id = useId();
  return (
    <div className="check-field">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => {
          onChange(event.target.checked);
        }}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint !== undefined && (
          <p className="field-hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
