import type { Assignment } from '../../../src-shared/contract/state/assignment.ts';
import type { Bed } from '../../../src-shared/contract/state/bed.ts';
import type { HouseState } from '../../../src-shared/contract/state/house-state.ts';
import type { Licence, Nurse, ShiftSpan } from '../../../src-shared/contract/state/nurse.ts';
import type { PlannedShift } from '../../../src-shared/contract/state/shift.ts';
import type { Staffing } from '../../../src-shared/contract/state/staffing.ts';
import type { Stay } from '../../../src-shared/contract/state/stay.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import type { NurseRecord } from '../../../src-shared/domain/board.ts';

interface NaiveNurse {
  name: string;
  licence: Licence;
  competencies: string[];
  running: { wardId: string; shift: ShiftSpan } | null;
  onBreakUntil: string | null;
  relievedBy: string | null;
  /** By ward: the last shift there, while an assignment keeps her. */
  endedIn: Map<string, ShiftSpan>;
}

interface NaiveWard {
  name: string;
  unitType: string;
  beds: Bed[];
  staffing: Staffing | null;
}

const HOUR = 3_600_000;
const MAX: Record<string, number> = { critical_care: 2, medical_surgical: 5, ed: 4, step_down: 3 };

/**
 * One hospital as somebody would keep it who has never heard of events: plain objects that change
 * in place, each command written down once more in its own words. Only what was accepted is told
 * to it.
 */
export class NaiveHospital {
  readonly wards = new Map<string, NaiveWard>();
  readonly nurses = new Map<string, NaiveNurse>();
  readonly stays = new Map<string, { wardId: string; stay: Stay }>();
  readonly assignments = new Map<string, { wardId: string; assignment: Assignment }>();
  readonly planned = new Map<string, PlannedShift>();
  /** Those of the planned shifts that began within 48 hours when somebody looked. */
  readonly announced = new Set<string>();

  nurse(id: string): NaiveNurse {
    const nurse = this.nurses.get(id);
    if (nurse === undefined) throw new Error(`no nurse ${id}`);
    return nurse;
  }

  stay(id: string): { wardId: string; stay: Stay } {
    const found = this.stays.get(id);
    if (found === undefined) throw new Error(`no stay ${id}`);
    return found;
  }

  removeStay(stayId: string): void {
    this.stays.delete(stayId);
    this.endAssignmentsWhere(({ assignment }) => assignment.stayId === stayId);
  }

  endAssignmentsWhere(over: (held: { wardId: string; assignment: Assignment }) => boolean): void {
    for (const [id, held] of this.assignments) if (over(held)) this.assignments.delete(id);
  }

  move(nurseId: string, toWardId: string): void {
    const nurse = this.nurse(nurseId);
    if (nurse.running === null) throw new Error(`${nurseId} is off shift`);
    const from = nurse.running.wardId;
    if (from === toWardId) return;
    this.endAssignmentsWhere((held) => held.wardId === from && held.assignment.nurseId === nurseId);
    nurse.running.wardId = toWardId;
    nurse.relievedBy = null;
  }

  plan(shift: PlannedShift, at: string): void {
    if (shift.startsAt <= at) {
      this.startShift(shift);
      return;
    }
    this.planned.set(shift.id, shift);
    this.announced.delete(shift.id);
    if (Date.parse(shift.startsAt) - Date.parse(at) <= 48 * HOUR) this.announced.add(shift.id);
  }

  startShift(shift: PlannedShift): void {
    this.planned.delete(shift.id);
    this.announced.delete(shift.id);
    const { id, startsAt, endsAt } = shift;
    const nurse = this.nurse(shift.nurseId);
    nurse.running = { wardId: shift.wardId ?? '_house', shift: { id, startsAt, endsAt } };
  }

  endShift(nurseId: string, at: string): void {
    const nurse = this.nurse(nurseId);
    if (nurse.running === null) throw new Error(`${nurseId} is off shift`);
    const { wardId, shift } = nurse.running;
    const endsAt = shift.endsAt < at ? shift.endsAt : at;
    nurse.endedIn.set(wardId, { ...shift, endsAt });
    nurse.running = null;
    nurse.onBreakUntil = null;
    nurse.relievedBy = null;
  }

  /** The verdict of California on every ward, kept as long as its numbers are the same. */
  judge(at: string): void {
    for (const [wardId, ward] of this.wards) {
      const state = this.wardState(wardId);
      const present = state.nurses.filter((nurse) => {
        const { shift, onBreakUntil, competencies, licence } = nurse;
        const here = shift !== null && shift.startsAt <= at && at < shift.endsAt;
        const free = onBreakUntil === null || onBreakUntil <= at;
        const fit = competencies.includes(wardId) || competencies.includes(ward.unitType);
        return here && free && fit && (licence === 'RN' || licence === 'LVN');
      }).length;
      const patients = state.stays.length;
      const required = Math.ceil(patients / (MAX[ward.unitType] ?? NaN));
      const ratio = present === 0 ? null : Number((patients / present).toFixed(2));
      const before = ward.staffing;
      if (before?.required === required && before.present === present && before.ratio === ratio) {
        continue;
      }
      const pack = { id: 'california', version: 1 };
      ward.staffing = { pack, required, present, ratio, asOf: at, waiver: null, waived: [] };
    }
  }

  record(nurseId: string): NurseRecord {
    const { name, licence, competencies, running } = this.nurse(nurseId);
    const post = running && { ...running };
    return { id: nurseId, name, licence, competencies, homeWardId: null, userId: null, post };
  }

  wardState(wardId: string): WardState {
    const ward = this.wards.get(wardId);
    if (ward === undefined) throw new Error(`no ward ${wardId}`);
    const assignments = [...this.assignments.values()].filter((held) => held.wardId === wardId);
    return {
      hospitalId: 'H1',
      wardId,
      ...ward,
      stays: [...this.stays.values()].filter((s) => s.wardId === wardId).map((s) => s.stay),
      nurses: this.#present(wardId),
      assignments: assignments.map((held) => held.assignment),
      alerts: [],
    };
  }

  houseState(): HouseState {
    return {
      hospitalId: 'H1',
      wardId: '_house',
      nurses: this.#present('_house'),
      shifts: [...this.planned.values()].filter((shift) => this.announced.has(shift.id)),
      packs: [],
    };
  }

  #present(wardId: string): Nurse[] {
    const present: Nurse[] = [];
    for (const [id, nurse] of this.nurses) {
      const { name, licence, competencies, running } = nurse;
      const who = { id, name, licence, competencies };
      if (running?.wardId === wardId) {
        const { onBreakUntil, relievedBy } = nurse;
        present.push({ ...who, shift: running.shift, onBreakUntil, relievedBy });
      } else if (
        [...this.assignments.values()].some(
          (held) => held.wardId === wardId && held.assignment.nurseId === id,
        )
      ) {
        const shift = nurse.endedIn.get(wardId) ?? null;
        present.push({ ...who, shift, onBreakUntil: null, relievedBy: null });
      }
    }
    return present;
  }
}
