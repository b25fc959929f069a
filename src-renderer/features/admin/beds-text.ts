import type { Bed } from '../../../src-shared/contract/state/bed.ts';

const collator = new Intl.Collator('en', { numeric: true });

/** The beds of a ward as lines of labels, in the order in which boards show them. */
export function bedsToText(beds: readonly Bed[]): string {
  return sorted(beds)
    .map((bed) => bed.label)
    .join('\n');
}

/**
 * Lines of labels as beds. A label that a bed had keeps that bed's id; where as many new labels
 * as beds are left over, they are taken as renamed, in order; the rest are new beds, with ids made
 * from their labels.
 */
export function textToBeds(text: string, before: readonly Bed[]): Bed[] {
  const labels = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const byLabel = new Map(before.map((bed) => [bed.label, bed]));
  const left = sorted(before).filter((bed) => !labels.includes(bed.label));
  const unknown = labels.filter((label) => !byLabel.has(label));
  const renamed = new Map(
    left.length === unknown.length
      ? unknown.flatMap((label, index) => {
          const bed = left[index];
          return bed ? [[label, bed.id] as const] : [];
        })
      : [],
  );
  const used = new Set(before.map((bed) => bed.id));
  return labels.map((label) => {
    const known = byLabel.get(label)?.id ?? renamed.get(label);
    if (known !== undefined) return { id: known, label };
    const id = freshId(label, used);
    used.add(id);
    return { id, label };
  });
}

function sorted(beds: readonly Bed[]): Bed[] {
  return [...beds].sort((a, b) => collator.compare(a.label, b.label));
}

function freshId(label: string, used: ReadonlySet<string>): string {
  const plain = label.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[.-]+/, '') || 'bed';
  const base = plain.slice(0, 58);
  if (!used.has(base)) return base;
  for (let number = 2; ; number += 1) {
    const id = `${base}-${number}`;
    if (!used.has(id)) return id;
  }
}
