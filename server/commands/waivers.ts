import {
  type KeptWaiver,
  type StartWaiver,
  WAIVER_HOURS_MAX,
} from '../../src-shared/contract/commands/start-waiver.ts';
import {
  HOUSE_WARD_ID,
  parseWardKey,
  wardKey,
  type WardKey,
} from '../../src-shared/contract/ids.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import type { Waiver } from '../../src-shared/contract/state/waiver.ts';
import { isHouse } from '../../src-shared/domain/log/log-kind.ts';
import { invalidRequest, Refusal } from '../../src-shared/domain/refusal.ts';
import type { AnyPack } from '../../src-shared/domain/staffing/packs.ts';
import { wardOf } from '../../src-shared/domain/transitions/find-on-board.ts';
import type { Statement } from '../db/database.ts';
import { wireTime } from '../db/wire-time.ts';
import { type Command, type Look, NO_SUBJECT, type Seen } from './command.ts';
import { mayConfigure } from './permissions.ts';

const HOUR_MS = 3_600_000;

/** A waiver speaks of every ward of the hospital, or of one. */
interface Facts {
  /** Of those wards, and not ended. */
  readonly waivers: readonly KeptWaiver[];
  /** The one asked for, ended or not. */
  readonly asked: KeptWaiver | null;
  /** Packs in force that do not ship, by the wards' verdicts. */
  readonly packs: readonly AnyPack[];
}

const WAIVER = `json_build_object('id', v.id, 'wardId', v.ward_id, 'author', v.author,
  'reason', v.reason, 'startsAt', ${wireTime('v.starts_at')}, 'endsAt', ${wireTime('v.ends_at')},
  'endedAt', ${wireTime('v.ended_at')}, 'endedBy', v.ended_by)`;

function lookAtWaivers(hospitalId: string, waiverId: string | null): Look {
  return {
    name: 'waivers',
    text: `
      select w.hospital_id, array(
          select o.hospital_id || '/' || o.id from ward o where o.hospital_id = w.hospital_id
        ) as wards, '{}'::text[] as nurses,
        json_build_object(
          'waivers', (select coalesce(json_agg(${WAIVER}), '[]') from staffing_waiver v
            where v.hospital_id = $1 and v.ended_at is null and v.ends_at > now()),
          'asked', (select ${WAIVER} from staffing_waiver v
            where v.hospital_id = $1 and v.id = $2::uuid),
          'packs', (select coalesce(json_agg(json_build_object('id', p.id, 'version', p.version,
              'title', p.title, 'author', p.author, 'body', p.body)), '[]')
            from rule_pack p where p.hospital_id = $1 and p.active)) as facts
      from ward w where w.hospital_id = $1 and w.id = '${HOUSE_WARD_ID}'`,
    values: [hospitalId, waiverId],
  };
}

const START: Statement = {
  name: 'waiver-start',
  text: `
    insert into staffing_waiver (id, hospital_id, ward_id, author, reason, starts_at, ends_at)
    values ($1, $2, $3, $4, $5, $6, $7)`,
};
const END: Statement = {
  name: 'waiver-end',
  text: `
    update staffing_waiver set ended_at = $3, ended_by = $4
    where hospital_id = $1 and id = $2 and ended_at is null`,
};

/**
 * POST /hospitals/{h}/waivers: findings go on being made in these wards, and raise nothing. Every
 * ward is judged anew in the same transaction. Refusals: `not_found` for a ward that does not exist,
 * `invalid_request` for an end that is over already, or too far off.
 */
