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
import type { ReactNode } from 'react';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { BedItem } from '../view/bed-items.ts';
import type { Desk } from './desk.ts';

/** Something that can be done with the chosen beds; one list for the menu, the keys and the drawer. */
export interface BedAction {
  readonly id: string;
  readonly text: string;
  readonly keyName: string;
  readonly icon: ReactNode;
  readonly tone?: 'danger';
  readonly isPossible: (chosen: readonly BedItem[]) => boolean;
  readonly run: (desk: Desk, ward: WardKey, chosen: readonly BedItem[]) => void;
}

const withPatient = (chosen: readonly BedItem[]) => chosen.some((item) => item.stay !== null);
const onePatient = (chosen: readonly BedItem[]) => chosen.length === 1 && withPatient(chosen);

function stayIds(chosen: readonly BedItem[]): readonly string[] {
  return chosen.flatMap((item) => (item.stay ? [item.stay.id] : []));
}

function withStay(chosen: readonly BedItem[], then: (stayId: string) => void): void {
  const [stayId] = stayIds(chosen);
  if (stayId !== undefined) then(stayId);
}

export const BED_ACTIONS: readonly BedAction[] = [
  {
    id: 'open',
    text: 'Open',
    keyName: 'Enter',
    icon: <PanelRightOpen aria-hidden />,
    isPossible: onePatient,
    run: (desk, ward, chosen) => {
      withStay(chosen, (stayId) => {
        desk.ask({ kind: 'patient', ward, stayId });
      });
    },
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
    run: (desk, ward, chosen) => {
      desk.ask({ kind: 'assign', ward, stayIds: stayIds(chosen) });
    },
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
    run: (desk, ward, chosen) => {
      desk.ask({ kind: 'acuity', ward, stayIds: stayIds(chosen) });
    },
  },
  {
    id: 'bed',
    text: 'Change the bed',
    keyName: 'l',
    icon: <BedDouble aria-hidden />,
    isPossible: onePatient,
    run: (desk, ward, chosen) => {
      withStay(chosen, (stayId) => {
        desk.ask({ kind: 'bed', ward, stayId });
      });
    },
  },
  {
    id: 'swap',
    text: 'Swap beds with another',
    keyName: 's',
    icon: <ArrowLeftRight aria-hidden />,
    isPossible: (chosen) => onePatient(chosen) && chosen[0]?.bed != null,
    run: (desk, ward, chosen) => {
      withStay(chosen, (stayId) => {
        desk.ask({ kind: 'swap', ward, stayId });
      });
    },
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
    run: (desk, ward, chosen) => {
      withStay(chosen, (stayId) => {
        desk.ask({ kind: 'transfer', ward, stayId });
      });
    },
  },
  {
    id: 'discharge',
    text: 'Discharge',
    keyName: 'd',
    icon: <LogOut aria-hidden />,
    tone: 'danger',
    isPossible: withPatient,
    run: (desk, ward, chosen) => {
      desk.ask({ kind: 'discharge', ward, stayIds: stayIds(chosen) });
    },
  },
];
