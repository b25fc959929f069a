import { parseWardKey, type WardKey } from '../contract/ids.ts';
import type { LogState } from '../contract/state/log-state.ts';
import type { Nurse } from '../contract/state/nurse.ts';
import type { Board, EventDraft, NurseRecord } from './board.ts';
import { applyEvent } from './log/apply-event.ts';
import { emptyState } from './log/empty-state.ts';

/** The logs after these drafts. A ward that is not among them begins empty. */
export function logsAfter(
  logs: ReadonlyMap<WardKey, LogState>,
  drafts: readonly EventDraft[],
): ReadonlyMap<WardKey, LogState> {
  if (drafts.length === 0) return logs;
  const after = new Map(logs);
  for (const draft of drafts) {
    const before = after.get(draft.ward) ?? emptyState(parseWardKey(draft.ward));
    after.set(draft.ward, applyEvent(before, draft));
  }
  return after;
}

/**
 * The board as the next transition of the same transaction has to see it: logs, and where the
 * hospital's nurses are on duty, after what an earlier one decided.
 */
export function boardAfter(board: Board, drafts: readonly EventDraft[]): Board {
  const nurses = new Map(board.nurses);
  for (const draft of drafts) {
    if (!('nurse' in draft.data)) continue;
    const { hospitalId, wardId } = parseWardKey(draft.ward);
    const record = nurses.get(draft.data.nurse.id);
    if (record === undefined || hospitalId !== board.hospitalId) continue;
    nurses.set(record.id, recordAfter(record, wardId, draft, draft.data.nurse));
  }
  return { ...board, nurses, logs: logsAfter(board.logs, drafts) };
}

function recordAfter(
  record: NurseRecord,
  wardId: string,
  draft: EventDraft,
  nurse: Nurse,
): NurseRecord {
  switch (draft.type) {
    case 'shift.started':
    case 'shift.updated':
    case 'nurse.arrived':
      return { ...record, post: nurse.shift && { wardId, shift: nurse.shift } };
    case 'shift.ended':
    case 'nurse.left':
      return record.post?.wardId === wardId ? { ...record, post: null } : record;
    case 'nurse.updated': {
      const { name, licence, competencies } = nurse;
      return { ...record, name, licence, competencies };
    }
    default:
      return record;
  }
}
