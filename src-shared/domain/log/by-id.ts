export interface Identified {
  readonly id: string;
}

/** The order of every array in a state: by id, code unit by code unit (ids are ASCII). */
export function compareIds(a: Identified, b: Identified): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Where `id` stands in a sorted array, or where it would. */
function placeOf(sorted: readonly Identified[], id: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = sorted[middle];
    if (there !== undefined && there.id < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The member with that id of an array sorted by id. */
export function findById<T extends Identified>(sorted: readonly T[], id: string): T | undefined {
  const there = sorted[placeOf(sorted, id)];
  return there?.id === id ? there : undefined;
}

/** A copy of an array sorted by id in which `item` stands in its place, instead of its namesake. */
export function withItem<T extends Identified>(sorted: readonly T[], item: T): T[] {
  const place = placeOf(sorted, item.id);
  const copy = sorted.slice();
  copy.splice(place, sorted[place]?.id === item.id ? 1 : 0, item);
  return copy;
}

/** The array without that id: a copy, or itself when the id is not in it. */
export function withoutItem<T extends Identified>(sorted: readonly T[], id: string): readonly T[] {
  const place = placeOf(sorted, id);
  if (sorted[place]?.id !== id) return sorted;
  const copy = sorted.slice();
  copy.splice(place, 1);
  return copy;
}

/** The array itself when it is sorted by id already, else a sorted copy. */
export function sortedById<T extends Identified>(items: readonly T[]): readonly T[] {
  const isSorted = items.every((item, index) => {
    const next = items[index + 1];
    return next === undefined || item.id < next.id;
  });
  return isSorted ? items : items.toSorted(compareIds);
}
