import { type KeyboardEvent as KeyPress, memo, useCallback, useState } from 'react';
import { GridList, GridListItem, type Selection, useDragAndDrop } from 'react-aria-components';
import type { WardKey } from '../../../src-shared/contract/ids.ts';
import { assignCommand } from '../../app/assign-command.ts';
import { type Desk, useDesk } from '../../app/desk.ts';
import { droppedStays, nurseDrag, STAY_DRAG } from '../../app/drag-kinds.ts';
import { NURSE_ACTIONS } from '../../app/nurse-actions.tsx';
import { MenuItem } from '../../ui/menu.tsx';
import { PointMenu } from '../../ui/point-menu.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import type { NurseItem } from '../../view/nurse-items.ts';
import { NurseRow } from './nurse-row.tsx';

export interface NurseListProps {
  label: string;
  /** Where these nurses are: the ward, or the float pool's log. */
  ward: WardKey;
  /** The ward whose patients may be dropped on a nurse. */
  boardWard: WardKey;
  items: readonly NurseItem[];
}

/** Nurses as a list: arrows move, Enter opens, Space selects, the keys of NURSE_ACTIONS act. */
export function NurseList({ label, ward, boardWard, items }: NurseListProps) {
  const desk = useDesk();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [menu, setMenu] = useState<{ id: string; anchor: Element } | null>(null);
  const openMenu = useCallback((id: string, anchor: Element) => {
    setMenu({ id, anchor });
  }, []);
  const frame = useNurseKeys(ward, items, selected, desk);
  const { dragAndDropHooks } = useNurseDrag(ward, boardWard, items, desk);
  // Before the list sees it, for which Enter and Space are the same.
  const onEnter = (event: KeyPress) => {
    const target = event.target as Element;
    const nurseId = target.getAttribute('data-key');
    const isDragging = event.currentTarget.querySelector('[data-drop-target], [data-dragging]');
    if (event.key !== 'Enter' || nurseId === null || isDragging) return;
    event.preventDefault();
    event.stopPropagation();
    desk.ask({ kind: 'nurse', ward, nurseId });
  };
  const chosenInMenu = menu ? chosenFor(menu.id, items, selected) : [];

  return (
    <div data-own-keys={frame} onKeyDownCapture={onEnter}>
      <GridList
        className="nurse-list"
        aria-label={label}
        items={items}
        selectionMode="multiple"
        selectionBehavior="toggle"
        keyboardNavigationBehavior="tab"
        disallowTypeAhead
        selectedKeys={selected}
        onSelectionChange={(keys: Selection) => {
          if (keys !== 'all') setSelected(new Set([...keys].map(String)));
        }}
        dragAndDropHooks={dragAndDropHooks}
      >
        {(item) => <NurseCell item={item} ward={ward} desk={desk} onMenu={openMenu} />}
      </GridList>
      <PointMenu
        anchor={menu?.anchor ?? null}
        label="Actions"
        onClose={() => {
          setMenu(null);
        }}
      >
        {NURSE_ACTIONS.filter((action) => action.isPossible(chosenInMenu)).map((action) => (
          <MenuItem
            key={action.id}
            id={action.id}
            icon={action.icon}
            keyName={action.keyName}
            tone={action.tone ?? 'plain'}
            onAction={() => {
              action.run(desk, ward, chosenInMenu);
            }}
          >
            {action.text}
          </MenuItem>
        ))}
      </PointMenu>
    </div>
  );
}

const NurseCell = memo(function NurseCell(props: {
  item: NurseItem;
  ward: WardKey;
  desk: Desk;
  onMenu: (id: string, anchor: Element) => void;
}) {
  const { item, ward, desk, onMenu } = props;
  return (
    <GridListItem
      id={item.id}
      textValue={item.nurse.name}
      className="nurse-row"
      onDoubleClick={() => {
        desk.ask({ kind: 'nurse', ward, nurseId: item.id });
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(item.id, event.currentTarget);
      }}
    >
      <NurseRow item={item} onMenu={onMenu} />
    </GridListItem>
  );
});

function chosenFor(
  id: string,
  items: readonly NurseItem[],
  selected: ReadonlySet<string>,
): readonly NurseItem[] {
  if (selected.has(id)) return items.filter((item) => selected.has(item.id));
  return items.filter((item) => item.id === id);
}

/** Binds the keys to the nurse that holds the keyboard; gives the name of this list's frame. */
function useNurseKeys(
  ward: WardKey,
  items: readonly NurseItem[],
  selected: ReadonlySet<string>,
  desk: Desk,
): string {
  const chosenAt = (target: EventTarget | null) => {
    if (!(target instanceof Element)) return [];
    const id = target.closest(`[data-own-keys="${ward}"] [data-key]`)?.getAttribute('data-key');
    return id == null ? [] : chosenFor(id, items, selected);
  };
  const names = new Set(NURSE_ACTIONS.map((action) => action.keyName));
  useKeys(
    Object.fromEntries(
      [...names].map((name) => [
        name,
        (event: KeyboardEvent) => {
          const chosen = chosenAt(event.target);
          const action = NURSE_ACTIONS.find(
            (one) => one.keyName === name && chosen.length > 0 && one.isPossible(chosen),
          );
          if (!action) return false;
          action.run(desk, ward, chosen);
          return true;
        },
      ]),
    ),
  );
  return ward;
}

/** Nurses can be dragged to beds; a patient dropped on a nurse becomes hers. */
function useNurseDrag(ward: WardKey, boardWard: WardKey, items: readonly NurseItem[], desk: Desk) {
  return useDragAndDrop<NurseItem>({
    getItems: (keys) =>
      items.flatMap((item) =>
        keys.has(item.id) ? [nurseDrag(ward, item.id, item.nurse.name)] : [],
      ),
    acceptedDragTypes: [STAY_DRAG],
    onItemDrop: (event) => {
      void droppedStays(event.items).then((patients) => {
        for (const { stayId } of patients) {
          desk.run(assignCommand(boardWard, String(event.target.key), stayId));
        }
      });
    },
  });
}
