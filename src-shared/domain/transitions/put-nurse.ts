import type { PutNurse, StaffMember } from '../../contract/commands/put-nurse.ts';
import { parseWardKey } from '../../contract/ids.ts';
import type { Nurse } from '../../contract/state/nurse.ts';
import type { Board, EventDraft, Outcome } from '../board.ts';
import { findById } from '../log/by-id.ts';
import { canonicalJson } from '../log/canonical-json.ts';
import { houseOf } from './find-on-board.ts';

/**
 * A nurse of the staff is created or changed: `nurse.updated` in each log that she stands in, no
 * event where she stands in none. Touches the house (whose position is answered) and those logs.
 * No refusals.
 */
export function putNurse(
  board: Board,
  input: PutNurse & { readonly nurseId: string },
): Outcome<{ nurse: StaffMember }> {
  const competencies = [...new Set(input.competencies)].sort();
  const { name, licence } = input;
  const drafts: EventDraft[] = [];
  for (const [ward, state] of board.logs) {
    if (parseWardKey(ward).hospitalId !== board.hospitalId) continue;
    const before = findById(state.nurses, input.nurseId);
    if (before === undefined) continue;
    const nurse: Nurse = { ...before, name, licence, competencies };
    if (canonicalJson(nurse) === canonicalJson(before)) continue;
    drafts.push({ ward, type: 'nurse.updated', data: { nurse } });
  }
  return {
    ward: houseOf(board).key,
    drafts,
    answer: {
      nurse: {
        id: input.nurseId,
        name,
        licence,
        competencies,
        homeWardId: input.homeWardId ?? null,
        userId: input.userId ?? null,
      },
    },
  };
}
