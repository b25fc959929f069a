import type { PatientIdentity } from './patient-identity.ts';
import type { PatientLocation } from './patient-location.ts';

/** What a message says about a visit beside where the patient is. Times are ms. */
export interface VisitDetails {
  /** PV1-44. */
  readonly admittedAt: number | null;
  /** PV1-45. */
  readonly dischargedAt: number | null;
  /** PV2-9: absent leaves it as it is, null deletes it. */
  readonly expectedDischargeAt?: number | null;
}

interface OfVisit {
  /** Which visit: its number (PV1-19), else the account (PID-18), else the patient. */
  readonly visit: string;
  readonly patient: PatientIdentity;
  readonly details: VisitDetails;
  /** PV1-3; null where the message names none. */
  readonly location: PatientLocation | null;
}

/**
 * Puts the patient somewhere. A patient who is not on the board is admitted by any of them. Without
 * a location (an A04, A06 or A07 may leave it out) the patient stays wherever that is.
 */
export interface PlacePatient extends OfVisit {
  /** admit: A01, A04 · transfer: A02 · class_change: A06, A07 · swap: one half of an A17. */
  readonly kind: 'admit' | 'transfer' | 'class_change' | 'swap';
}

export interface DischargePatient extends OfVisit {
  readonly kind: 'discharge';
}

export interface UpdatePatient extends OfVisit {
  readonly kind: 'update';
  /** There is no PV1: it speaks of the stay that the patient has, whatever visit that is. */
  readonly anyVisit?: true;
}

/** Takes back the last instruction of its kind. `location`, if any, is where that puts the patient. */
export interface CancelInstruction extends OfVisit {
  readonly kind: 'cancel_admit' | 'cancel_transfer' | 'cancel_discharge';
}

/** One message's say about one visit. */
export type VisitInstruction = PlacePatient | DischargePatient | UpdatePatient | CancelInstruction;

/** A40: what was known of `merged` belongs to `survivor`. */
export interface MergePatients {
  readonly survivor: PatientIdentity;
  /** Key of the patient who goes on as the survivor. */
  readonly merged: string;
}

/** What an ADT message asks for. */
export type AdtInstruction =
  | { readonly kind: 'visit'; readonly of: VisitInstruction }
  | { readonly kind: 'swap'; readonly of: readonly [VisitInstruction, VisitInstruction] }
  | { readonly kind: 'merge'; readonly pairs: readonly MergePatients[] }
  /** A05, A09, A10, A14 to A16: announcements, which move nobody. */
  | { readonly kind: 'announcement' }
  /** Any other trigger: accepted and logged. */
  | { readonly kind: 'other' };
