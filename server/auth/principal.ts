import type { WardRef } from '../../src-shared/contract/ids.ts';
import { HOUSE_WARD_ID } from '../../src-shared/contract/ids.ts';
import type { Role } from '../../src-shared/contract/session.ts';

/** A role in one hospital. `wardIds` null: every ward of it. */
export interface Membership {
  readonly hospitalId: string;
  readonly role: Role;
  readonly wardIds: readonly string[] | null;
}

/**
 * Who is asking, as PostgreSQL says at this moment (at most 2 s old), not as a token once said.
 * A nurse's `wardIds` include the wards of her running shift and open assignments.
 */
export interface Principal {
  readonly userId: string;
  readonly name: string;
  readonly memberships: readonly Membership[];
  /** Her nurse id, by hospital, where the user is a nurse. */
  readonly nurseIds: Readonly<Record<string, string>>;
}

export function hospitalsOf(principal: Principal): string[] {
  return [...new Set(principal.memberships.map((m) => m.hospitalId))].sort();
}

export function rolesOf(principal: Principal): Role[] {
  return [...new Set(principal.memberships.map((m) => m.role))].sort();
}

export function hasRole(principal: Principal, hospitalId: string, roles: readonly Role[]): boolean {
  return principal.memberships.some((m) => m.hospitalId === hospitalId && roles.includes(m.role));
}

/** Whether a ward may be read. The house log is for dispatchers, administrators and integrations. */
export function mayReadWard(principal: Principal, ward: WardRef): boolean {
  return principal.memberships.some((m) => {
    if (m.hospitalId !== ward.hospitalId) return false;
    if (ward.wardId === HOUSE_WARD_ID) return m.role !== 'nurse';
    return m.wardIds === null || m.wardIds.includes(ward.wardId);
  });
}
