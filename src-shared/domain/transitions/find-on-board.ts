import { HOUSE_WARD_ID, wardKey, type WardKey } from '../../contract/ids.ts';
import type { Alert } from '../../contract/state/alert.ts';
import type { Assignment } from '../../contract/state/assignment.ts';
import type { HouseState } from '../../contract/state/house-state.ts';
import type { LogState } from '../../contract/state/log-state.ts';
import type { Nurse, ShiftSpan } from '../../contract/state/nurse.ts';
import type { Stay } from '../../contract/state/stay.ts';
import type { WardState } from '../../contract/state/ward-state.ts';
import type { Board, NurseRecord } from '../board.ts';
import { findById } from '../log/by-id.ts';
import { isHouse } from '../log/log-kind.ts';
import { Refusal } from '../refusal.ts';

export interface LogOnBoard {
  readonly key: WardKey;
  readonly state: LogState;
}

export interface WardOnBoard {
  readonly key: WardKey;
  readonly state: WardState;
}

/** The log of a ward or of the house. Refuses with `not_found`. */
export function logOf(board: Board, wardId: string, hospitalId = board.hospitalId): LogOnBoard {
  const key = wardKey({ hospitalId, wardId });
  const state = board.logs.get(key);
  if (state === undefined || (!isHouse(state) && state.name === null)) {
    throw new Refusal('not_found', `Hospital ${hospitalId} has no ward ${wardId}.`);
  }
  return { key, state };
}

/** A ward that patients lie in: not the house. Refuses with `not_found`. */
export function wardOf(board: Board, wardId: string): WardOnBoard {
  const { key, state } = logOf(board, wardId);
  if (isHouse(state)) {
    throw new Refusal('not_found', `${HOUSE_WARD_ID} is the float pool, not a ward with beds.`);
  }
  return { key, state };
}

/** The house's log. It is always there; a caller that has not locked it has made a mistake. */
export function houseOf(board: Board): { readonly key: WardKey; readonly state: HouseState } {
  const key = wardKey({ hospitalId: board.hospitalId, wardId: HOUSE_WARD_ID });
  const state = board.logs.get(key);
  if (state === undefined || !isHouse(state)) throw new Error(`${key} is not on the board`);
  return { key, state };
}

export interface StayOnBoard {
  readonly ward: WardOnBoard;
  readonly stay: Stay;
}

/** An open stay and its ward, if any log on the board has it. */
export function findStay(board: Board, stayId: string): StayOnBoard | undefined {
  for (const [key, state] of board.logs) {
    if (isHouse(state)) continue;
    const stay = findById(state.stays, stayId);
    if (stay !== undefined) return { ward: { key, state }, stay };
  }
  return undefined;
}

/** An open stay and its ward. Refuses with `not_found`; that it has ended, only its row can tell. */
export function stayOf(board: Board, stayId: string): StayOnBoard {
  const found = findStay(board, stayId);
  if (found !== undefined) return found;
  throw new Refusal('not_found', `No patient is here under the stay ${stayId}.`);
}

/** An open assignment and its ward. Refuses with `not_found`, as `stayOf`. */
export function assignmentOf(
  board: Board,
  assignmentId: string,
): { ward: WardOnBoard; assignment: Assignment } {
  for (const [key, state] of board.logs) {
    if (isHouse(state)) continue;
    const assignment = findById(state.assignments, assignmentId);
    if (assignment !== undefined) return { ward: { key, state }, assignment };
  }
  throw new Refusal('not_found', `There is no open assignment ${assignmentId}.`);
}

/** A standing alert and its ward. Refuses with `not_found`: that it is over, only its row can tell. */
export function alertOf(board: Board, alertId: string): { ward: WardOnBoard; alert: Alert } {
  for (const [key, state] of board.logs) {
    if (isHouse(state)) continue;
    const alert = findById(state.alerts, alertId);
    if (alert !== undefined) return { ward: { key, state }, alert };
  }
  throw new Refusal('not_found', `There is no standing alert ${alertId}.`);
}

/** A nurse of the hospital, on duty or not. Refuses with `not_found`. */
export function nurseOf(board: Board, nurseId: string): NurseRecord {
  const record = board.nurses.get(nurseId);
  if (record === undefined) {
    throw new Refusal('not_found', `Hospital ${board.hospitalId} has no nurse ${nurseId}.`);
  }
  return record;
}

/** Where a nurse is on duty, and how she stands in that log. */
export interface Duty {
  readonly log: LogOnBoard;
  readonly nurse: Nurse;
  readonly shift: ShiftSpan;
}

/** The running shift, also when its time is up and the clock has not closed it yet; else null. */
export function openDutyOf(board: Board, record: NurseRecord): Duty | null {
  if (record.post === null) return null;
  const log = logOf(board, record.post.wardId);
  const nurse = findById(log.state.nurses, record.id);
  if (nurse === undefined) throw new Error(`${record.id} is on duty in ${log.key}, but not in it`);
  return { log, nurse, shift: record.post.shift };
}

/** The running shift. Refuses with `nurse_off_shift`, also when its time is up. */
export function dutyOf(board: Board, record: NurseRecord): Duty {
  if (record.post === null || record.post.shift.endsAt <= board.at) {
    throw new Refusal('nurse_off_shift', `${record.name} (${record.id}) has no running shift.`);
  }
  const duty = openDutyOf(board, record);
  if (duty === null) throw new Error(`${record.id} lost her post`);
  return duty;
}
