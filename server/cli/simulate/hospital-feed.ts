import { Agenda } from './agenda.ts';
import type { AdtMessage, Told } from './adt-message.ts';
import type { SimulationClock } from './clock.ts';
import type { HospitalModel, ModelPatient, ModelWard, PointOfCare } from './hospital-model.ts';
import { FAMILY_NAMES, GIVEN_NAMES } from './names.ts';
import {
  arrivalWeight,
  ED_ADMISSION_SHARE,
  HOUR_MS,
  lengthOfStay,
  nextUnits,
  PLANNED_OCCUPANCY,
} from './patient-flow.ts';
import type { Random } from './random.ts';

type Happening =
  | { readonly kind: 'arrival'; readonly stream: 'emergency' | 'planned' }
  | { readonly kind: 'due'; readonly patient: ModelPatient }
  | { readonly kind: 'news'; readonly patient: ModelPatient };

/** One thing that happened, as the messages that tell it, in the order they are to be sent. */
export type Bulletin = readonly AdtMessage[];

export interface FeedSettings {
  /** Arrivals of this hospital in a simulated day, by stream. */
  readonly arrivalsPerDay: Readonly<Record<'emergency' | 'planned', number>>;
}

// How often a sender's clerk or interface slips, as parts of the messages concerned.
const SLIPS = { cancelAdmit: 0.01, cancelTransfer: 0.03, cancelDischarge: 0.02, lateAdmit: 0.01 };
const SWAP_SHARE = 0.01;
const NEWS_SHARE = 0.5;
/** A patient who finds no bed asks again after this simulated time. */
const RETRY_MS = HOUR_MS / 2;

/**
 * The patient flow of one hospital. `next` lets the next thing happen in the model and gives the
 * messages that tell the world of it.
 */
export class HospitalFeed {
  readonly model: HospitalModel;
  readonly #random: Random;
  readonly #clock: SimulationClock;
  readonly #settings: FeedSettings;
  readonly #agenda = new Agenda<Happening>();
  readonly #run: string;
  #messages = 0;
  #patients = 0;

  /** `run` goes into every number that this run makes up, so that two runs share none. */
  constructor(
    model: HospitalModel,
    random: Random,
    clock: SimulationClock,
    settings: FeedSettings,
    run: string,
  ) {
    this.model = model;
    this.#random = random;
    this.#clock = clock;
    this.#settings = settings;
    this.#run = run;
    for (const stream of ['emergency', 'planned'] as const) this.#planArrival(stream, clock.now());
    for (const patient of model.patients.values()) this.#planWhatIsLeft(patient);
  }

  /** Simulated time of the next thing to happen. */
  nextDue(): number {
    return this.#agenda.nextDue();
  }

  next(): Bulletin {
    const now = this.#agenda.nextDue();
    const happening = this.#agenda.take();
    switch (happening?.kind) {
      case 'arrival':
        this.#planArrival(happening.stream, now);
        return happening.stream === 'emergency' ? this.#emergency(now) : this.#planned(now);
      case 'due':
        return happening.patient.present ? this.#moveOn(happening.patient, now) : [];
      case 'news':
        return happening.patient.present ? this.#news(happening.patient, now) : [];
      case undefined:
        return [];
    }
  }

  #planArrival(stream: 'emergency' | 'planned', from: number): void {
    const weight = arrivalWeight(stream, new Date(from).getUTCHours());
    const perHour = (this.#settings.arrivalsPerDay[stream] / 24) * weight;
    const wait = perHour > 0 ? this.#random.exponential(HOUR_MS / perHour) : HOUR_MS;
    // The strength changes with the hour, so that no wait reaches further than one.
    if (wait > HOUR_MS) this.#agenda.add(from + HOUR_MS, { kind: 'arrival', stream });
    else this.#agenda.add(from + wait, { kind: 'arrival', stream });
  }

