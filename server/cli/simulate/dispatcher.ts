import { z } from 'zod';
import { assignNurseAnswerSchema } from '../../../src-shared/contract/commands/assign-nurse.ts';
import { HOUSE_WARD_ID } from '../../../src-shared/contract/ids.ts';
import { houseStateSchema } from '../../../src-shared/contract/state/house-state.ts';
import type { Nurse } from '../../../src-shared/contract/state/nurse.ts';
import { wardStateSchema, type WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { Refused, type Api } from './api.ts';
import type { Random } from './random.ts';

const wardSchema = z.object({ state: wardStateSchema });
const houseSchema = z.object({ state: houseStateSchema });

/** No nurse is given more patients than this, however short the ward is. */
const MOST_PATIENTS = 8;
const BREAK_MINUTES = 30;

export interface DispatcherCounts {
  commands: number;
  /** Refusals are part of the work: someone else was quicker. */
  refused: number;
}

/** The work of a hospital's dispatchers, through the same HTTP interface as the console's. */
export class Dispatcher {
  readonly counts: DispatcherCounts = { commands: 0, refused: 0 };
  readonly #api: Api;
  readonly #hospitalId: string;
  readonly #random: Random;

  constructor(api: Api, hospitalId: string, random: Random) {
    this.#api = api;
    this.#hospitalId = hospitalId;
    this.#random = random;
  }

  /** A patient has come: judge the acuity and give the least loaded fitting nurse. */
  async receive(wardId: string, patientRef: string): Promise<void> {
    const ward = await this.#ward(wardId);
    const stay = ward.stays.find((one) => one.patient.ref === patientRef);
    if (stay === undefined) return;
    if (stay.acuity === null) {
      const acuity = 1 + Math.min(4, Math.floor(this.#random.exponential(1.6)));
      await this.#command(`/api/v1/stays/${stay.id}/acuity`, { acuity });
    }
    if (ward.assignments.some((one) => one.stayId === stay.id)) return;
    const nurse = this.#leastLoaded(ward);
    if (nurse === undefined) return;
    const answer = await this.#command('/api/v1/assignments', {
      hospitalId: this.#hospitalId,
      wardId,
      nurseId: nurse.id,
      stayId: stay.id,
    });
    const assigned = z.looseObject(assignNurseAnswerSchema.shape).safeParse(answer);
    if (assigned.success && this.#random.chance(0.8)) {
      await this.#command(`/api/v1/assignments/${assigned.data.assignment.id}/confirm`, {});
    }
  }

  /** A look at one ward: breaks that are over or due, patients without a nurse, a missing nurse. */
  async round(wardId: string): Promise<void> {
    const ward = await this.#ward(wardId);
    const now = new Date().toISOString();
    for (const nurse of ward.nurses.filter((one) => one.onBreakUntil !== null)) {
      if ((nurse.onBreakUntil ?? now) <= now) await this.#nurse(nurse.id, 'break/end', {});
    }
    await this.#sendOnBreak(ward);
    const cared = new Set(ward.assignments.map((one) => one.stayId));
    for (const stay of ward.stays.filter((one) => !cared.has(one.id)).slice(0, 3)) {
      await this.receive(wardId, stay.patient.ref);
    }
    const { staffing } = ward;
    if (staffing !== null && staffing.present < (staffing.required ?? 0))
      await this.#reinforce(ward);
  }

  async #sendOnBreak(ward: WardState): Promise<void> {
    const working = onDuty(ward);
    if (working.length < 3 || working.length < ward.nurses.length) return;
    const nurse = this.#random.pick(working);
    const reliever = this.#random.pick(working.filter((one) => one !== nurse));
    if (nurse === undefined || reliever === undefined) return;
    await this.#nurse(nurse.id, 'break', { minutes: BREAK_MINUTES, relievedBy: reliever.id });
  }

  async #reinforce(ward: WardState): Promise<void> {
    const path = `/api/v1/hospitals/${this.#hospitalId}/wards/${HOUSE_WARD_ID}`;
    const { state: house } = await this.#api.get(path, houseSchema);
    const nurse = house.nurses.find((one) => isCompetent(one, ward));
    if (nurse === undefined) return;
    await this.#nurse(nurse.id, 'move', { wardId: ward.wardId, reason: 'ward is short' });
  }

  #leastLoaded(ward: WardState): Nurse | undefined {
    const load = (nurse: Nurse) =>
      ward.assignments.filter((one) => one.nurseId === nurse.id && one.stayId !== null).length;
    return onDuty(ward)
      .map((nurse) => ({ nurse, load: load(nurse) }))
      .filter((one) => one.load < MOST_PATIENTS && isCompetent(one.nurse, ward))
      .sort((a, b) => a.load - b.load)[0]?.nurse;
  }

  async #ward(wardId: string): Promise<WardState> {
    const path = `/api/v1/hospitals/${this.#hospitalId}/wards/${wardId}`;
    return (await this.#api.get(path, wardSchema)).state;
  }

  #nurse(nurseId: string, what: string, body: Record<string, unknown>): Promise<unknown> {
    return this.#command(`/api/v1/nurses/${nurseId}/${what}`, {
      hospitalId: this.#hospitalId,
      ...body,
    });
  }

  async #command(path: string, body: unknown): Promise<unknown> {
    try {
      const answer = await this.#api.command('POST', path, body);
      this.counts.commands += 1;
      return answer;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.counts.refused += 1;
      return null;
    }
  }
}

function onDuty(ward: WardState): Nurse[] {
  const now = new Date().toISOString();
  return ward.nurses.filter(
    ({ shift, onBreakUntil, licence }) =>
      shift !== null &&
      shift.startsAt <= now &&
      shift.endsAt > now &&
      (onBreakUntil ?? '') <= now &&
      licence !== 'CNA',
  );
}

function isCompetent(nurse: Nurse, ward: WardState): boolean {
  return nurse.competencies.some((one) => one === ward.unitType || one === ward.wardId);
}