export function startWaiver(
  input: StartWaiver & { readonly hospitalId: string; readonly id: string },
): Command<Facts> {
  const { hospitalId, wardId } = input;
  const started = ({ board }: Seen<Facts>): KeptWaiver => {
    if (wardId !== null) wardOf(board, wardId);
    if (input.endsAt <= board.at) throw invalidRequest('endsAt', 'that time is over');
    if (Date.parse(input.endsAt) > Date.parse(board.at) + WAIVER_HOURS_MAX * HOUR_MS) {
      throw invalidRequest('endsAt', `at most ${WAIVER_HOURS_MAX} hours from now`);
    }
    const { id, reason, endsAt } = input;
    const ended = { endedAt: null, endedBy: null };
    return { id, wardId, author: board.actor, reason, startsAt: board.at, endsAt, ...ended };
  };
  return {
    name: 'start-waiver',
    status: 201,
    look: lookAtWaivers(hospitalId, null),
    allows: (principal) => mayConfigure(principal, hospitalId),
    subject: () => NO_SUBJECT,
    decide: (seen) => ({
      ward: wardKey({ hospitalId, wardId: wardId ?? HOUSE_WARD_ID }),
      drafts: [],
      answer: { waiver: started(seen) },
    }),
    rules: (seen) => rulesUnder(seen, [...seen.reach.facts.waivers, started(seen)]),
    rows: (seen) => {
      const { id, author, reason, startsAt, endsAt } = started(seen);
      const values = [id, hospitalId, wardId, author, reason, startsAt, endsAt];
      return [{ statement: START, values }];
    },
    note: { reason: input.reason },
  };
}

/** POST /hospitals/{h}/waivers/{id}/end. Refusal: `not_found`. */
export function endWaiver(input: {
  readonly hospitalId: string;
  readonly waiverId: string;
}): Command<Facts> {
  const { hospitalId, waiverId } = input;
  const ended = ({ board, reach: { facts } }: Seen<Facts>): KeptWaiver => {
    if (facts.asked === null) throw new Refusal('not_found');
    if (facts.asked.endedAt !== null || facts.asked.endsAt <= board.at) return facts.asked;
    return { ...facts.asked, endedAt: board.at, endedBy: board.actor };
  };
  return {
    name: 'end-waiver',
    status: 200,
    look: lookAtWaivers(hospitalId, waiverId),
    allows: (principal) => mayConfigure(principal, hospitalId),
    subject: () => NO_SUBJECT,
    decide: (seen) => {
      const waiver = ended(seen);
      const wardId = waiver.wardId ?? HOUSE_WARD_ID;
      return { ward: wardKey({ hospitalId, wardId }), drafts: [], answer: { waiver } };
    },
    rules: (seen) =>
      rulesUnder(
        seen,
        seen.reach.facts.waivers.filter(({ id }) => id !== waiverId),
      ),
    rows: ({ board }) => [
      { statement: END, values: [hospitalId, waiverId, board.at, board.actor] },
    ],
  };
}

/** Each ward's pack as it was, and of the waivers that speak of it the one that ends last. */
function rulesUnder(
  { board, reach }: Seen<Facts>,
  waivers: readonly KeptWaiver[],
): ReadonlyMap<WardKey, { pack: AnyPack; waiver: Waiver | null }> {
  const rules = new Map<WardKey, { pack: AnyPack; waiver: Waiver | null }>();
  for (const [ward, state] of board.logs) {
    if (isHouse(state) || state.staffing === null) continue;
    const { wardId } = parseWardKey(ward);
    const last = waivers
      .filter((waiver) => waiver.wardId === null || waiver.wardId === wardId)
      .filter(({ endsAt }) => endsAt > board.at)
      .sort((a, b) => (a.endsAt > b.endsAt || (a.endsAt === b.endsAt && a.id < b.id) ? -1 : 1))[0];
    const waiver = last && { author: last.author, reason: last.reason, endsAt: last.endsAt };
    rules.set(ward, { pack: packOf(state, reach.facts), waiver: waiver ?? null });
  }
  return rules;
}

function packOf({ staffing }: WardState, { packs }: Facts): AnyPack {
  const ref = staffing?.pack;
  if (ref === undefined) throw new Error('a ward that was never judged has no pack');
  return packs.find(({ id, version }) => id === ref.id && version === ref.version) ?? ref;
}
