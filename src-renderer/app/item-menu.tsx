import { type ReactNode, useCallback, useState } from 'react';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import { MenuItem } from '../ui/menu.tsx';
import { PointMenu } from '../ui/point-menu.tsx';
import { useDesk } from './desk.ts';
import { chosenItems, type ItemAction } from './item-action.ts';

interface ItemMenuOptions<Item> {
  ward: WardKey;
  items: readonly Item[];
  selected: ReadonlySet<string>;
  actions: readonly ItemAction<Item>[];
}

interface ItemMenu {
  /** Opens the menu of the item with this id beside `anchor`. */
  readonly openMenu: (id: string, anchor: Element) => void;
  /** To be rendered beside the collection; nothing while the menu is closed. */
  readonly menu: ReactNode;
}

/** The one menu of a collection of items: what is possible with the item it was opened for. */
export function useItemMenu<Item extends { readonly id: string }>(
  options: ItemMenuOptions<Item>,
): ItemMenu {
  const { ward, items, selected, actions } = options;
  const desk = useDesk();
  const [open, setOpen] = useState<{ id: string; anchor: Element } | null>(null);
  const openMenu = useCallback((id: string, anchor: Element) => {
    setOpen({ id, anchor });
  }, []);
  const chosen = open ? chosenItems(open.id, items, selected) : [];
  const menu = (
    <PointMenu
      anchor={open?.anchor ?? null}
      label="Actions"
      onClose={() => {
        setOpen(null);
      }}
    >
      {actions
        .filter((action) => action.isPossible(chosen))
        .map((action) => (
          <MenuItem
            key={action.id}
            id={action.id}
            icon={action.icon}
            keyName={action.keyName}
            tone={action.tone ?? 'plain'}
            onAction={() => {
              action.run(desk, ward, chosen);
            }}
          >
            {action.text}
          </MenuItem>
        ))}
    </PointMenu>
  );
  return { openMenu, menu };
}