  #emergency(now: number): Bulletin {
    const departments = this.model.wards.filter((ward) => ward.unitType === 'ed');
    const ward = this.#random.pick(departments);
    return ward === undefined ? this.#planned(now) : this.#admit('A04', ward, now);
  }

  #planned(now: number): Bulletin {
    const units = [
      ...new Set(
        this.model.wards.flatMap(({ unitType }) =>
          unitType === null || unitType === 'ed' ? [] : [unitType],
        ),
      ),
    ];
    const ward = this.model.wardWithRoom(this.#random, units, PLANNED_OCCUPANCY);
    return ward === undefined ? [] : this.#admit('A01', ward, now);
  }

  #admit(trigger: 'A01' | 'A04', ward: ModelWard, now: number): Bulletin {
    const bed = this.#random.pick(this.model.freeBeds(ward)) ?? null;
    if (bed === null && ward.waiting === null) return [];
    const patient = this.#newPatient(ward, now);
    this.model.place(patient, ward, bed);
    const admitted = this.#message(trigger, now, [this.#told(patient)]);
    if (this.#random.chance(SLIPS.cancelAdmit)) {
      const cancelled = this.#message('A11', this.#clock.after(now, 2), [this.#told(patient)]);
      this.model.remove(patient);
      return [admitted, cancelled];
    }
    this.#planWhatIsLeft(patient, now);
    if (this.#random.chance(SLIPS.lateAdmit)) {
      const updated = this.#message('A08', this.#clock.after(now, 2), [this.#told(patient)]);
      return [updated, admitted];
    }
    return [admitted];
  }

  #moveOn(patient: ModelPatient, now: number): Bulletin {
    const units = this.#unitsAfter(patient);
    if (units.length === 0) return this.#discharge(patient, now);
    const ward = this.model.wardWithRoom(this.#random, units);
    if (ward === undefined) {
      this.#agenda.add(now + RETRY_MS, { kind: 'due', patient });
      return [];
    }
    return this.#transfer(patient, ward, now);
  }

  #unitsAfter(patient: ModelPatient): readonly string[] {
    const { unitType } = patient.ward;
    if (unitType === 'ed') {
      const admitted = [
        'medical_surgical',
        'telemetry',
        'step_down',
        'critical_care',
        'pediatrics',
      ];
      return this.#random.chance(ED_ADMISSION_SHARE) ? admitted : [];
    }
    const { share, units } = nextUnits(unitType);
    return this.#random.chance(share) ? units : [];
  }

  #transfer(patient: ModelPatient, ward: ModelWard, now: number): Bulletin {
    const [fromWard, fromBed] = [patient.ward, patient.bed];
    const prior = placeOf(fromWard, fromBed);
    const bed = this.#random.pick(this.model.freeBeds(ward)) ?? null;
    this.model.place(patient, ward, bed);
    const moved = this.#message('A02', now, [{ ...this.#told(patient), prior }]);
    if (this.#random.chance(SLIPS.cancelTransfer)) {
      this.model.place(patient, fromWard, fromBed);
      this.#agenda.add(now + RETRY_MS, { kind: 'due', patient });
      const back = { ...this.#told(patient), prior: placeOf(ward, bed) };
      return [moved, this.#message('A12', this.#clock.after(now, 2), [back])];
    }
    this.#planWhatIsLeft(patient, now);
    return [moved];
  }

  #discharge(patient: ModelPatient, now: number): Bulletin {
    const dischargedAt = this.#clock.real(now);
    const gone = this.#message('A03', now, [this.#told(patient)], dischargedAt);
    if (this.#random.chance(SLIPS.cancelDischarge)) {
      this.#agenda.add(now + RETRY_MS, { kind: 'due', patient });
      return [gone, this.#message('A13', this.#clock.after(now, 2), [this.#told(patient)])];
    }
    this.model.remove(patient);
    return [gone];
  }

  #news(patient: ModelPatient, now: number): Bulletin {
    if (this.#random.chance(SWAP_SHARE)) {
      const swapped = this.#swap(patient, now);
      if (swapped.length > 0) return swapped;
    }
    patient.expectedDischargeAt = this.#clock.real(now + this.#random.int(2, 48) * HOUR_MS);
    return [this.#message('A08', now, [this.#told(patient)])];
  }

  #swap(patient: ModelPatient, now: number): Bulletin {
    const { ward, bed } = patient;
    const other = this.#random.pick([...ward.taken.values()].filter((one) => one !== patient));
    if (bed === null || other === undefined || other.bed === null) return [];
    const theirs = other.bed;
    this.model.vacate(patient);
    this.model.place(other, ward, bed);
    patient.bed = null;
    this.model.place(patient, ward, theirs);
    return [this.#message('A17', now, [this.#told(patient), this.#told(other)])];
  }

  #newPatient(ward: ModelWard, now: number): ModelPatient {
    const number = `${this.#run}${String((this.#patients += 1)).padStart(5, '0')}`;
    return {
      ref: `P${number}`,
      visit: `V${number}`,
      family: this.#random.pick(FAMILY_NAMES) ?? 'Doe',
      given: this.#random.pick(GIVEN_NAMES) ?? 'Jo',
      ward,
      bed: null,
      admittedAt: this.#clock.real(now),
      expectedDischargeAt: null,
      present: true,
    };
  }

  /** Plans when the patient goes on, and says so in `expectedDischargeAt`. */
  #planWhatIsLeft(patient: ModelPatient, from?: number): void {
    const stay = lengthOfStay(this.#random, patient.ward.unitType);
    // Who was there before has some part of the stay behind them.
    const left = from === undefined ? stay * this.#random.unit() : stay;
    const start = from ?? this.#clock.now();
    patient.expectedDischargeAt = this.#clock.real(start + left);
    this.#agenda.add(start + left, { kind: 'due', patient });
    if (this.#random.chance(NEWS_SHARE)) {
      this.#agenda.add(start + left * this.#random.unit(), { kind: 'news', patient });
    }
  }

  #told(patient: ModelPatient): Told {
    return { patient: { ...patient }, location: placeOf(patient.ward, patient.bed) };
  }

  #message(trigger: string, at: number, told: readonly Told[], dischargedAt?: number): AdtMessage {
    const controlId = `${this.model.id}-${this.#run}-${(this.#messages += 1)}`;
    const message = { trigger, controlId, hospitalId: this.model.id, told };
    const stamped = { ...message, at: this.#clock.real(at) };
    return dischargedAt === undefined ? stamped : { ...stamped, dischargedAt };
  }
}

function placeOf(
  ward: ModelWard,
  bed: { readonly location: PointOfCare } | null,
): PointOfCare | null {
  return bed === null ? ward.waiting : bed.location;
}
