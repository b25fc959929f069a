import { parseWardKey } from '../../../src-shared/contract/ids.ts';
import type { Patient, Stay } from '../../../src-shared/contract/state/stay.ts';
import { boardAfter } from '../../../src-shared/domain/board-after.ts';
import type { Board, EventDraft, Outcome } from '../../../src-shared/domain/board.ts';
import { isHouse } from '../../../src-shared/domain/log/log-kind.ts';
import { addBed } from '../../../src-shared/domain/transitions/add-bed.ts';
import { admitStay } from '../../../src-shared/domain/transitions/admit-stay.ts';
import { dischargeStay } from '../../../src-shared/domain/transitions/discharge-stay.ts';
import { wardOf } from '../../../src-shared/domain/transitions/find-on-board.ts';
import { reopenStay } from '../../../src-shared/domain/transitions/reopen-stay.ts';
import { setBed } from '../../../src-shared/domain/transitions/set-bed.ts';
import { transferStay } from '../../../src-shared/domain/transitions/transfer-stay.ts';
import { updateStay } from '../../../src-shared/domain/transitions/update-stay.ts';
import type { StayCorrection } from '../../../src-shared/domain/transitions/update-stay.ts';
import { samePlace } from './wanted.ts';
import type { Wanted, WantedPlace } from './wanted.ts';

/** A visit whose messages have come to something new. */
export interface VisitChange {
  /** What they had come to before; null: nothing was known of the visit. */
  readonly before: Wanted | null;
  /** `place`, if any, is in the board's hospital. */
  readonly after: Wanted;
  /** The visit's stay, open or ended; null: it never had one. */
  readonly stayId: string | null;
  /** The row of that stay where it has ended, and when (ms). */
  readonly ended: { readonly wardId: string; readonly stay: Stay; readonly at: number } | null;
  /** When a person last put that patient where she is (ms); null: messages did. */
  readonly deskPlacedAt: number | null;
  /** Other open stays of the same visit (two patients were merged into one): they end. */
  readonly surplus: readonly string[];
  /** An administrator replays: who still waits for a bed tries it again, though nothing new was said. */
  readonly again: boolean;
}

/** A patient who waits for a bed that was taken when the message came. */
export interface WaitingVisit {
  readonly visit: string;
  readonly stayId: string;
  readonly wardId: string;
  readonly bedId: string;
}

export interface VisitPlaced {
  /** The stay that is the visit's now. */
  readonly stayId: string | null;
  /** Whether the messages put the patient elsewhere, or nowhere; `conflict` is of that alone. */
  readonly moved: boolean;
  /** The bed that the patient should have and does not, and why; null: nothing is in the way. */
  readonly conflict: { readonly bedId: string; readonly reason: string } | null;
  /** What a person did later and stands against the messages; null: nothing does. */
  readonly overruled: string | null;
}

export interface VisitsPlaced {
  readonly drafts: readonly EventDraft[];
  /** One for each change, in their order. */
  readonly placed: readonly VisitPlaced[];
  /** Those of `waiting` who got their bed. */
  readonly healed: readonly WaitingVisit[];
}

/**
 * Carries what messages have come to onto the board, in one transaction's worth of events. Only
 * what changed against `before` is carried, and no place that is older than the one a dispatcher
 * chose, so that what dispatchers did meanwhile stays. A taken
 * bed, or one the ward does not have, leaves the patient in the ward without a bed.
 *
 * Needs the wards of the stays, of the places and of those who wait, and the records of their nurses.
 */
export function placeVisits(
  board: Board,
  changes: readonly VisitChange[],
  waiting: readonly WaitingVisit[],
): VisitsPlaced {
  const play = new Play(board);
  for (const change of changes) play.vacate(change, changes);
  const placed = changes.map((change) => play.place(change));
  const healed = waiting.filter((one) => play.heal(one));
  return { drafts: play.drafts, placed, healed };
}

interface Target {
  readonly wardId: string;
  readonly bedId: string | null;
  readonly conflict: VisitPlaced['conflict'];
}

