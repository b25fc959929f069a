import { type KeyboardEvent as KeyPress, memo, useState } from 'react';
import { GridList, type Selection, useDragAndDrop } from 'react-aria-components';
import type { WardKey } from '../../../src-shared/contract/ids.ts';
import { assignCommand } from '../../app/assign-command.ts';
import { type Desk, useDesk } from '../../app/desk.ts';
import { droppedStays, nurseDrag, STAY_DRAG } from '../../app/drag-kinds.ts';
import { chosenItems } from '../../app/item-action.ts';
import { useItemMenu } from '../../app/item-menu.tsx';
import { NURSE_ACTIONS } from '../../app/nurse-actions.tsx';
import { enterOpens } from '../../ui/enter-opens.ts';
import { ItemCell } from '../../ui/item-cell.tsx';
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
  const { openMenu, menu } = useItemMenu({ ward, items, selected, actions: NURSE_ACTIONS });
  const frame = useNurseKeys(ward, items, selected, desk);
  const { dragAndDropHooks } = useNurseDrag(ward, boardWard, items, desk);
  const onEnter = (event: KeyPress) => {
    enterOpens(event, (nurseId) => {
      desk.ask({ kind: 'nurse', ward, nurseId });
    });
  };

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
      {menu}
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
    <ItemCell
      id={item.id}
      words={item.nurse.name}
      className="nurse-row"
      onOpen={() => {
        desk.ask({ kind: 'nurse', ward, nurseId: item.id });
      }}
      onMenu={onMenu}
    >
      <NurseRow item={item} onMenu={onMenu} />
    </ItemCell>
  );
});

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
    return id == null ? [] : chosenItems(id, items, selected);
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
