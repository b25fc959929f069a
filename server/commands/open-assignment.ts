import { Refusal } from '../../src-shared/domain/refusal.ts';
import type { Principal } from '../auth/principal.ts';
import { NO_SUBJECT, type Reach, type Subject } from './command.ts';
import type { AssignmentFacts } from './looks.ts';
import { isSelf, mayDispatch } from './permissions.ts';

/** Refuses with `assignment_ended`: the board does not know assignments that are over. */
export function requireOpenAssignment(reach: Reach<AssignmentFacts>): void {
  if (reach.facts.ended) throw new Refusal('assignment_ended');
}

/** Dispatchers, and the nurse whose assignment it is. */
export function mayTouchAssignment(principal: Principal, reach: Reach<AssignmentFacts>): boolean {
  const { hospitalId, wards, facts } = reach;
  return isSelf(principal, hospitalId, facts.assignment.nurseId) || mayDispatch(principal, wards);
}

/** The nurse and the patient of an assignment. */
export function assignmentSubject({ hospitalId, facts }: Reach<AssignmentFacts>): Subject {
  const { nurseId, stayId } = facts.assignment;
  return {
    ...NO_SUBJECT,
    nurses: [`${hospitalId}/${nurseId}`],
    stays: stayId === null ? [] : [stayId],
  };
}
