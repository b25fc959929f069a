import type { PutPack } from '../../src-shared/contract/commands/put-pack.ts';
import { HOUSE_WARD_ID, wardKey } from '../../src-shared/contract/ids.ts';
import type { RulePack } from '../../src-shared/contract/state/rule-pack.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import { shippedPack } from '../../src-shared/domain/staffing/packs.ts';
import { requireSoundRules } from '../../src-shared/domain/staffing/require-sound-rules.ts';
import type { Statement } from '../db/database.ts';
import { type Command, NO_SUBJECT, type Seen } from './command.ts';
import { mayConfigure } from './permissions.ts';

const LOOK = `
  select w.hospital_id, array[w.hospital_id || '/' || w.id] as wards, '{}'::text[] as nurses,
    json_build_object('newest', (
      select max(p.version) from rule_pack p where p.hospital_id = $1 and p.id = $2)) as facts
  from ward w where w.hospital_id = $1 and w.id = '${HOUSE_WARD_ID}'`;

const STORE: Statement = {
  name: 'pack-store',
  text: `
    insert into rule_pack (hospital_id, id, version, title, author, body, active)
    values ($1, $2, $3, $4, $5, $6::jsonb, false)`,
};

interface Facts {
  /** Of those stored; what ships need not be. */
  readonly newest: number | null;
}

/**
 * PUT /hospitals/{h}/packs/{p}: a pack's next version, which judges nothing before it is put in
 * force. It has no events. Refusals: `pack_changed`; `invalid_request` for rules that cannot be
 * what was meant, or where a figure that is not the one that ships claims to be the law's.
 */
export function putPack(
  input: PutPack & { readonly hospitalId: string; readonly packId: string },
): Command<Facts> {
  const { hospitalId, packId, replaces } = input;
  const next = ({ board, reach: { facts } }: Seen<Facts>): RulePack => {
    const newest = Math.max(facts.newest ?? 0, shippedPack(packId)?.version ?? 0);
    if (newest !== (replaces ?? 0)) {
      throw new Refusal('pack_changed', undefined, { newest: newest === 0 ? null : newest });
    }
    const { title, body } = input;
    requireSoundRules(body);
    return { id: packId, version: newest + 1, title, author: board.actor, body };
  };
  return {
    name: 'put-pack',
    status: 200,
    look: { name: 'pack', text: LOOK, values: [hospitalId, packId] },
    allows: (principal) => mayConfigure(principal, hospitalId),
    subject: () => NO_SUBJECT,
    decide: (seen) => ({
      ward: wardKey({ hospitalId, wardId: HOUSE_WARD_ID }),
      drafts: [],
      answer: { pack: next(seen) },
    }),
    rows: (seen) => {
      const { id, version, title, author, body } = next(seen);
      const values = [hospitalId, id, version, title, author, JSON.stringify(body)];
      return [{ statement: STORE, values }];
    },
    note: { pack: packId },
  };
}
