import type { PackInForce } from '../../contract/state/pack-in-force.ts';
import type { RulePack } from '../../contract/state/rule-pack.ts';
import { canonicalJson } from '../log/canonical-json.ts';
import { findById } from '../log/by-id.ts';
import type { Board, EventDraft, Outcome } from '../board.ts';
import { houseOf } from './find-on-board.ts';

/**
 * A rule pack comes into force, in a hospital (`wardId` null) or in one ward of it; `pack` null
 * gives a ward the hospital's pack again. The version given is in force wherever that pack is. What
 * is in force nowhere any more is withdrawn. Touches the house's log.
 */
export function putPackInForce(
  board: Board,
  input: { readonly wardId: string | null; readonly pack: RulePack | null },
): Outcome<{ packs: PackInForce[] }> {
  const { key, state } = houseOf(board);
  const { wardId, pack } = input;
  const before = state.packs;
  const isNew = pack !== null && findById(before, pack.id) === undefined;
  const all = isNew ? [...before, { ...pack, hospital: false, wards: [] }] : before;
  const after = all.map((one): PackInForce => {
    const chosen = one.id === pack?.id;
    const rules = chosen ? pack : one;
    if (wardId === null) return { ...rules, hospital: chosen, wards: one.wards };
    const others = one.wards.filter((ward) => ward !== wardId);
    const wards = chosen ? [...others, wardId].sort() : others;
    return { ...rules, hospital: one.hospital, wards };
  });
  const drafts = after.flatMap((one): EventDraft[] => {
    const was = findById(before, one.id);
    if (!one.hospital && one.wards.length === 0) {
      return was === undefined ? [] : [{ ward: key, type: 'pack.withdrawn', data: { pack: one } }];
    }
    if (was !== undefined && canonicalJson(was) === canonicalJson(one)) return [];
    return [{ ward: key, type: 'pack.updated', data: { pack: one } }];
  });
  const packs = after.filter((one) => one.hospital || one.wards.length > 0);
  return { ward: key, drafts, answer: { packs } };
}
