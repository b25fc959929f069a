import { useMemo } from 'react';
import { wardKey, type WardKey } from '../../../src-shared/contract/ids.ts';
import type { HouseState } from '../../../src-shared/contract/state/house-state.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import type { Freshness, WardView } from '../../../src-shared/sync/views.ts';
import { useHospital } from '../../app/hospital-wards.tsx';
import { useHost, useHouse, useReadable } from '../../app/host-context.tsx';
import type { WardSummary } from '../../host/host.ts';
import { useNow } from '../../ui/clock.ts';
import { asWard } from '../../view/log-kinds.ts';
import { byStanding, wardFigures, type WardFigures } from '../../view/ward-row.ts';

/** One line of the list of wards. `figures` is null until the ward's first state came. */
export interface WardRow {
  readonly key: WardKey;
  readonly wardId: string;
  readonly name: string;
  readonly figures: WardFigures | null;
  readonly freshness: Freshness | null;
}

const MINUTE_MS = 60_000;

// The row of each ward as it was last made, with what its figures were made from: figures are made
// anew only for the ward that changed, not for the 449 others.
interface Made {
  readonly row: WardRow;
  readonly state: WardState | null;
  readonly house: HouseState | null;
  readonly minute: number;
  readonly isHeard: boolean;
}
const lastMade = new WeakMap<WardSummary, Made>();

/** The hospital's wards with their figures, by code; null while the list is on its way. */
export function useWardRows(): readonly WardRow[] | null {
  const { hospitalId, wards } = useHospital();
  const board = useReadable(useHost().board);
  const house = useHouse(hospitalId);
  const minute = useNow(MINUTE_MS);
  return useMemo(
    () => wards?.map((ward) => row(ward, board, house, minute)) ?? null,
    [wards, board, house, minute],
  );
}

/**
 * Keys in the order worst first. As long as first states are still coming, by code: a list that
 * sorts itself anew with each of them would jump thirty times.
 */
export function worstFirst(rows: readonly WardRow[]): readonly WardKey[] {
  const isComing = rows.some((one) => !one.figures && isOnItsWay(one.freshness));
  return [...rows].sort(isComing ? byCode : compare).map((one) => one.key);
}

function isOnItsWay(freshness: Freshness | null): boolean {
  return freshness === null || freshness.kind === 'catching-up' || freshness.kind === 'live';
}

function byCode(a: WardRow, b: WardRow): number {
  return a.key < b.key ? -1 : 1;
}

function compare(a: WardRow, b: WardRow): number {
  if (a.figures && b.figures) return byStanding(a.figures, b.figures);
  if (a.figures || b.figures) return a.figures ? -1 : 1;
  return byCode(a, b);
}

function row(
  ward: WardSummary,
  board: ReadonlyMap<WardKey, WardView>,
  house: HouseState | null,
  minute: number,
): WardRow {
  const key = wardKey({ hospitalId: ward.hospitalId, wardId: ward.id });
  const view = board.get(key);
  const state = asWard(view?.state ?? null);
  const isHeard = view?.freshness.kind !== 'stale';
  const last = lastMade.get(ward);
  const isSame =
    last?.state === state &&
    last.house === house &&
    last.minute === minute &&
    last.isHeard === isHeard;
  const next: WardRow = {
    key,
    wardId: ward.id,
    name: state?.name ?? ward.name,
    figures: isSame ? last.row.figures : state && wardFigures(state, house, minute, isHeard),
    freshness: view?.freshness ?? null,
  };
  const settled = last && sameRow(last.row, next) ? last.row : next;
  lastMade.set(ward, { row: settled, state, house, minute, isHeard });
  return settled;
}

function sameRow(a: WardRow, b: WardRow): boolean {
  return (
    a.name === b.name &&
    a.freshness === b.freshness &&
    (a.figures === b.figures || JSON.stringify(a.figures) === JSON.stringify(b.figures))
  );
}
