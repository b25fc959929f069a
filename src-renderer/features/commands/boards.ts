import type { WardKey } from '../../../src-shared/contract/ids.ts';
import type { LogState } from '../../../src-shared/contract/state/log-state.ts';
import type { WardView } from '../../../src-shared/sync/views.ts';
import type { Boards } from './inverse-command.ts';

const known = new WeakMap<ReadonlyMap<WardKey, WardView>, Boards>();

/** The states behind the views, without those that have not come yet. */
export function boardsOf(views: ReadonlyMap<WardKey, WardView>): Boards {
  const last = known.get(views);
  if (last) return last;
  const boards = new Map<WardKey, LogState>();
  for (const [ward, { state }] of views) {
    if (state) boards.set(ward, state);
  }
  known.set(views, boards);
  return boards;
}
