import type { Ask } from '../../app/desk.ts';
import { AcuityDialog } from './dialogs/acuity-dialog.tsx';
import { AdmitDialog } from './dialogs/admit-dialog.tsx';
import { AssignDialog } from './dialogs/assign-dialog.tsx';
import { AssignToDialog } from './dialogs/assign-to-dialog.tsx';
import { BedDialog } from './dialogs/bed-dialog.tsx';
import { BreakDialog } from './dialogs/break-dialog.tsx';
import { DischargeDialog } from './dialogs/discharge-dialog.tsx';
import { EndAssignmentDialog } from './dialogs/end-assignment-dialog.tsx';
import { EndShiftDialog } from './dialogs/end-shift-dialog.tsx';
import { HandOverDialog } from './dialogs/hand-over-dialog.tsx';
import { HelpDialog } from './dialogs/help-dialog.tsx';
import { JumpDialog } from './dialogs/jump-dialog.tsx';
import { KeysDialog } from './dialogs/keys-dialog.tsx';
import { MessageDialog } from './dialogs/message-dialog.tsx';
import { MoveNurseDialog } from './dialogs/move-nurse-dialog.tsx';
import { NoteDialog } from './dialogs/note-dialog.tsx';
import { NurseDrawer } from './dialogs/nurse-drawer.tsx';
import { OverrideDialog } from './dialogs/override-dialog.tsx';
import { PatientDrawer } from './dialogs/patient-drawer.tsx';
import { SwapDialog } from './dialogs/swap-dialog.tsx';
import { TransferDialog } from './dialogs/transfer-dialog.tsx';
import { Palette } from './palette/palette.tsx';

/** The window that answers a request. */
export function AskWindow({ ask, onClose }: { ask: Ask; onClose: () => void }) {
  switch (ask.kind) {
    case 'assign':
      return <AssignDialog ward={ask.ward} stayIds={ask.stayIds} onClose={onClose} />;
    case 'assign-to':
      return <AssignToDialog ward={ask.ward} nurseId={ask.nurseId} onClose={onClose} />;
    case 'end-assignment':
      return <EndAssignmentDialog ward={ask.ward} stayIds={ask.stayIds} onClose={onClose} />;
    case 'move-nurse':
      return <MoveNurseDialog ward={ask.ward} nurseIds={ask.nurseIds} onClose={onClose} />;
    case 'admit':
      return <AdmitDialog ward={ask.ward} bedId={ask.bedId} onClose={onClose} />;
    case 'transfer':
      return <TransferDialog ward={ask.ward} stayId={ask.stayId} onClose={onClose} />;
    case 'discharge':
      return <DischargeDialog ward={ask.ward} stayIds={ask.stayIds} onClose={onClose} />;
    case 'acuity':
      return <AcuityDialog ward={ask.ward} stayIds={ask.stayIds} onClose={onClose} />;
    case 'bed':
      return <BedDialog ward={ask.ward} stayId={ask.stayId} onClose={onClose} />;
    case 'swap':
      return <SwapDialog ward={ask.ward} stayId={ask.stayId} onClose={onClose} />;
    case 'break':
      return <BreakDialog ward={ask.ward} nurseId={ask.nurseId} onClose={onClose} />;
    case 'end-shift':
      return <EndShiftDialog ward={ask.ward} nurseId={ask.nurseId} onClose={onClose} />;
    case 'message':
      return <MessageDialog ward={ask.ward} nurseId={ask.nurseId} onClose={onClose} />;
    case 'help':
      return <HelpDialog ward={ask.ward} onClose={onClose} />;
    case 'note':
      return <NoteDialog ward={ask.ward} assignmentId={ask.assignmentId} onClose={onClose} />;
    case 'patient':
      return <PatientDrawer ward={ask.ward} stayId={ask.stayId} onClose={onClose} />;
    case 'nurse':
      return <NurseDrawer ward={ask.ward} nurseId={ask.nurseId} onClose={onClose} />;
    case 'override':
      return <OverrideDialog command={ask.command} why={ask.why} onClose={onClose} />;
    case 'palette':
      return <Palette key={ask.query} query={ask.query} onClose={onClose} />;
    case 'jump':
      return <JumpDialog onClose={onClose} />;
    case 'hand-over':
      return <HandOverDialog nurseId={ask.nurseId} onClose={onClose} />;
    case 'keys':
      return <KeysDialog onClose={onClose} />;
  }
}
