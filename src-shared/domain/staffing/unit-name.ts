const NAMES: Readonly<Record<string, string>> = {
  ed: 'Emergency',
  ed_critical_care: 'Emergency, critical',
  ed_critical_trauma: 'Emergency, trauma',
  nicu: 'Neonatal intensive care',
  pacu: 'Recovery (PACU)',
  combined_ldrp: 'Labor to postpartum (LDRP)',
  labor_active: 'Labor, active',
};

/** What people call a `unit` of the staffing rules: `med_surg` is "Med surg". */
export function unitName(unit: string): string {
  const named = NAMES[unit];
  if (named !== undefined) return named;
  const words = unit.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
