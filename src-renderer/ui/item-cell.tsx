import type { ReactNode } from 'react';
import { GridListItem } from 'react-aria-components';

export interface ItemCellProps {
  id: string;
  /** What is said of it in one line. */
  words: string;
  className: string;
  /** A double click. Enter is the collection's, see enter-opens.ts. */
  onOpen: () => void;
  /** The right button of the mouse, or the key for menus. */
  onMenu: (id: string, anchor: Element) => void;
  children: ReactNode;
}

/** One item of a collection of things that can be opened and have a menu. */
export function ItemCell({ id, words, className, onOpen, onMenu, children }: ItemCellProps) {
  return (
    <GridListItem
      id={id}
      textValue={words}
      className={className}
      onDoubleClick={onOpen}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(id, event.currentTarget);
      }}
    >
      {children}
    </GridListItem>
  );
}
