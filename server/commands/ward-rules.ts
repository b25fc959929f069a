import { parseWardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import type { RulePack } from '../../src-shared/contract/state/rule-pack.ts';
import type { PackRef } from '../../src-shared/contract/state/staffing.ts';
import { isHouse } from '../../src-shared/domain/log/log-kind.ts';
import type { WardRules } from '../../src-shared/domain/staffing/judge-wards.ts';
import { DEFAULT_PACK, rulesOf, type AnyPack } from '../../src-shared/domain/staffing/packs.ts';
import type { Tx } from '../db/database.ts';
import { RecentMap } from './recent-map.ts';
import { readPack, readRulesInForce } from '../db/rule-packs.ts';

/** Rule packs that this process has read. A version never changes, so none is ever stale. */
export interface PackShelf {
  get(hospitalId: string, ref: PackRef): RulePack | undefined;
  put(hospitalId: string, pack: RulePack): void;
}

/** @param most packs kept; the one longest unused goes first */
export function createPackShelf(most = 200): PackShelf {
  const packs = new RecentMap<string, RulePack>(most);
  const keyOf = (hospitalId: string, { id, version }: PackRef) => `${hospitalId}/${id}@${version}`;
  return {
    get: (hospitalId, ref) => packs.get(keyOf(hospitalId, ref)),
    put: (hospitalId, pack) => {
      packs.set(keyOf(hospitalId, pack), pack);
    },
  };
}

/**
 * By what each locked ward is judged: what its own verdict names, since every change of pack or
 * waiver judges the ward anew. PostgreSQL is asked only for a ward that was never judged, for rules
 * that this process has not seen yet, and when a waiver has ended.
 */
export async function rulesOfWards(
  tx: Tx,
  shelf: PackShelf,
  logs: ReadonlyMap<WardKey, LogState>,
  at: string,
): Promise<ReadonlyMap<WardKey, WardRules>> {
  const rules = new Map<WardKey, WardRules>();
  for (const [ward, state] of logs) {
    if (isHouse(state)) continue;
    const { hospitalId } = state;
    const waiver = state.staffing?.waiver ?? null;
    if (state.staffing === null || (waiver !== null && waiver.endsAt <= at)) {
      rules.set(ward, await readRules(tx, shelf, ward, at));
    } else {
      rules.set(ward, { pack: await packFor(tx, shelf, hospitalId, state.staffing.pack), waiver });
    }
  }
  return rules;
}

async function readRules(tx: Tx, shelf: PackShelf, ward: WardKey, at: string): Promise<WardRules> {
  const { hospitalId, wardId } = parseWardKey(ward);
  const { pack, waiver } = await readRulesInForce(tx, hospitalId, wardId, at);
  if (pack === null) return { pack: DEFAULT_PACK, waiver };
  // The rules of a body are laid out once an object: the one on the shelf is the one to use.
  const known = shelf.get(hospitalId, pack);
  if (known === undefined) shelf.put(hospitalId, pack);
  return { pack: known ?? pack, waiver };
}

/** A pack that is nowhere stays a bare reference: the rules then say that it is not here. */
async function packFor(
  tx: Tx,
  shelf: PackShelf,
  hospitalId: string,
  ref: PackRef,
): Promise<AnyPack> {
  if (rulesOf(ref) !== undefined) return ref;
  const known = shelf.get(hospitalId, ref);
  if (known !== undefined) return known;
  const read = await readPack(tx, hospitalId, ref);
  if (read !== null) shelf.put(hospitalId, read);
  return read ?? ref;
}
