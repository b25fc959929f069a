import type { RulePack } from '../../../../src-shared/contract/state/rule-pack.ts';

/** A copy of a value in which every figure is in force, as of a hospital that has checked all. */
function inForce(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inForce);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [
    key,
    key === 'inForce' ? true : inForce(member),
  ]);
  return Object.fromEntries(entries) as unknown;
}

/** A pack with all that ships off put in force. */
export function inFullForce(pack: RulePack): RulePack {
  return { ...pack, body: inForce(pack.body) as RulePack['body'] };
}
