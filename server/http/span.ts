import { SPAN_MAX_MS } from '../../src-shared/contract/staffing-reads.ts';

interface Asked {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * The span that a read is about: what was asked for, else what ends now and lasts `usualMs`. One
 * that has only its beginning ends now, or as far on as is told at once.
 */
export function spanOf(
  { from, to }: Asked,
  now: number,
  usualMs: number,
): { readonly from: string; readonly to: string } {
  const begin =
    from === undefined ? (to === undefined ? now : Date.parse(to)) - usualMs : Date.parse(from);
  const end =
    to === undefined ? Math.max(begin + 1, Math.min(now, begin + SPAN_MAX_MS)) : Date.parse(to);
  return { from: new Date(begin).toISOString(), to: new Date(end).toISOString() };
}
