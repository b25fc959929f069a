/** SQL for a timestamptz as text in the wire's form, for use inside JSON built by PostgreSQL. */
export function wireTime(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
