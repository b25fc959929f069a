import { parseWardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { Assignment } from '../../src-shared/contract/state/assignment.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import type { EventDraft } from '../../src-shared/domain/board.ts';
import type { NotificationDraft } from '../db/notifications.ts';

/**
 * One notification for each assignment that begins, to its nurse's user. It names bed and ward and
 * no patient: it may be read on a locked screen.
 */
export function assignmentNotifications(
  drafts: readonly EventDraft[],
  logs: ReadonlyMap<WardKey, LogState>,
  actor: string,
  newId: () => string,
): NotificationDraft[] {
  return drafts.flatMap((draft) => {
    if (draft.type !== 'assignment.started') return [];
    const { assignment } = draft.data;
    const { hospitalId, wardId } = parseWardKey(draft.ward);
    return [
      {
        id: newId(),
        hospitalId,
        wardId,
        to: { nurseId: assignment.nurseId },
        kind: 'assignment',
        title: titleOf(assignment, wardId, logs.get(draft.ward)),
        ref: assignment.id,
        sender: actor,
        senderName: null,
        urgent: true,
      },
    ];
  });
}

function titleOf(assignment: Assignment, wardId: string, state: LogState | undefined): string {
  const name = state !== undefined && 'name' in state ? state.name : wardId;
  const ward = name === wardId ? wardId : `${wardId}, ${name}`;
  if (assignment.stayId === null) return `You are posted to ${ward}`;
  const stays = state !== undefined && 'stays' in state ? state.stays : [];
  const beds = state !== undefined && 'beds' in state ? state.beds : [];
  const bedId = stays.find((stay) => stay.id === assignment.stayId)?.bedId ?? null;
  const bed = beds.find(({ id }) => id === bedId)?.label ?? bedId;
  return bed === null ? `New patient in ${ward}` : `New patient in ${bed}, ${ward}`;
}
