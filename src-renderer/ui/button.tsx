import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { classNames } from './class-names.ts';
import { Kbd } from './kbd.tsx';
import './button.css';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children'> {
  /** `plain` is a button that looks like one only under the pointer: for toolbars and rows. */
  kind?: 'primary' | 'normal' | 'plain' | 'danger';
  /** Fills the width and is 44 px high: for thumbs. */
  large?: boolean;
  /** A square around an icon; give it an `aria-label`. */
  square?: boolean;
  icon?: ReactNode;
  /** The key that does the same, shown at the right. */
  keyName?: string;
  className?: string;
  children?: ReactNode;
}

/** Every button of the product. */
export function Button({
  kind = 'normal',
  large = false,
  square = false,
  icon,
  keyName,
  className,
  children,
  ...rest
}: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      className={classNames(
        'button',
        `button-${kind}`,
        large && 'button-large',
        square && 'button-square',
        className,
      )}
    >
      {icon}
      {children !== undefined && <span className="button-text">{children}</span>}
      {keyName !== undefined && <Kbd>{keyName}</Kbd>}
    </AriaButton>
  );
}
