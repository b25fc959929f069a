import type { PackBody } from '../../contract/state/rule-pack.ts';
import { refuseFaults } from '../refusal.ts';
import { unfoundedClaims } from './figure-claims.ts';
import { packFaults } from './pack-faults.ts';

/**
 * Refuses with `invalid_request` the rules of a request (its `body`) that cannot be what was meant, or
 * that say of a figure of their own that the law has it.
 */
export function requireSoundRules(body: PackBody): void {
  const faults = [...packFaults(body), ...unfoundedClaims(body)];
  refuseFaults(faults.map(({ path, message }) => ({ path: `body.${path}`, message })));
}
