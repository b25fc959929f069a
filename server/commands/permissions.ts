import { HOUSE_WARD_ID, parseWardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import { hasRole, type Principal } from '../auth/principal.ts';

/** Dispatchers and integrations run all commands of the wards that their membership names. */
export function mayDispatch(principal: Principal, wards: readonly WardKey[]): boolean {
  return wards
    .map(parseWardKey)
    .every((ward) =>
      principal.memberships.some(
        (m) =>
          m.hospitalId === ward.hospitalId &&
          (m.role === 'dispatcher' || m.role === 'integration') &&
          (m.wardIds === null || ward.wardId === HOUSE_WARD_ID || m.wardIds.includes(ward.wardId)),
      ),
    );
}

/** As `mayDispatch`, for a command that may turn out to touch no ward of that hospital. */
export function mayDispatchIn(
  principal: Principal,
  hospitalId: string,
  wards: readonly WardKey[],
): boolean {
  return (
    hasRole(principal, hospitalId, ['dispatcher', 'integration']) && mayDispatch(principal, wards)
  );
}

/** Whether a nurse of that hospital is the user. */
export function isSelf(principal: Principal, hospitalId: string, nurseId: string): boolean {
  return hasRole(principal, hospitalId, ['nurse']) && principal.nurseIds[hospitalId] === nurseId;
}

/** Administrators set up a hospital; they do not dispatch. */
export function mayConfigure(principal: Principal, hospitalId: string): boolean {
  return hasRole(principal, hospitalId, ['admin']);
}
