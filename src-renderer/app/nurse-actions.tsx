import {
  Coffee,
  DoorOpen,
  MessageSquare,
  MoveRight,
  PanelRightOpen,
  Undo2,
  UserRoundPlus,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { parseWardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { NurseItem } from '../view/nurse-items.ts';
import type { Desk } from './desk.ts';

/** Something that can be done with the chosen nurses; one list for the menu, the keys and the drawer. */
export interface NurseAction {
  readonly id: string;
  readonly text: string;
  readonly keyName: string;
  readonly icon: ReactNode;
  readonly tone?: 'danger';
  readonly isPossible: (chosen: readonly NurseItem[]) => boolean;
  readonly run: (desk: Desk, ward: WardKey, chosen: readonly NurseItem[]) => void;
}

const onDuty = (item: NurseItem) => item.nurse.shift !== null;
const one = (chosen: readonly NurseItem[]) => chosen.length === 1 && chosen.every(onDuty);

function forEachOne(then: (desk: Desk, ward: WardKey, nurseId: string) => void) {
  return (desk: Desk, ward: WardKey, chosen: readonly NurseItem[]): void => {
    const [first] = chosen;
    if (first) then(desk, ward, first.id);
  };
}

export const NURSE_ACTIONS: readonly NurseAction[] = [
  {
    id: 'open',
    text: 'Open',
    keyName: 'Enter',
    icon: <PanelRightOpen aria-hidden />,
    isPossible: (chosen) => chosen.length === 1,
    run: forEachOne((desk, ward, nurseId) => {
      desk.ask({ kind: 'nurse', ward, nurseId });
    }),
  },
  {
    id: 'assign-to',
    text: 'Assign a patient',
    keyName: 'a',
    icon: <UserRoundPlus aria-hidden />,
    isPossible: one,
    run: forEachOne((desk, ward, nurseId) => {
      desk.ask({ kind: 'assign-to', ward, nurseId });
    }),
  },
  {
    id: 'move-nurse',
    text: 'Move to another ward',
    keyName: 'm',
    icon: <MoveRight aria-hidden />,
    isPossible: (chosen) => chosen.length > 0 && chosen.every(onDuty),
    run: (desk, ward, chosen) => {
      desk.ask({ kind: 'move-nurse', ward, nurseIds: chosen.map((item) => item.id) });
    },
  },
  {
    id: 'break',
    text: 'Send on a break',
    keyName: 'b',
    icon: <Coffee aria-hidden />,
    isPossible: (chosen) => one(chosen) && chosen[0]?.nurse.onBreakUntil === null,
    run: forEachOne((desk, ward, nurseId) => {
      desk.ask({ kind: 'break', ward, nurseId });
    }),
  },
  {
    id: 'back',
    text: 'Back from the break',
    keyName: 'b',
    icon: <Undo2 aria-hidden />,
    isPossible: (chosen) => one(chosen) && chosen[0]?.nurse.onBreakUntil !== null,
    run: forEachOne((desk, ward, nurseId) => {
      const { hospitalId } = parseWardKey(ward);
      desk.run({ kind: 'end-break', ward, nurseId, body: { hospitalId } });
    }),
  },
  {
    id: 'message',
    text: 'Send a message',
    keyName: 'e',
    icon: <MessageSquare aria-hidden />,
    isPossible: (chosen) => chosen.length === 1,
    run: forEachOne((desk, ward, nurseId) => {
      desk.ask({ kind: 'message', ward, nurseId });
    }),
  },
  {
    id: 'end-shift',
    text: 'End the shift early',
    keyName: 'o',
    icon: <DoorOpen aria-hidden />,
    tone: 'danger',
    isPossible: one,
    run: forEachOne((desk, ward, nurseId) => {
      desk.ask({ kind: 'end-shift', ward, nurseId });
    }),
  },
];
