import type { WardKey } from '../../../src-shared/contract/ids.ts';
import type { Assignment } from '../../../src-shared/contract/state/assignment.ts';
import type { HouseState } from '../../../src-shared/contract/state/house-state.ts';
import type { LogState } from '../../../src-shared/contract/state/log-state.ts';
import type { Nurse } from '../../../src-shared/contract/state/nurse.ts';
import type { Stay } from '../../../src-shared/contract/state/stay.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import type { Board, NurseRecord, Outcome } from '../../../src-shared/domain/board.ts';
import { logsAfter } from '../../../src-shared/domain/board-after.ts';
import { sortedById } from '../../../src-shared/domain/log/by-id.ts';
import { Refusal } from '../../../src-shared/domain/refusal.ts';

/** The moment at which every fixture stands, in the middle of the day shift. */
export const NOON = '2026-03-02T12:00:00.000Z';
export const DAY = {
  startsAt: '2026-03-02T07:00:00.000Z',
  endsAt: '2026-03-02T19:00:00.000Z',
};

/** The nth UUID of a series that sorts by n. */
export function uuid(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

export function aStay(n: number, rest: Partial<Stay> = {}): Stay {
  return {
    id: uuid(n),
    patient: { ref: `P-${n}`, label: `Patient ${n}` },
    bedId: null,
    acuity: null,
    admittedAt: DAY.startsAt,
    expectedDischargeAt: null,
    ...rest,
  };
}

export function anAssignment(
  n: number,
  nurseId: string,
  stayId: string | null,
  rest: Partial<Assignment> = {},
): Assignment {
  return {
    id: uuid(n),
    nurseId,
    stayId,
    startedAt: DAY.startsAt,
    startedBy: 'dispatcher',
    deliveredAt: null,
    confirmedAt: null,
    notes: [],
    ...rest,
  };
}

export function aRecord(id: string, rest: Partial<NurseRecord> = {}): NurseRecord {
  return {
    id,
    name: `Nurse ${id}`,
    licence: 'RN',
    competencies: ['critical_care', 'medical_surgical'],
    homeWardId: null,
    userId: null,
    post: null,
    ...rest,
  };
}

/** The record of a nurse on the day shift of a ward, or of the pool. */
export function onDuty(id: string, wardId: string, rest: Partial<NurseRecord> = {}): NurseRecord {
  return aRecord(id, { post: { wardId, shift: { id: `D-${id}`, ...DAY } }, ...rest });
}

/** How a nurse stands in a log, by her record. */
export function asNurse(record: NurseRecord, rest: Partial<Nurse> = {}): Nurse {
  return {
    id: record.id,
    name: record.name,
    licence: record.licence,
    competencies: [...record.competencies],
    shift: record.post?.shift ?? null,
    onBreakUntil: null,
    relievedBy: null,
    ...rest,
  };
}

export function aWard(wardId: string, rest: Partial<WardState> = {}): WardState {
  return {
    hospitalId: 'H1',
    wardId,
    name: `Ward ${wardId}`,
    unitType: 'critical_care',
    beds: [
      { id: 'B1', label: '1' },
      { id: 'B2', label: '2' },
      { id: 'B3', label: '3' },
    ],
    stays: [],
    nurses: [],
    assignments: [],
    alerts: [],
    staffing: null,
    ...rest,
  };
}

export function aHouse(rest: Partial<HouseState> = {}): HouseState {
  return { hospitalId: 'H1', wardId: '_house', nurses: [], shifts: [], packs: [], ...rest };
}

/**
 * A board of hospital H1 at noon. Nurses on duty stand in their log without being put there, as
 * they do in the rows; the house is always on it.
 */
export function aBoard(states: readonly LogState[], nurses: readonly NurseRecord[] = []): Board {
  const logs = new Map<WardKey, LogState>([['H1/_house', aHouse()]]);
  for (const state of states) logs.set(`${state.hospitalId}/${state.wardId}`, state);
  for (const record of nurses) {
    const state = record.post && logs.get(`H1/${record.post.wardId}`);
    if (!state || state.nurses.some((nurse) => nurse.id === record.id)) continue;
    const present = [...sortedById([...state.nurses, asNurse(record)])];
    logs.set(`H1/${state.wardId}`, { ...state, nurses: present });
  }
  let drawn = 0xf000;
  return {
    hospitalId: 'H1',
    at: NOON,
    actor: 'dispatcher',
    logs,
    nurses: new Map(nurses.map((record) => [record.id, record])),
    newId: () => uuid(drawn++),
  };
}

/** The types of an outcome's events with their wards, as a table test reads them. */
export function eventsOf(outcome: Outcome<unknown>): string[] {
  return outcome.drafts.map((draft) => `${draft.ward} ${draft.type}`);
}

/** A ward as it is after an outcome. */
export function wardAfter(board: Board, outcome: Outcome<unknown>, wardId: string): WardState {
  const state = logsAfter(board.logs, outcome.drafts).get(`H1/${wardId}`);
  if (state === undefined || !('stays' in state)) throw new Error(`no ward ${wardId}`);
  return state;
}

/** What a transition refused; fails when it did not. */
export function refusalOf(run: () => unknown): Refusal {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
