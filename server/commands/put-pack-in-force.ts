import type { PutPackInForce } from '../../src-shared/contract/commands/put-pack-in-force.ts';
import { HOUSE_WARD_ID, parseWardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { HouseState } from '../../src-shared/contract/state/house-state.ts';
import type { RulePack } from '../../src-shared/contract/state/rule-pack.ts';
import type { PackInForce } from '../../src-shared/contract/state/pack-in-force.ts';
import type { Outcome } from '../../src-shared/domain/board.ts';
import { isHouse } from '../../src-shared/domain/log/log-kind.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import type { WardRules } from '../../src-shared/domain/staffing/judge-wards.ts';
import { packOfWard } from '../../src-shared/domain/staffing/pack-of-ward.ts';
import { shippedPack } from '../../src-shared/domain/staffing/packs.ts';
import { wardOf } from '../../src-shared/domain/transitions/find-on-board.ts';
import * as domain from '../../src-shared/domain/transitions/put-pack-in-force.ts';
import { type Command, NO_SUBJECT, type Seen } from './command.ts';
import { mayConfigure } from './permissions.ts';

/** All logs of the hospital: every ward is judged anew. */
const LOOK = `
  select w.hospital_id, array(
      select o.hospital_id || '/' || o.id from ward o where o.hospital_id = w.hospital_id
    ) as wards, '{}'::text[] as nurses,
    json_build_object('pack', (
      select json_build_object('id', p.id, 'version', p.version, 'title', p.title,
        'author', p.author, 'body', p.body)
      from rule_pack p where p.hospital_id = $1 and p.id = $2 and p.version = $3::integer)) as facts
  from ward w where w.hospital_id = $1 and w.id = '${HOUSE_WARD_ID}'`;

interface Facts {
  readonly pack: RulePack | null;
}

/**
 * PUT /hospitals/{h}/pack-in-force (`wardId` null) and …/wards/{w}/pack (`pack` null: the
 * hospital's). Every ward is judged by the new rules in the same transaction. Refusal: `not_found`
 * for a version that is not stored, or a ward that does not exist.
 */
export function putPackInForce(input: {
  readonly hospitalId: string;
  readonly wardId: string | null;
  readonly pack: PutPackInForce | null;
}): Command<Facts> {
  const { hospitalId, wardId, pack: wanted } = input;
  const outcome = ({ board, reach }: Seen<Facts>): Outcome<{ packs: PackInForce[] }> => {
    if (wardId !== null) wardOf(board, wardId);
    const pack = wanted === null ? null : wantedPack(wanted, reach.facts.pack);
    return domain.putPackInForce(board, { wardId, pack });
  };
  return {
    name: wardId === null ? 'put-pack-in-force' : 'put-ward-pack',
    status: 200,
    look: {
      name: 'packs-in-force',
      text: LOOK,
      values: [hospitalId, wanted?.packId ?? null, wanted?.version ?? null],
    },
    allows: (principal) => mayConfigure(principal, hospitalId),
    subject: () => NO_SUBJECT,
    decide: outcome,
    rules: (seen) => rulesUnder(seen, outcome(seen).answer.packs),
    note: wanted === null ? {} : { pack: wanted.packId },
  };
}

/** A version that ships need not be stored. */
function wantedPack({ packId, version }: PutPackInForce, stored: RulePack | null): RulePack {
  if (stored !== null) return stored;
  const shipped = shippedPack(packId);
  if (shipped?.version === version) return shipped;
  throw new Refusal('not_found', `There is no version ${version} of the pack ${packId}.`);
}

function rulesUnder(
  { board }: Seen<unknown>,
  packs: readonly PackInForce[],
): ReadonlyMap<WardKey, WardRules> {
  const house: Pick<HouseState, 'packs'> = { packs: [...packs] };
  const rules = new Map<WardKey, WardRules>();
  for (const [ward, state] of board.logs) {
    if (isHouse(state) || parseWardKey(ward).hospitalId !== board.hospitalId) continue;
    const kept = state.staffing?.waiver ?? null;
    const waiver = kept !== null && kept.endsAt > board.at ? kept : null;
    rules.set(ward, { pack: packOfWard(state, house), waiver });
  }
  return rules;
}
