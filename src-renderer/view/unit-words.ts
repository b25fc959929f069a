const NAMES: Readonly<Record<string, string>> = {
  ed: 'Emergency',
  ed_critical_care: 'Emergency, critical',
  ed_critical_trauma: 'Emergency, trauma',
  nicu: 'Neonatal intensive care',
  pacu: 'Recovery (PACU)',
  combined_ldrp: 'Labor to postpartum (LDRP)',
  labor_active: 'Labor, active',
};

/** The words for a `unit` of the staffing rules: `med_surg` is "Med surg". */
export function unitWords(unit: string | null): string {
  if (unit === null) return 'Kind of unit not set';
  const named = NAMES[unit];
  if (named !== undefined) return named;
  const words = unit.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
