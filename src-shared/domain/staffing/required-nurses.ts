/** Nurses needed so that none has more than `max` patients: any remainder takes one more. */
export function requiredNurses(patients: number, max: number): number {
  return Math.ceil(patients / max);
}
