import { Cell, type Readable } from '../../src-shared/sync/readable.ts';

const open = new Cell(0);

/** How many dialogs are open on this page. */
export const openDialogs: Readable<number> = open;

/** Counts one; gives how to count it no more. */
export function countDialog(): () => void {
  open.set(open.get() + 1);
  return () => {
    open.set(open.get() - 1);
  };
}
