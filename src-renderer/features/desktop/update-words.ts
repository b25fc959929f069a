import {
  type Disturbance,
  DISTURBANCES,
  UPDATE_REFUSALS,
  type UpdateView,
} from '../../../src-shared/ipc/update-view.ts';
import { clockTime } from '../../ui/time-words.ts';

/**
 * How it stands with updates, in a sentence.
 * @param disturbance what speaks against a restart just now
 */
export function updateWords(update: UpdateView, disturbance: Disturbance | null): string {
  switch (update.phase) {
    case 'off':
      return 'Your IT department updates this console.';
    case 'none':
      return update.checkedAt === null
        ? 'Nobody has looked for updates yet.'
        : `Up to date at ${clockTime(update.checkedAt)}.`;
    case 'loading':
      return `Version ${update.version} is being downloaded.`;
    case 'refused':
      return `${UPDATE_REFUSALS[update.code]} (${clockTime(update.checkedAt)})`;
    case 'ready':
      return disturbance === null
        ? `Version ${update.version} is ready to be installed.`
        : `Version ${update.version} is ready to be installed. ${DISTURBANCES[disturbance]}`;
  }
}
