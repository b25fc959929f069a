import type { KeptWaiver } from '../../src-shared/contract/commands/start-waiver.ts';
import type { PackInForce } from '../../src-shared/contract/state/pack-in-force.ts';
import type { RulePack } from '../../src-shared/contract/state/rule-pack.ts';
import type { PackRef } from '../../src-shared/contract/state/staffing.ts';
import type { Waiver } from '../../src-shared/contract/state/waiver.ts';
import type { Statement, Tx } from './database.ts';
import { wireTime } from './wire-time.ts';

const PACK: Statement = {
  name: 'pack',
  text: `
    select id, version, title, author, body from rule_pack
    where hospital_id = $1 and id = $2 and version = $3`,
};

/** One stored version of a hospital's pack. */
export async function readPack(
  tx: Tx,
  hospitalId: string,
  { id, version }: PackRef,
): Promise<RulePack | null> {
  const [row] = await tx.query<RulePack>(PACK, [hospitalId, id, version]);
  return row ?? null;
}

/** A stored version, without its rules. */
export interface StoredVersion extends PackRef {
  readonly title: string;
  readonly author: string | null;
  readonly createdAt: string;
}

const VERSIONS: Statement = {
  name: 'pack-versions',
  text: `
    select id, version, title, author, created_at as "createdAt" from rule_pack
    where hospital_id = $1 and ($2::text is null or id = $2) order by id, version desc`,
};

/** By id, newest first; of one pack, or (null) of all. */
export function readPackVersions(
  tx: Tx,
  hospitalId: string,
  packId: string | null,
): Promise<StoredVersion[]> {
  return tx.query<StoredVersion>(VERSIONS, [hospitalId, packId]);
}

const IN_FORCE: Statement = {
  name: 'packs-in-force',
  text: `
    select id, version, title, author, hospital, wards from rule_pack
    where hospital_id = $1 and active order by id collate "C"`,
};

/** Without their rules, which whoever wants them asks for one by one. */
export function readPacksInForce(tx: Tx, hospitalId: string): Promise<Omit<PackInForce, 'body'>[]> {
  return tx.query<Omit<PackInForce, 'body'>>(IN_FORCE, [hospitalId]);
}

/** What the waivers and packs of a hospital say of one ward at a moment, apart from its state. */
export interface RulesInForce {
  readonly pack: RulePack | null;
  readonly waiver: Waiver | null;
}

const RULES: Statement = {
  name: 'rules-in-force',
  text: `
    select (
      select json_build_object('id', p.id, 'version', p.version, 'title', p.title,
        'author', p.author, 'body', p.body)
      from rule_pack p
      where p.hospital_id = $1 and p.active and (p.hospital or $2 = any (p.wards))
      order by $2 = any (p.wards) desc limit 1
    ) as pack, (
      select json_build_object('author', v.author, 'reason', v.reason,
        'endsAt', ${wireTime('v.ends_at')})
      from staffing_waiver v
      where v.hospital_id = $1 and (v.ward_id is null or v.ward_id = $2)
        and v.ended_at is null and v.ends_at > $3::timestamptz
      order by v.ends_at desc, v.id limit 1
    ) as waiver`,
};

export async function readRulesInForce(
  tx: Tx,
  hospitalId: string,
  wardId: string,
  at: string,
): Promise<RulesInForce> {
  const [row] = await tx.query<RulesInForce>(RULES, [hospitalId, wardId, at]);
  return row ?? { pack: null, waiver: null };
}

const WAIVERS: Statement = {
  name: 'waivers',
  text: `
    select id, ward_id as "wardId", author, reason, starts_at as "startsAt", ends_at as "endsAt",
      ended_at as "endedAt", ended_by as "endedBy"
    from staffing_waiver
    where hospital_id = $1 and ends_at > now() - interval '30 days'
    order by starts_at desc, id`,
};

/** Those that hold, and those of the last 30 days, newest first. */
export function readWaivers(tx: Tx, hospitalId: string): Promise<KeptWaiver[]> {
  return tx.query<KeptWaiver>(WAIVERS, [hospitalId]);
}
