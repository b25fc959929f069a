/**
 * How long before the demo begins a ward's running shift began, in minutes. Twelve-hour shifts
 * counted from there leave whoever tries the demo a stretch without a change of shifts.
 */
export const CHANGE_MINUTES = { early: 150, usual: 120, late: 90 } as const;

export interface WardTemplate {
  readonly id: string;
  readonly name: string;
  /** A `unit` of the staffing rules. */
  readonly unitType: string;
  readonly beds: number;
  /** Part of the beds taken at the beginning. */
  readonly occupancy: number;
  readonly change: keyof typeof CHANGE_MINUTES;
  /** Patients for whom one nurse is rostered. */
  readonly perNurse: number;
}

type Row = readonly [
  id: string,
  name: string,
  unitType: string,
  beds: number,
  occupancy: number,
  change: keyof typeof CHANGE_MINUTES,
  perNurse: number,
];

// Some 620 beds a hospital: room for a fifteenth of 5,000 arrivals a day at the usual lengths of
// stay, with the emergency department at its evening peak.
const ROWS: readonly Row[] = [
  ['ICU', 'Intensive care', 'critical_care', 16, 0.85, 'early', 2],
  ['SICU', 'Surgical intensive care', 'critical_care', 14, 0.8, 'early', 2],
  ['CCU', 'Coronary care', 'critical_care', 14, 0.75, 'early', 2],
  ['PICU', 'Paediatric intensive care', 'critical_care', 8, 0.6, 'early', 2],
  ['NICU', 'Newborn intensive care', 'nicu', 16, 0.7, 'late', 2],
  ['ED', 'Emergency', 'ed', 52, 0.65, 'usual', 4],
  ['EDCC', 'Emergency critical care', 'ed_critical_care', 12, 0.5, 'usual', 2],
  ['TRAUMA', 'Trauma bay', 'ed_critical_trauma', 6, 0.35, 'usual', 1],
  ['PACU', 'Recovery', 'pacu', 14, 0.45, 'early', 2],
  ['OR', 'Operating rooms', 'operating_room', 10, 0.4, 'early', 1],
  ['LD', 'Labor and delivery', 'labor_active', 12, 0.5, 'late', 2],
  ['LDRP', 'Birth center', 'combined_ldrp', 10, 0.6, 'late', 3],
  ['ANTE', 'Antepartum', 'antepartum_not_active', 10, 0.6, 'late', 4],
  ['PP1', 'Mother and baby', 'postpartum_couplets', 18, 0.65, 'late', 4],
  ['PP2', 'Postpartum', 'postpartum_mothers_only', 14, 0.6, 'late', 6],
  ['NURS', 'Newborn nursery', 'well_baby_nursery', 18, 0.6, 'late', 8],
  ['PED', 'Paediatrics', 'pediatrics', 20, 0.65, 'late', 4],
  ['SDU1', 'Step-down A', 'step_down', 20, 0.8, 'early', 3],
  ['SDU2', 'Step-down B', 'step_down', 20, 0.75, 'early', 3],
  ['TELE1', 'Telemetry A', 'telemetry', 28, 0.8, 'usual', 4],
  ['TELE2', 'Telemetry B', 'telemetry', 28, 0.75, 'usual', 4],
  ['MS1', 'Med-surg A', 'medical_surgical', 32, 0.85, 'usual', 5],
  ['MS2', 'Med-surg B', 'medical_surgical', 32, 0.8, 'usual', 5],
  ['MS3', 'Med-surg C', 'medical_surgical', 32, 0.75, 'usual', 5],
  ['MS4', 'Med-surg D', 'medical_surgical', 32, 0.75, 'usual', 5],
  ['MS5', 'Med-surg E', 'medical_surgical', 30, 0.7, 'usual', 5],
  ['REHAB', 'Rehabilitation', 'medical_surgical', 24, 0.75, 'usual', 5],
  ['ONC', 'Oncology', 'specialty_care', 24, 0.75, 'usual', 4],
  ['ORTHO', 'Orthopaedics', 'specialty_care', 24, 0.7, 'usual', 4],
  ['PSY', 'Psychiatry', 'psychiatric', 22, 0.75, 'usual', 6],
];

/** The wards that every demo hospital has. */
export const WARD_TEMPLATES: readonly WardTemplate[] = ROWS.map(
  ([id, name, unitType, beds, occupancy, change, perNurse]) => ({
    id,
    name,
    unitType,
    beds,
    occupancy,
    change,
    perNurse,
  }),
);

/** Beds of a ward: `ICU-01` and so on. */
export function bedsOf(ward: WardTemplate): { id: string; label: string }[] {
  return Array.from({ length: ward.beds }, (_, index) => {
    const id = `${ward.id}-${String(index + 1).padStart(2, '0')}`;
    return { id, label: id };
  });
}
