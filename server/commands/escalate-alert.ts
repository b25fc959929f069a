import { wardKey } from '../../src-shared/contract/ids.ts';
import type { Alert } from '../../src-shared/contract/state/alert.ts';
import type {
  EscalationChain,
  EscalationStep,
} from '../../src-shared/contract/state/escalation.ts';
import { DEFAULT_CHAIN } from '../../src-shared/domain/staffing/escalation.ts';
import * as domain from '../../src-shared/domain/transitions/escalate-alert.ts';
import type { Statement } from '../db/database.ts';
import { type Command, NO_SUBJECT } from './command.ts';

interface Facts {
  readonly cleared: boolean;
  readonly wardId: string;
  readonly alert: Alert;
  readonly chain: EscalationChain | null;
  /** Users of the hospital, by the post they would be told in. */
  readonly chargeNurses: readonly string[];
  readonly dispatchers: readonly string[];
  readonly admins: readonly string[];
}

/** Whose competencies name this leads the ward's nurses. */
const CHARGE = 'charge';

const LOOK = `
  select l.hospital_id, array[l.hospital_id || '/' || l.ward_id] as wards,
    '{}'::text[] as nurses,
    json_build_object('cleared', l.cleared_at is not null, 'wardId', l.ward_id, 'alert', l.body,
      'chain', (select c.chain from escalation_chain c where c.hospital_id = l.hospital_id),
      'chargeNurses', array(
        select n.user_id from ward_nurse wn
        join nurse n on n.hospital_id = wn.hospital_id and n.id = wn.nurse_id
        join app_user u on u.id = n.user_id and u.disabled_at is null
        where wn.hospital_id = l.hospital_id and wn.ward_id = l.ward_id
          and wn.shift_starts_at <= now() and wn.shift_ends_at > now()
          and '${CHARGE}' = any (n.competencies)
        order by 1),
      'dispatchers', array(
        select m.user_id from membership m
        join app_user u on u.id = m.user_id and u.disabled_at is null
        where m.hospital_id = l.hospital_id and m.role = 'dispatcher'
          and (m.ward_ids is null or l.ward_id = any (m.ward_ids))
        order by 1),
      'admins', array(
        select m.user_id from membership m
        join app_user u on u.id = m.user_id and u.disabled_at is null
        where m.hospital_id = l.hospital_id and m.role = 'admin'
        order by 1)) as facts
  from alert l where l.id = $1::uuid`;

/** Characters of a notification's title. */
const TITLE_MAX = 200;

const STEP: Statement = {
  name: 'alert-step',
  text: `
    insert into alert_step (alert_id, at, hospital_id, step, user_ids)
    values ($1, $2, $3, $4, $5)`,
};

/**
 * The clock: an alert that nobody acknowledges takes its next step, and the people of that step are
 * told. Asked twice for the same step, or too early, it changes nothing.
 */
export function escalateAlert(input: { readonly alertId: string }): Command<Facts> {
  const { alertId } = input;
  return {
    name: 'escalate-alert',
    status: 200,
    look: { name: 'alert-escalation', text: LOOK, values: [alertId] },
    allows: () => false,
    subject: () => NO_SUBJECT,
    decide: ({ board, reach: { hospitalId, facts } }) => {
      if (facts.cleared) {
        const ward = wardKey({ hospitalId, wardId: facts.wardId });
        return { ward, drafts: [], answer: { alert: facts.alert, step: null } };
      }
      return domain.escalateAlert(board, {
        alertId,
        chain: facts.chain ?? DEFAULT_CHAIN,
        people: (step) => peopleOf(step, facts).length,
      });
    },
    rows: ({ board, reach }, { answer }) => {
      const { step } = answer as { step: EscalationStep | null };
      if (step === null) return [];
      const people = peopleOf(step, reach.facts);
      return [{ statement: STEP, values: [alertId, board.at, reach.hospitalId, step.to, people] }];
    },
    notifications: ({ board, reach }, { answer }) => {
      const { step } = answer as { step: EscalationStep | null };
      if (step === null) return [];
      const { hospitalId, facts } = reach;
      const { wardId, alert } = facts;
      // One id for all: whoever is in several posts is told once.
      const id = board.newId();
      return peopleOf(step, facts).map((userId) => ({
        id,
        hospitalId,
        wardId,
        to: { userId },
        kind: 'alert',
        title: `${wardId}: ${alert.text}`.slice(0, TITLE_MAX),
        ref: alertId,
        sender: board.actor,
        senderName: null,
        urgent: true,
      }));
    },
  };
}

/** The users whom a step tells, sorted. */
function peopleOf({ to, userIds }: EscalationStep, facts: Facts): string[] {
  const named = [...userIds];
  switch (to) {
    case 'charge_nurse':
      return sorted([...named, ...facts.chargeNurses]);
    case 'dispatcher':
      return sorted([...named, ...facts.dispatchers]);
    case 'house_supervisor':
      return sorted(named.length > 0 ? named : facts.admins);
  }
}

function sorted(userIds: readonly string[]): string[] {
  return [...new Set(userIds)].sort();
}
