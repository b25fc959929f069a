import type { WardKey } from '../../../src-shared/contract/ids.ts';
import { assignCommand } from '../../app/assign-command.ts';
import { useDesk } from '../../app/desk.ts';
import type { NurseOption } from './nurse-options.ts';

/**
 * Gives patients to a nurse that was picked. Where she may not simply have them, the reason is
 * asked for first; from the float pool she is brought without one, for that is what it is for.
 * @returns whether the window that picked her may close (false: another one has taken its place)
 */
export function useAssign(): (
  ward: WardKey,
  stayIds: readonly string[],
  option: NurseOption,
) => boolean {
  const desk = useDesk();
  return (ward, stayIds, { nurse, obstacle, isFromPool }) => {
    const [first, ...rest] = stayIds.map((stayId) => assignCommand(ward, nurse.id, stayId));
    if (!first) return true;
    if (obstacle !== null) {
      desk.ask({ kind: 'override', command: first, why: obstacle });
      return false;
    }
    // Only the first has to bring her; after that she is here.
    desk.run(
      isFromPool
        ? { ...first, body: { ...first.body, override: { reason: 'From the float pool' } } }
        : first,
    );
    for (const command of rest) desk.run(command);
    return true;
  };
}
