import { useMemo } from 'react';
import { useHost, useHouse, useReadable } from '../../app/host-context.tsx';
import { useNow } from '../../ui/clock.ts';
import { alertLines, type AlertLines } from '../../view/alert-lines.ts';

const MINUTE_MS = 60_000;

/** The alerts of a hospital's wards; judged anew at each minute where wards cannot be heard. */
export function useAlertLines(hospitalId: string): AlertLines {
  const board = useReadable(useHost().board);
  const house = useHouse(hospitalId);
  const minute = useNow(MINUTE_MS);
  return useMemo(
    () => alertLines(board, hospitalId, house, minute),
    [board, hospitalId, house, minute],
  );
}
