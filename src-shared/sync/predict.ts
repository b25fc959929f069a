import type { WardKey } from '../contract/ids.ts';
import { HOUSE_WARD_ID, parseWardKey, wardKey } from '../contract/ids.ts';
import type { LogState } from '../contract/state/log-state.ts';
import type { Board, EventDraft, NurseRecord } from '../domain/board.ts';
import { isHouse } from '../domain/log/log-kind.ts';
import { packOfWard } from '../domain/staffing/pack-of-ward.ts';
import { withStaffing } from '../domain/staffing/with-staffing.ts';
import { acknowledgeAlert } from '../domain/transitions/acknowledge-alert.ts';
import { addNote } from '../domain/transitions/add-note.ts';
import { admitStay } from '../domain/transitions/admit-stay.ts';
import { assignNurse } from '../domain/transitions/assign-nurse.ts';
import { confirmAssignment } from '../domain/transitions/confirm-assignment.ts';
import { dischargeStay } from '../domain/transitions/discharge-stay.ts';
import { endAssignment } from '../domain/transitions/end-assignment.ts';
import { endBreak } from '../domain/transitions/end-break.ts';
import { endShift } from '../domain/transitions/end-shift.ts';
import { moveNurse } from '../domain/transitions/move-nurse.ts';
import { setAcuity } from '../domain/transitions/set-acuity.ts';
import { setBed } from '../domain/transitions/set-bed.ts';
import { shelveAlert } from '../domain/transitions/shelve-alert.ts';
import { startBreak } from '../domain/transitions/start-break.ts';
import { swapBeds } from '../domain/transitions/swap-beds.ts';
import { transferStay } from '../domain/transitions/transfer-stay.ts';
import { unshelveAlert } from '../domain/transitions/unshelve-alert.ts';
import type { Command } from './command.ts';
import { wardOfCommand } from './command-request.ts';

export interface Prediction {
  /** Who gave the command. */
  readonly actor: string;
  /** When, as a time of the wire. */
  readonly at: string;
  readonly commandId: string;
}

/**
 * What the server would most likely write for a command, staffing verdicts included, judged from
 * the boards on this device by the very transitions that the server runs. Null where they do not
 * allow it, or where the device does not know enough: only the server can tell then.
 */
export function predict(
  command: Command,
  boards: ReadonlyMap<WardKey, LogState>,
  { actor, at, commandId }: Prediction,
): readonly EventDraft[] | null {
  const { hospitalId } = parseWardKey(wardOfCommand(command));
  let nurses: Board['nurses'] | null = null;
  const board: Board = {
    hospitalId,
    at,
    actor,
    logs: boards,
    // Only when a transition asks: that is all boards of the hospital to read.
    get nurses() {
      return (nurses ??= nursesOn(boards, hospitalId, at));
    },
    newId: () => commandId,
  };
  try {
    return withVerdicts(boards, transition(board, command), at);
  } catch {
    // A refusal, or a ward or nurse that is not on this device.
    return null;
  }
}

function transition(board: Board, command: Command): readonly EventDraft[] {
  switch (command.kind) {
    case 'admit-stay':
      return admitStay(board, command.body).drafts;
    case 'transfer-stay':
      return transferStay(board, { ...command.body, stayId: command.stayId }).drafts;
    case 'discharge-stay':
      return dischargeStay(board, command).drafts;
    case 'set-acuity':
      return setAcuity(board, { ...command.body, stayId: command.stayId }).drafts;
    case 'set-bed':
      return setBed(board, { ...command.body, stayId: command.stayId }).drafts;
    case 'swap-beds':
      return swapBeds(board, { ...command.body, stayId: command.stayId }).drafts;
    case 'assign-nurse':
      return assignNurse(board, command.body).drafts;
    case 'confirm-assignment':
      return confirmAssignment(board, command).drafts;
    case 'end-assignment':
      return endAssignment(board, command).drafts;
    case 'add-note':
      return addNote(board, { ...command.body, assignmentId: command.assignmentId }).drafts;
    case 'move-nurse':
      return moveNurse(board, { ...command.body, nurseId: command.nurseId }).drafts;
    case 'start-break':
      return startBreak(board, { ...command.body, nurseId: command.nurseId }).drafts;
    case 'end-break':
      return endBreak(board, command).drafts;
    case 'end-shift':
      return endShift(board, command).drafts;
    case 'acknowledge-alert':
      return acknowledgeAlert(board, command).drafts;
    case 'shelve-alert':
      return shelveAlert(board, { ...command.body, alertId: command.alertId }).drafts;
    case 'unshelve-alert':
      return unshelveAlert(board, command).drafts;
  }
}

/** The drafts, and for each ward they touch what its rule pack then says. */
function withVerdicts(
  boards: ReadonlyMap<WardKey, LogState>,
  drafts: readonly EventDraft[],
  at: string,
): readonly EventDraft[] {
  const touched = new Set(drafts.map((draft) => draft.ward));
  const verdicts = [...touched].flatMap((ward) => {
    const state = boards.get(ward);
    if (state === undefined || isHouse(state)) return [];
    const own = drafts.filter((draft) => draft.ward === ward);
    const house = boards.get(wardKey({ ...parseWardKey(ward), wardId: HOUSE_WARD_ID }));
    const pack = packOfWard(state, house !== undefined && isHouse(house) ? house : null);
    return withStaffing(new Map([[ward, state]]), own, at, pack).drafts.slice(own.length);
  });
  return [...drafts, ...verdicts];
}

/** The nurses whom the boards on this device show, with the ward in which their shift runs. */
function nursesOn(
  boards: ReadonlyMap<WardKey, LogState>,
  hospitalId: string,
  at: string,
): ReadonlyMap<string, NurseRecord> {
  const nurses = new Map<string, NurseRecord>();
  for (const [ward, state] of boards) {
    const here = parseWardKey(ward);
    if (here.hospitalId !== hospitalId) continue;
    for (const { id, name, licence, competencies, shift } of state.nurses) {
      const runs = shift !== null && shift.startsAt <= at && at < shift.endsAt;
      if (nurses.has(id) && !runs) continue;
      const post = runs ? { wardId: here.wardId, shift } : null;
      const known = { id, name, licence, competencies, homeWardId: null, userId: null };
      nurses.set(id, { ...known, post });
    }
  }
  return nurses;
}
