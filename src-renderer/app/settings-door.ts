import { Cell } from '../../src-shared/sync/readable.ts';

/** Whether the desktop's settings are open: from the menu of the user, or the program's own. */
export const settingsDoor = new Cell(false);
