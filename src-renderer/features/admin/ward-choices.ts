import type { WardSummary } from '../../host/host.ts';

/** The wards of the hospital for a list to choose from, after what stands for none of them. */
export function wardChoices(
  wards: readonly WardSummary[] | null,
  none?: string,
): readonly { readonly value: string; readonly text: string }[] {
  return [
    ...(none === undefined ? [] : [{ value: '', text: none }]),
    ...(wards ?? []).map(({ id, name }) => ({ value: id, text: `${id} – ${name}` })),
  ];
}
