import type { ReactNode } from 'react';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { Desk } from './desk.ts';

/**
 * Something that can be done with chosen items of a board (beds, nurses). One list of them serves
 * the menu, the keys, the drawer and the page of keys.
 */
export interface ItemAction<Item> {
  readonly id: string;
  readonly text: string;
  readonly keyName: string;
  readonly icon: ReactNode;
  readonly tone?: 'danger';
  readonly isPossible: (chosen: readonly Item[]) => boolean;
  readonly run: (desk: Desk, ward: WardKey, chosen: readonly Item[]) => void;
}

/** The item that is meant: with others, if it is one of several that are selected. */
export function chosenItems<Item extends { readonly id: string }>(
  id: string,
  items: readonly Item[],
  selected: ReadonlySet<string>,
): readonly Item[] {
  const isMeant = (item: Item) => (selected.has(id) ? selected.has(item.id) : item.id === id);
  return items.filter(isMeant);
}
