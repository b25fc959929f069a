import type { ReactElement, ReactNode } from 'react';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuTrigger,
  Popover,
  Separator,
} from 'react-aria-components';
import { classNames } from './class-names.ts';
import { Kbd } from './kbd.tsx';
import './menu.css';

export interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement;
  label: string;
  placement?: 'bottom start' | 'bottom end' | 'top end';
  children: ReactNode;
}

/** A menu below its button. */
export function Menu({ trigger, label, placement = 'bottom end', children }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className="menu-popover" placement={placement} offset={4}>
        <AriaMenu className="menu" aria-label={label}>
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

export interface MenuItemProps {
  id?: string;
  icon?: ReactNode;
  /** The key that does the same without the menu. */
  keyName?: string;
  tone?: 'plain' | 'danger';
  isDisabled?: boolean;
  /** For menus of choices: this one is in force. */
  isChosen?: boolean;
  onAction: () => void;
  children: string;
}

export function MenuItem({
  icon,
  keyName,
  tone = 'plain',
  isChosen = false,
  children,
  ...rest
}: MenuItemProps) {
  return (
    <AriaMenuItem
      {...rest}
      textValue={children}
      className={classNames('menu-item', tone === 'danger' && 'menu-item-danger')}
    >
      <span className="menu-item-icon">{icon}</span>
      <span className="menu-item-text">
        {children}
        {isChosen && <span className="unseen"> (chosen)</span>}
      </span>
      {isChosen && <span aria-hidden="true">✓</span>}
      {keyName !== undefined && <Kbd>{keyName}</Kbd>}
    </AriaMenuItem>
  );
}

export function MenuLine() {
  return <Separator className="menu-line" />;
}
