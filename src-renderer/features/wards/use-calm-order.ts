import { useState } from 'react';
import type { WardKey } from '../../../src-shared/contract/ids.ts';

/**
 * The order to show: the wished one, but held as it is while somebody points at the list or moves
 * in it by keyboard, so that no row slides away under the hand. What is new goes to the end.
 */
export function useCalmOrder(wished: readonly WardKey[], isHeld: boolean): readonly WardKey[] {
  const [shown, setShown] = useState(wished);
  const next = isHeld ? merged(shown, wished) : wished;
  if (!sameKeys(shown, next)) setShown(next);
  return next;
}

function merged(shown: readonly WardKey[], wished: readonly WardKey[]): readonly WardKey[] {
  const here = new Set(wished);
  const known = new Set(shown);
  return [...shown.filter((key) => here.has(key)), ...wished.filter((key) => !known.has(key))];
}

function sameKeys(a: readonly WardKey[], b: readonly WardKey[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}