class Play {
  readonly drafts: EventDraft[] = [];
  #board: Board;

  constructor(board: Board) {
    this.#board = board;
  }

  /** A swap: who lies where another of the same message is going leaves that bed first. */
  vacate(change: VisitChange, all: readonly VisitChange[]): void {
    const open = this.#openStay(change.stayId);
    if (open === null || open.stay.bedId === null || !this.#moves(change)) return;
    const { wardId, stay } = open;
    const wanted = all.some(
      (other) =>
        other !== change &&
        this.#moves(other) &&
        other.after.place?.wardId === wardId &&
        other.after.place.bed?.id === stay.bedId,
    );
    if (wanted) this.#run(setBed(this.#board, { stayId: stay.id, bedId: null }));
  }

  place(change: VisitChange): VisitPlaced {
    for (const stayId of change.surplus) this.#discharge(stayId);
    const { after, before } = change;
    const open = this.#openStay(change.stayId);
    if (after.gone) {
      if (open !== null && before?.gone !== true) this.#discharge(open.stay.id);
      return { stayId: change.stayId, moved: true, conflict: null, overruled: null };
    }
    const overruled = this.#overruled(change);
    const goesTo = this.#moves(change) ? after.place : null;
    if (open === null && (goesTo === null || overruled !== null))
      return { stayId: change.stayId, moved: false, conflict: null, overruled };
    const target = goesTo === null ? null : this.#target(goesTo, change.stayId);
    const stayId = open?.stay.id ?? this.#admit(change, target);
    if (target !== null) this.#move(stayId, target);
    if (open !== null) this.#correct(stayId, change);
    return { stayId, moved: target !== null, conflict: target?.conflict ?? null, overruled };
  }

  heal({ stayId, wardId, bedId }: WaitingVisit): boolean {
    const open = this.#openStay(stayId);
    if (open === null || open.wardId !== wardId || open.stay.bedId !== null) return false;
    if (this.#obstacle(wardId, bedId, stayId) !== null) return false;
    this.#run(setBed(this.#board, { stayId, bedId }));
    return true;
  }

  /** With all that messages say. A visit that had a stay gets the same one back, in its ward. */
  #admit({ after, ended }: VisitChange, target: Target | null): string {
    const patient = patientOf(after);
    if (target === null || patient === null) throw new Error('nobody to admit, or nowhere');
    const { wardId, bedId } = target;
    if (ended !== null) {
      const stay = {
        ...ended.stay,
        patient,
        bedId: ended.wardId === wardId ? bedId : null,
        admittedAt: optionalTime(after.admittedAt) ?? ended.stay.admittedAt,
        expectedDischargeAt: optionalTime(after.expectedDischargeAt),
      };
      this.#run(reopenStay(this.#board, { wardId: ended.wardId, stay }));
      return stay.id;
    }
    const outcome = admitStay(this.#board, {
      hospitalId: this.#board.hospitalId,
      wardId,
      bedId,
      patient,
      ...(after.admittedAt === null ? {} : { admittedAt: wireTime(after.admittedAt) }),
      expectedDischargeAt: optionalTime(after.expectedDischargeAt),
    });
    this.#run(outcome);
    return outcome.answer.stay.id;
  }

