import {
  ArrowLeftRight,
  BedDouble,
  Gauge,
  LogOut,
  NotebookPen,
  PanelRightOpen,
  Plus,
  Send,
  UserRoundMinus,
  UserRoundPlus,
} from 'lucide-react';
import type { BedItem } from '../view/bed-items.ts';
import type { ItemAction } from './item-action.ts';

type BedAction = ItemAction<BedItem>;

const withPatient = (chosen: readonly BedItem[]) => chosen.some((item) => item.stay !== null);
const onePatient = (chosen: readonly BedItem[]) => chosen.length === 1 && withPatient(chosen);

function stayIds(chosen: readonly BedItem[]): readonly string[] {
  return chosen.flatMap((item) => (item.stay ? [item.stay.id] : []));
}

function askAboutOne(kind: 'patient' | 'bed' | 'swap' | 'transfer'): BedAction['run'] {
  return (desk, ward, chosen) => {
    const [stayId] = stayIds(chosen);
    if (stayId !== undefined) desk.ask({ kind, ward, stayId });
  };
}

function askAboutAll(kind: 'assign' | 'acuity' | 'discharge'): BedAction['run'] {
  return (desk, ward, chosen) => {
    desk.ask({ kind, ward, stayIds: stayIds(chosen) });
  };
}

export const BED_ACTIONS: readonly BedAction[] = [
  {
    id: 'open',
    text: 'Open',
    keyName: 'Enter',
    icon: <PanelRightOpen aria-hidden />,
    isPossible: onePatient,
    run: askAboutOne('patient'),
  },
  {
    id: 'admit',
    text: 'Admit a patient',
    keyName: 'n',
    icon: <Plus aria-hidden />,
    isPossible: (chosen) => chosen.length <= 1 && !withPatient(chosen),
    run: (desk, ward, chosen) => {
      desk.ask({ kind: 'admit', ward, bedId: chosen[0]?.bed?.id ?? null });
    },
  },
  {
    id: 'assign',
    text: 'Assign a nurse',
    keyName: 'a',
    icon: <UserRoundPlus aria-hidden />,
    isPossible: withPatient,
    run: askAboutAll('assign'),
  },
  {
    id: 'end-assignment',
    text: 'End an assignment',
    keyName: 'x',
    icon: <UserRoundMinus aria-hidden />,
    isPossible: (chosen) => chosen.some((item) => item.holders.length > 0),
    run: (desk, ward, chosen) => {
      const held = chosen.filter((item) => item.holders.length > 0);
      desk.ask({ kind: 'end-assignment', ward, stayIds: stayIds(held) });
    },
  },
  {
    id: 'acuity',
    text: 'Set the acuity',
    keyName: 'c',
    icon: <Gauge aria-hidden />,
    isPossible: withPatient,
    run: askAboutAll('acuity'),
  },
  {
    id: 'bed',
    text: 'Change the bed',
    keyName: 'l',
    icon: <BedDouble aria-hidden />,
    isPossible: onePatient,
    run: askAboutOne('bed'),
  },
  {
    id: 'swap',
    text: 'Swap beds with another',
    keyName: 's',
    icon: <ArrowLeftRight aria-hidden />,
    isPossible: (chosen) => onePatient(chosen) && chosen[0]?.bed != null,
    run: askAboutOne('swap'),
  },
  {
    id: 'note',
    text: 'Write a hand-over note',
    keyName: 'h',
    icon: <NotebookPen aria-hidden />,
    isPossible: (chosen) => chosen.length === 1 && (chosen[0]?.holders.length ?? 0) > 0,
    run: (desk, ward, chosen) => {
      const assignmentId = chosen[0]?.holders[0]?.assignment.id;
      if (assignmentId !== undefined) desk.ask({ kind: 'note', ward, assignmentId });
    },
  },
  {
    id: 'transfer',
    text: 'Transfer to another ward',
    keyName: 't',
    icon: <Send aria-hidden />,
    isPossible: onePatient,
    run: askAboutOne('transfer'),
  },
  {
    id: 'discharge',
    text: 'Discharge',
    keyName: 'd',
    icon: <LogOut aria-hidden />,
    tone: 'danger',
    isPossible: withPatient,
    run: askAboutAll('discharge'),
  },
];
