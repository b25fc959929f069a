/**
 * A value as JSON whose bytes depend on its content alone: keys sorted, arrays of objects with ids
 * sorted by id, arrays of strings sorted; arrays of anything else (hand-over notes) as they are.
 * Two states are the same state exactly when these texts are equal.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(canonical(value));
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return canonicalArray(value);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, canonical(member)]));
}

function canonicalArray(items: readonly unknown[]): unknown[] {
  const members = items.map(canonical);
  const keys = items.map(sortKey);
  if (!keys.every((key) => key !== undefined)) return members;
  const order = keys.map((key, index) => ({ key, index }));
  order.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index));
  return order.map(({ index }) => members[index]);
}

function sortKey(item: unknown): string | undefined {
  if (typeof item === 'string') return item;
  if (typeof item !== 'object' || item === null || !('id' in item)) return undefined;
  return typeof item.id === 'string' ? item.id : undefined;
}
