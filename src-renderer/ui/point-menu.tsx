import { type RefObject, useRef } from 'react';
import { Menu as AriaMenu, Popover } from 'react-aria-components';
import type { ReactNode } from 'react';
import './menu.css';

export interface PointMenuProps {
  /** The element the menu belongs to; null while it is closed. */
  anchor: Element | null;
  label: string;
  onClose: () => void;
  children: ReactNode;
}

/** One menu for many things (beds, nurses): it opens beside whichever asked for it. */
export function PointMenu({ anchor, label, onClose, children }: PointMenuProps) {
  return anchor === null ? null : (
    <OpenMenu anchor={anchor} label={label} onClose={onClose}>
      {children}
    </OpenMenu>
  );
}

function OpenMenu(props: PointMenuProps & { anchor: Element }) {
  const trigger: RefObject<Element> = useRef(props.anchor);
  return (
    <Popover
      className="menu-popover"
      placement="bottom start"
      offset={2}
      triggerRef={trigger}
      isOpen
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
    >
      <AriaMenu className="menu" aria-label={props.label} autoFocus="first" onClose={props.onClose}>
        {props.children}
      </AriaMenu>
    </Popover>
  );
}
