import type { z } from 'zod';
import { parseWardKey, type WardKey } from '../contract/ids.ts';
import type { hospitalsAnswerSchema, wardsAnswerSchema } from '../contract/reads.ts';
import type { LogState } from '../contract/state/log-state.ts';
import { isHouse } from '../domain/log/log-kind.ts';

export type KnownHospital = z.infer<typeof hospitalsAnswerSchema>['hospitals'][number];
export type KnownWard = z.infer<typeof wardsAnswerSchema>['wards'][number];

type Boards = ReadonlyMap<WardKey, LogState>;

/** The hospitals of which boards are held, for a start without a network. Only their ids are known. */
export function knownHospitals(boards: Boards): KnownHospital[] {
  const ids = new Set([...boards.keys()].map((ward) => parseWardKey(ward).hospitalId));
  return [...ids].sort().map((id) => ({ id, name: id }));
}

/** The wards of a hospital of which boards are held, by id. */
export function knownWards(boards: Boards, hospitalId: string): KnownWard[] {
  return [...boards.values()]
    .flatMap((state) =>
      isHouse(state) || state.hospitalId !== hospitalId
        ? []
        : [
            {
              id: state.wardId,
              hospitalId,
              name: state.name ?? state.wardId,
              unitType: state.unitType ?? '',
            },
          ],
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
