import type { Location } from '../../../src-shared/contract/commands/put-locations.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import type { Random } from './random.ts';

/** A PV1-3 as the sending system writes it. */
export interface PointOfCare {
  readonly pointOfCare: string;
  readonly room: string;
  readonly bed: string;
  readonly facility: string;
}

export interface ModelBed {
  readonly id: string;
  readonly location: PointOfCare;
}

export interface ModelWard {
  readonly id: string;
  readonly unitType: string | null;
  readonly beds: readonly ModelBed[];
  /** Where a patient without a bed is sent; null where the mapping names no such place. */
  readonly waiting: PointOfCare | null;
  /** Patient by bed id. */
  readonly taken: Map<string, ModelPatient>;
}

export interface ModelPatient {
  readonly ref: string;
  /** PV1-19; empty for those who were there before the simulation began. */
  readonly visit: string;
  readonly family: string;
  readonly given: string;
  ward: ModelWard;
  bed: ModelBed | null;
  admittedAt: number;
  expectedDischargeAt: number | null;
  present: boolean;
}

/** What the patient administration system of one hospital believes: wards, beds, who lies where. */
export class HospitalModel {
  readonly id: string;
  readonly wards: readonly ModelWard[];
  readonly patients = new Map<string, ModelPatient>();

  constructor(id: string, wards: readonly ModelWard[]) {
    this.id = id;
    this.wards = wards;
  }

  freeBeds(ward: ModelWard): ModelBed[] {
    return ward.beds.filter((bed) => !ward.taken.has(bed.id));
  }

  occupancy(ward: ModelWard): number {
    return ward.beds.length === 0 ? 1 : ward.taken.size / ward.beds.length;
  }

  /** A ward of one of these unit types with a free bed, the emptier the likelier. */
  wardWithRoom(random: Random, units: readonly string[], limit = 1): ModelWard | undefined {
    const open = this.wards.filter(
      (ward) =>
        units.includes(ward.unitType ?? '') &&
        this.occupancy(ward) < limit &&
        this.freeBeds(ward).length > 0,
    );
    const [a, b] = [random.pick(open), random.pick(open)];
    if (a === undefined || b === undefined) return undefined;
    return this.occupancy(a) <= this.occupancy(b) ? a : b;
  }

  place(patient: ModelPatient, ward: ModelWard, bed: ModelBed | null): void {
    this.vacate(patient);
    patient.ward = ward;
    patient.bed = bed;
    patient.present = true;
    if (bed !== null) ward.taken.set(bed.id, patient);
    this.patients.set(patient.ref, patient);
  }

  vacate(patient: ModelPatient): void {
    if (patient.bed !== null) patient.ward.taken.delete(patient.bed.id);
  }

  remove(patient: ModelPatient): void {
    this.vacate(patient);
    patient.present = false;
    this.patients.delete(patient.ref);
  }
}

/** Reads a ward's beds from its board, as far as the location mapping reaches them. */
export function modelWard(state: WardState, locations: readonly Location[]): ModelWard {
  const here = locations.filter((entry) => entry.wardId === state.wardId);
  const byBed = new Map(here.map((entry) => [entry.bedId, entry]));
  const whole = here.find((entry) => (entry.bedId ?? null) === null);
  return {
    id: state.wardId,
    unitType: state.unitType,
    beds: state.beds.flatMap(({ id }) => {
      const entry = byBed.get(id);
      return entry === undefined ? [] : [{ id, location: pointOfCare(entry) }];
    }),
    waiting: whole === undefined ? null : pointOfCare(whole),
    taken: new Map(),
  };
}

function pointOfCare(entry: Location): PointOfCare {
  return {
    pointOfCare: entry.pointOfCare,
    room: entry.room ?? '',
    bed: entry.bed ?? '',
    facility: entry.facility ?? '',
  };
}
