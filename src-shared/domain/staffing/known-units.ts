import rules from './staffing-rules.json' with { type: 'json' };

const UNITS: ReadonlySet<string> = new Set(
  [rules.california, rules.oregon, rules.britishColumbia, rules.queensland, rules.victoria].flatMap(
    (pack) => pack.units.map((entry) => entry.unit),
  ),
);

/** Whether any of the rule packs has a unit of that name, which a ward may then have as its type. */
export function isKnownUnit(unit: string): boolean {
  return UNITS.has(unit);
}

/** The names of all units, sorted. */
export function knownUnits(): string[] {
  return [...UNITS].sort();
}
