import { type KeyboardEvent, memo, type PointerEvent, useRef, useState } from 'react';
import { GridList, type Selection, useDragAndDrop } from 'react-aria-components';
import { parseWardKey, type WardKey } from '../../../src-shared/contract/ids.ts';
import { assignCommand } from '../../app/assign-command.ts';
import { BED_ACTIONS } from '../../app/bed-actions.tsx';
import { type Desk, useDesk } from '../../app/desk.ts';
import {
  droppedNurses,
  droppedStays,
  NURSE_DRAG,
  STAY_DRAG,
  stayDrag,
} from '../../app/drag-kinds.ts';
import { useItemMenu } from '../../app/item-menu.tsx';
import { classNames } from '../../ui/class-names.ts';
import { enterOpens } from '../../ui/enter-opens.ts';
import { ItemCell } from '../../ui/item-cell.tsx';
import type { BedItem } from '../../view/bed-items.ts';
import { BedCard } from './bed-card.tsx';
import { useBoardKeys } from './use-board-keys.ts';

export interface BedGridProps {
  ward: WardKey;
  items: readonly BedItem[];
}

/**
 * The beds as a grid: arrows move, Enter opens, Space selects several, the keys of BED_ACTIONS act
 * on what is selected. A press of the mouse selects one; with Ctrl, several.
 */
export function BedGrid({ ward, items }: BedGridProps) {
  const desk = useDesk();
  const open = (id: string) => {
    const item = items.find((one) => one.id === id);
    if (item) openItem(desk, ward, item);
  };
  const { selected, onSelectionChange, onPointerDownCapture, onKeyDownCapture } =
    useOneOrSeveral(open);
  const { openMenu, menu } = useItemMenu({ ward, items, selected, actions: BED_ACTIONS });
  useBoardKeys({ ward, items, selected });
  const { dragAndDropHooks } = useBoardDrag(ward, items, desk);

  return (
    <div
      className="bed-grid-frame"
      onPointerDownCapture={onPointerDownCapture}
      onKeyDownCapture={onKeyDownCapture}
    >
      <GridList
        className="bed-grid"
        aria-label="Beds"
        layout="grid"
        items={items}
        selectionMode="multiple"
        selectionBehavior="toggle"
        keyboardNavigationBehavior="tab"
        disallowTypeAhead
        selectedKeys={selected}
        onSelectionChange={onSelectionChange}
        dragAndDropHooks={dragAndDropHooks}
      >
        {(item) => <BedCell item={item} ward={ward} desk={desk} onMenu={openMenu} />}
      </GridList>
      {menu}
    </div>
  );
}

const BedCell = memo(function BedCell(props: {
  item: BedItem;
  ward: WardKey;
  desk: Desk;
  onMenu: (id: string, anchor: Element) => void;
}) {
  const { item, ward, desk, onMenu } = props;
  return (
    <ItemCell
      id={item.id}
      words={wordsOf(item)}
      className={classNames(
        'bed-card',
        item.stay === null && 'bed-card-empty',
        item.bed === null && 'bed-card-waiting',
        item.mark !== null && 'bed-card-pending',
      )}
      onOpen={() => {
        openItem(desk, ward, item);
      }}
      onMenu={onMenu}
    >
      <BedCard item={item} onMenu={onMenu} />
    </ItemCell>
  );
});

/** The patient's drawer, or for an empty bed the form to admit somebody into it. */
function openItem(desk: Desk, ward: WardKey, item: BedItem): void {
  if (item.stay) desk.ask({ kind: 'patient', ward, stayId: item.stay.id });
  else desk.ask({ kind: 'admit', ward, bedId: item.bed?.id ?? null });
}

function wordsOf({ bed, stay, holders }: BedItem): string {
  const place = bed ? `Bed ${bed.label}` : 'Waiting for a bed';
  if (!stay) return `${place}, empty`;
  const names = holders.map((holder) => holder.nurse?.name ?? holder.assignment.nurseId);
  return `${place}, ${stay.patient.label}, ${names.length > 0 ? names.join(', ') : 'no nurse'}`;
}

/**
 * Selection by Space adds, by a plain press of the mouse replaces; a finger does not select but
 * opens, for it has no other way to.
 */
function useOneOrSeveral(open: (id: string) => void) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const press = useRef<'finger' | 'plain' | 'several'>('several');
  return {
    selected,
    onSelectionChange: (keys: Selection) => {
      // "All" (Ctrl A) would make one key press discharge a ward.
      if (keys === 'all') return;
      const next = new Set([...keys].map(String));
      const added = [...next].filter((key) => !selected.has(key));
      const removed = [...selected].filter((key) => !next.has(key));
      const pressed = added[0] ?? removed[0];
      if (press.current === 'several' || pressed === undefined) {
        setSelected(next);
      } else if (press.current === 'finger') {
        open(pressed);
      } else {
        const wasAlone = selected.size === 1 && removed.length === 1;
        setSelected(new Set(wasAlone ? [] : [pressed]));
      }
    },
    onPointerDownCapture: (event: PointerEvent) => {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
      press.current = event.pointerType !== 'mouse' ? 'finger' : isPlain ? 'plain' : 'several';
    },
    onKeyDownCapture: (event: KeyboardEvent) => {
      press.current = 'several';
      enterOpens(event, open);
    },
  };
}

/** Patients can be dragged to beds and nurses; beds take nurses and patients. */
function useBoardDrag(ward: WardKey, items: readonly BedItem[], desk: Desk) {
  const itemAt = (key: unknown) => items.find((item) => item.id === key);
  return useDragAndDrop<BedItem>({
    getItems: (keys) =>
      items.flatMap((item) =>
        keys.has(item.id) && item.stay
          ? [stayDrag(ward, item.stay.id, item.stay.patient.label)]
          : [],
      ),
    acceptedDragTypes: [NURSE_DRAG, STAY_DRAG],
    shouldAcceptItemDrop: (target, types) => {
      const item = itemAt(target.key);
      if (types.has(NURSE_DRAG)) return item?.stay != null;
      return item?.bed != null;
    },
    onItemDrop: (event) => {
      const item = itemAt(event.target.key);
      if (!item) return;
      void dropOn(item, event.items, ward, desk);
    },
  });
}

async function dropOn(
  item: BedItem,
  dropped: Parameters<typeof droppedNurses>[0],
  ward: WardKey,
  desk: Desk,
): Promise<void> {
  for (const { nurseId } of await droppedNurses(dropped)) {
    if (item.stay) desk.run(assignCommand(ward, nurseId, item.stay.id));
  }
  for (const patient of await droppedStays(dropped)) {
    placePatient(patient, item, ward, desk);
  }
}

function placePatient(
  patient: { readonly ward: WardKey; readonly stayId: string },
  item: BedItem,
  ward: WardKey,
  desk: Desk,
): void {
  const { stayId } = patient;
  if (!item.bed || item.stay?.id === stayId) return;
  if (patient.ward !== ward) {
    const body = { wardId: parseWardKey(ward).wardId, bedId: item.bed.id };
    desk.run({ kind: 'transfer-stay', ward: patient.ward, stayId, body });
  } else if (item.stay) {
    desk.run({ kind: 'swap-beds', ward, stayId, body: { withStayId: item.stay.id } });
  } else {
    desk.run({ kind: 'set-bed', ward, stayId, body: { bedId: item.bed.id } });
  }
}
