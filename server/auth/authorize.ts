import type { Role } from '../../src-shared/contract/session.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import { hasRole, hospitalsOf, type Principal } from './principal.ts';

/**
 * Lets pass who holds one of the roles in a hospital.
 * @throws Refusal not_found where the caller has no part in the hospital, or it does not exist: the
 *   two look the same; forbidden where the caller belongs there in another role
 */
export function requireRole(
  principal: Principal,
  hospitalId: string,
  roles: readonly Role[],
): void {
  requireMember(principal, hospitalId);
  if (!hasRole(principal, hospitalId, roles)) throw new Refusal('forbidden');
}

/** @throws Refusal not_found as `requireRole` */
export function requireMember(principal: Principal, hospitalId: string): void {
  const member = principal.memberships.some((m) => m.hospitalId === hospitalId);
  if (!member) throw new Refusal('not_found');
}

/**
 * The hospitals where the caller holds one of the roles, for what is not about one hospital.
 * @throws Refusal forbidden where there is none
 */
export function hospitalsWithRole(principal: Principal, roles: readonly Role[]): string[] {
  const hospitals = hospitalsOf(principal).filter((id) => hasRole(principal, id, roles));
  if (hospitals.length === 0) throw new Refusal('forbidden');
  return hospitals;
}
