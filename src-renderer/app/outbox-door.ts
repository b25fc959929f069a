import { Cell } from '../../src-shared/sync/readable.ts';

/**
 * Which window about this device's own changes is open: the list of all, or the questions one after
 * the other. Opened from the top bar, from the bands and from the desktop's menu.
 */
export const outboxDoor = new Cell<'closed' | 'queue' | 'questions'>('closed');