  /** Where in the ward the patient can go: its bed, made if need be, or none where that is taken. */
  #target({ wardId, bed, onDemand }: WantedPlace, stayId: string | null): Target {
    if (bed === null) return { wardId, bedId: null, conflict: null };
    if (onDemand) this.#run(addBed(this.#board, { wardId, bed }));
    const reason = this.#obstacle(wardId, bed.id, stayId);
    if (reason === null) return { wardId, bedId: bed.id, conflict: null };
    return { wardId, bedId: null, conflict: { bedId: bed.id, reason } };
  }

  #move(stayId: string, { wardId, bedId }: Target): void {
    const open = this.#openStay(stayId);
    if (open?.wardId === wardId) this.#run(setBed(this.#board, { stayId, bedId }));
    else this.#run(transferStay(this.#board, { stayId, wardId, bedId }));
  }

  /** Why a patient cannot have a bed; null: it is free. Told to administrators: no patient is named. */
  #obstacle(wardId: string, bedId: string, stayId: string | null): string | null {
    const { state } = wardOf(this.#board, wardId);
    if (!state.beds.some((bed) => bed.id === bedId)) return `ward ${wardId} has no bed ${bedId}`;
    const taken = state.stays.some((stay) => stay.bedId === bedId && stay.id !== stayId);
    return taken ? `bed ${bedId} of ward ${wardId} is occupied` : null;
  }

  /** What the messages say anew about the patient; of a stay just taken over: all they say. */
  #correct(stayId: string, { before, after }: VisitChange): void {
    const change: StayCorrection = {};
    const patient = patientOf(after);
    if (patient !== null && !samePatient(patient, before)) change.patient = patient;
    if (after.admittedAt !== null && after.admittedAt !== before?.admittedAt) {
      change.admittedAt = wireTime(after.admittedAt);
    }
    if (after.expectedDischargeAt !== (before?.expectedDischargeAt ?? null)) {
      change.expectedDischargeAt = optionalTime(after.expectedDischargeAt);
    }
    this.#run(updateStay(this.#board, { stayId, change }));
  }

  /** Whether the messages put the patient elsewhere than she is, and nothing later stands against it. */
  #moves(change: VisitChange): boolean {
    return this.#isMoved(change) && this.#overruled(change) === null;
  }

  #overruled(change: VisitChange): string | null {
    if (change.after.place === null || !this.#isMoved(change)) return null;
    if (this.#openStay(change.stayId) === null) return leftSince(change) ? LEFT_SINCE : null;
    return placedSince(change) ? PLACED_SINCE : null;
  }

  #isMoved({ before, after, again, stayId }: VisitChange): boolean {
    if (!samePlace(before?.place ?? null, after.place)) return true;
    const open = again ? this.#openStay(stayId) : null;
    return open !== null && open.wardId === after.place?.wardId && open.stay.bedId === null;
  }

  #discharge(stayId: string): void {
    if (this.#openStay(stayId) !== null) this.#run(dischargeStay(this.#board, { stayId }));
  }

  #openStay(stayId: string | null): { wardId: string; stay: Stay } | null {
    if (stayId === null) return null;
    for (const [key, state] of this.#board.logs) {
      if (isHouse(state)) continue;
      const stay = state.stays.find((one) => one.id === stayId);
      if (stay !== undefined) return { wardId: parseWardKey(key).wardId, stay };
    }
    return null;
  }

  #run(outcome: Outcome<unknown>): void {
    this.drafts.push(...outcome.drafts);
    this.#board = boardAfter(this.#board, outcome.drafts);
  }
}

const LEFT_SINCE = 'somebody at a desk has discharged the patient since';
const PLACED_SINCE = 'somebody at a desk has placed the patient since';

/** Whether a person put the patient where she is after what the messages tell: that stands. */
function placedSince({ after, deskPlacedAt }: VisitChange): boolean {
  return deskPlacedAt !== null && (after.placedAt === null || after.placedAt < deskPlacedAt);
}

/** Whether a person discharged the patient after what the messages tell: that stands. */
function leftSince({ before, after, ended }: VisitChange): boolean {
  if (ended === null || before === null || before.gone) return false;
  return after.placedAt === null || after.placedAt <= ended.at;
}

function patientOf({ patient }: Wanted): Patient | null {
  return patient === null ? null : { ref: patient.ref, label: patient.label ?? patient.ref };
}

function samePatient(patient: Patient, before: Wanted | null): boolean {
  const known = before === null ? null : patientOf(before);
  return known !== null && known.ref === patient.ref && known.label === patient.label;
}

function wireTime(time: number): string {
  return new Date(time).toISOString();
}

function optionalTime(time: number | null): string | null {
  return time === null ? null : wireTime(time);
}
