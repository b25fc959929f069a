import { hashPassword } from '../auth/password-hash.ts';
import type { NewUser } from '../auth/users.ts';
import { DEMO_HOSPITALS } from './demo-hospitals.ts';

export const DEMO_PASSWORD = 'wardline-demo';
/** The nurse that the user `nurse` is. */
export const DEMO_NURSE = { hospitalId: 'H1', nurseId: 'N-0001', wardId: 'ICU' } as const;

/** The three users of the demo. @param nurseName as the staff has it */
export async function demoUsers(nurseName: string): Promise<NewUser[]> {
  const everywhere = (role: 'dispatcher' | 'admin'): NewUser['memberships'] =>
    DEMO_HOSPITALS.map(({ id }) => ({ hospitalId: id, role, wardIds: null }));
  const [dispatcher, nurse, admin] = await Promise.all(
    [1, 2, 3].map(() => hashPassword(DEMO_PASSWORD)),
  );
  if (dispatcher === undefined || nurse === undefined || admin === undefined) return [];
  const { hospitalId, wardId } = DEMO_NURSE;
  return [
    {
      id: 'dispatcher',
      name: 'Robin Hale',
      passwordHash: dispatcher,
      memberships: everywhere('dispatcher'),
    },
    {
      id: 'nurse',
      name: nurseName,
      passwordHash: nurse,
      memberships: [{ hospitalId, role: 'nurse', wardIds: [wardId] }],
    },
    { id: 'admin', name: 'Alex Moran', passwordHash: admin, memberships: everywhere('admin') },
  ];
}
