import {
  Coffee,
  DoorOpen,
  MessageSquare,
  MoveRight,
  PanelRightOpen,
  Undo2,
  UserRoundPlus,
} from 'lucide-react';
import { parseWardKey } from '../../src-shared/contract/ids.ts';
import type { NurseItem } from '../view/nurse-items.ts';
import type { ItemAction } from './item-action.ts';

type NurseAction = ItemAction<NurseItem>;

const onDuty = (item: NurseItem) => item.nurse.shift !== null;
const one = (chosen: readonly NurseItem[]) => chosen.length === 1 && chosen.every(onDuty);

function askAboutOne(kind: 'nurse' | 'assign-to' | 'break' | 'end-shift'): NurseAction['run'] {
  return (desk, ward, [nurse]) => {
    if (nurse) desk.ask({ kind, ward, nurseId: nurse.id });
  };
}

export const NURSE_ACTIONS: readonly NurseAction[] = [
  {
    id: 'open',
    text: 'Open',
    keyName: 'Enter',
    icon: <PanelRightOpen aria-hidden />,
    isPossible: (chosen) => chosen.length === 1,
    run: askAboutOne('nurse'),
  },
  {
    id: 'assign-to',
    text: 'Assign a patient',
    keyName: 'a',
    icon: <UserRoundPlus aria-hidden />,
    isPossible: one,
    run: askAboutOne('assign-to'),
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
    run: askAboutOne('break'),
  },
  {
    id: 'back',
    text: 'Back from the break',
    keyName: 'b',
    icon: <Undo2 aria-hidden />,
    isPossible: (chosen) => one(chosen) && chosen[0]?.nurse.onBreakUntil !== null,
    run: (desk, ward, [nurse]) => {
      if (!nurse) return;
      const { hospitalId } = parseWardKey(ward);
      desk.run({ kind: 'end-break', ward, nurseId: nurse.id, body: { hospitalId } });
    },
  },
  {
    id: 'message',
    text: 'Send a message',
    keyName: 'e',
    icon: <MessageSquare aria-hidden />,
    isPossible: (chosen) => chosen.length === 1,
    run: (desk, ward, [nurse]) => {
      if (nurse) desk.ask({ kind: 'message', ward, nurseId: nurse.id });
    },
  },
  {
    id: 'end-shift',
    text: 'End the shift early',
    keyName: 'o',
    icon: <DoorOpen aria-hidden />,
    tone: 'danger',
    isPossible: one,
    run: askAboutOne('end-shift'),
  },
];
