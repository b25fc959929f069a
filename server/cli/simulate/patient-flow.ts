import type { Random } from './random.ts';

export const HOUR_MS = 3_600_000;

/** Patients that arrive at all hospitals together in a simulated day. */
export const ARRIVALS_PER_DAY = 5000;

/** Part of the arrivals that come through an emergency department. */
export const ED_SHARE = 0.7;

/** Part of the emergency patients that are then admitted to a ward. */
export const ED_ADMISSION_SHARE = 0.33;

/** How full a ward may get before it takes no more planned admissions. */
export const PLANNED_OCCUPANCY = 0.92;

// Weight of each hour of the day: few before dawn, most from late morning to the evening.
const EMERGENCY_HOURS = [
  2.6, 2.1, 1.8, 1.6, 1.5, 1.7, 2.3, 3.2, 4.4, 5.4, 6.0, 6.1, 5.9, 5.7, 5.6, 5.5, 5.5, 5.6, 5.7,
  5.6, 5.2, 4.6, 3.9, 3.2,
];
const PLANNED_HOURS = [
  0.3, 0.2, 0.2, 0.2, 0.3, 1.5, 6, 10, 11, 10, 9, 8, 7, 7, 7, 6, 5, 4, 2.5, 1.8, 1.2, 0.8, 0.5, 0.4,
];

/** How strong the stream of arrivals is at an hour of the day, against its daily mean of 1. */
export function arrivalWeight(kind: 'emergency' | 'planned', hour: number): number {
  const hours = kind === 'emergency' ? EMERGENCY_HOURS : PLANNED_HOURS;
  const mean = hours.reduce((sum, weight) => sum + weight, 0) / hours.length;
  return (hours[hour] ?? 0) / mean;
}

/** Median length of stay by unit type, in hours: the order of magnitude of each kind of unit. */
const MEDIAN_STAY_HOURS: Readonly<Record<string, number>> = {
  ed: 3.5,
  ed_critical_care: 5,
  ed_critical_trauma: 4,
  critical_care: 55,
  nicu: 200,
  step_down: 45,
  telemetry: 48,
  medical_surgical: 66,
  specialty_care: 80,
  pediatrics: 42,
  labor_active: 10,
  antepartum_not_active: 48,
  postpartum_couplets: 40,
  postpartum_mothers_only: 36,
  combined_ldrp: 44,
  well_baby_nursery: 40,
  pacu: 2.5,
  operating_room: 3,
  psychiatric: 140,
};
const STAY_SIGMA = 0.6;

/** A length of stay for a unit type, in ms of simulated time, at least a quarter of an hour. */
export function lengthOfStay(random: Random, unitType: string | null): number {
  const median = MEDIAN_STAY_HOURS[unitType ?? ''] ?? 60;
  return Math.max(HOUR_MS / 4, random.logNormal(median, STAY_SIGMA) * HOUR_MS);
}

/** Where patients of a unit go on to before they go home, with the part of them that does. */
export function nextUnits(unitType: string | null): { share: number; units: readonly string[] } {
  switch (unitType) {
    case 'critical_care':
      return { share: 0.85, units: ['step_down', 'telemetry', 'medical_surgical'] };
    case 'step_down':
      return { share: 0.6, units: ['medical_surgical', 'telemetry'] };
    case 'labor_active':
      return { share: 0.95, units: ['postpartum_couplets', 'postpartum_mothers_only'] };
    case 'pacu':
      return { share: 0.9, units: ['medical_surgical', 'specialty_care', 'step_down'] };
    case 'medical_surgical':
      return { share: 0.05, units: ['critical_care', 'telemetry'] };
    default:
      return { share: 0, units: [] };
  }
}
