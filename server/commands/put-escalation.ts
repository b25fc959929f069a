import type { PutEscalation } from '../../src-shared/contract/commands/put-escalation.ts';
import { HOUSE_WARD_ID, wardKey } from '../../src-shared/contract/ids.ts';
import { invalidRequest } from '../../src-shared/domain/refusal.ts';
import type { Statement } from '../db/database.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { mayConfigure } from './permissions.ts';

const PUT: Statement = {
  name: 'escalation-put',
  text: `
    insert into escalation_chain (hospital_id, chain, author, changed_at)
    values ($1, $2::jsonb, $3, $4)
    on conflict (hospital_id) do update set chain = excluded.chain, author = excluded.author,
      changed_at = excluded.changed_at`,
};

const LOOK = `
  select w.hospital_id, array[w.hospital_id || '/' || w.id] as wards, '{}'::text[] as nurses,
    json_build_object('members', array(
      select distinct m.user_id from wardline_members($1, $2::text[]) m)) as facts
  from ward w where w.hospital_id = $1 and w.id = '${HOUSE_WARD_ID}'`;

interface Facts {
  /** Which of the users named belong to the hospital. */
  readonly members: readonly string[];
}

/**
 * PUT /hospitals/{h}/escalation. It has no events: alerts that stand take their next steps by the
 * new chain. Refusal: `invalid_request` for a user who is not of the hospital.
 */
export function putEscalation(input: {
  readonly hospitalId: string;
  readonly chain: PutEscalation;
}): Command<Facts> {
  const { hospitalId, chain } = input;
  const userIds = [...new Set(chain.steps.flatMap((step) => step.userIds))];
  return {
    name: 'put-escalation',
    status: 200,
    look: { name: 'escalation', text: LOOK, values: [hospitalId, userIds] },
    allows: (principal) => mayConfigure(principal, hospitalId),
    subject: () => NO_SUBJECT,
    decide: ({ reach: { facts } }) => {
      const stranger = userIds.find((id) => !facts.members.includes(id));
      if (stranger !== undefined) {
        const step = chain.steps.findIndex((one) => one.userIds.includes(stranger));
        throw invalidRequest(`steps.${step}.userIds`, `${stranger} is no user of this hospital`);
      }
      const ward = wardKey({ hospitalId, wardId: HOUSE_WARD_ID });
      return { ward, drafts: [], answer: { chain } };
    },
    rows: ({ board }) => [
      { statement: PUT, values: [hospitalId, JSON.stringify(chain), board.actor, board.at] },
    ],
  };
}
