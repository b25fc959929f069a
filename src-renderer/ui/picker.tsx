import { Search } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { classNames } from './class-names.ts';
import { Kbd } from './kbd.tsx';
import { bestMatches } from './match.ts';
import './picker.css';

export interface PickerOption {
  readonly id: string;
  readonly text: string;
  /** What the letters typed are compared with. */
  readonly search: string;
  readonly icon?: ReactNode;
  /** At the right, in tabular numerals: what helps to decide. */
  readonly facts?: string;
  /** A word of warning beside the name; the option can be picked all the same. */
  readonly caution?: string;
  readonly keyName?: string;
}

export interface PickerProps<T extends PickerOption> {
  label: string;
  placeholder: string;
  options: readonly T[];
  onPick: (option: T) => void;
  /** Given: the caller has matched already, and is told what is typed. */
  query?: string;
  onQuery?: (query: string) => void;
  /** Said in place of the list when nothing matches. */
  nothing: string;
}

const SHOWN = 50;

/**
 * A field to type a few letters into and the list that answers, the first entry always chosen:
 * Enter takes it. Focus stays in the field; the list is told by `aria-activedescendant`.
 */
export function Picker<T extends PickerOption>(props: PickerProps<T>) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const query = props.query ?? typed;
  const options =
    props.query === undefined ? bestMatches(query, props.options, SHOWN) : props.options;
  const index = Math.min(active, Math.max(0, options.length - 1));

  useEffect(() => {
    list.current?.children[index]?.scrollIntoView({ block: 'nearest' });
  }, [index]);

  const type = (text: string) => {
    setTyped(text);
    setActive(0);
    props.onQuery?.(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setActive(Math.max(0, Math.min(options.length - 1, index + step)));
      return;
    }
    const option = options[index];
    if (event.key === 'Enter' && !event.nativeEvent.isComposing && option) {
      event.preventDefault();
      props.onPick(option);
    }
  };

  return (
    <div className="picker">
      <div className="picker-field">
        <Search aria-hidden />
        <input
          className="picker-input"
          role="combobox"
          aria-label={props.label}
          aria-expanded
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={options.length > 0 ? `${id}-${index}` : undefined}
          autoFocus
          autoComplete="off"
          spellCheck={false}
          placeholder={props.placeholder}
          value={query}
          onChange={(event) => {
            type(event.target.value);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {options.length === 0 && (
        <p className="picker-nothing" role="status">
          {props.nothing}
        </p>
      )}
      <ul
        className="picker-list"
        role="listbox"
        id={`${id}-list`}
        aria-label={props.label}
        ref={list}
        hidden={options.length === 0}
      >
        {options.map((option, position) => (
          <li
            key={option.id}
            id={`${id}-${position}`}
            role="option"
            aria-selected={position === index}
            className={classNames('picker-option', position === index && 'picker-option-active')}
            onPointerMove={() => {
              setActive(position);
            }}
            onClick={() => {
              props.onPick(option);
            }}
          >
            <span className="picker-icon">{option.icon}</span>
            <span className="cut" title={option.text}>
              {option.text}
            </span>
            {option.caution !== undefined && (
              <span className="picker-caution">{option.caution}</span>
            )}
            {option.facts !== undefined && <span className="picker-facts">{option.facts}</span>}
            {option.keyName !== undefined && <Kbd>{option.keyName}</Kbd>}
          </li>
        ))}
      </ul>
    </div>
  );
}
