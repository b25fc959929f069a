import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPrincipals, PRINCIPAL_MAX_AGE_MS } from '../../../server/auth/principals.ts';
import { mayReadWard } from '../../../server/auth/principal.ts';
import { openFamily } from '../../../server/auth/sessions.ts';
import { disableUser } from '../../../server/auth/users.ts';
import { openHttpHouse, type HttpHouse } from '../http/http-house.ts';

let house: HttpHouse;
beforeAll(async () => {
  house = await openHttpHouse();
});
afterAll(() => house.close());

const nurse = { userId: 'nurse', family: null };

async function wardsOfNurse(): Promise<readonly string[] | null | undefined> {
  const principal = await createPrincipals(house.database).get(nurse);
  return principal?.memberships[0]?.wardIds;
}

describe('a principal', () => {
  it('is what PostgreSQL says', async () => {
    const principals = createPrincipals(house.database);
    expect(await principals.get(nurse)).toEqual({
      userId: 'nurse',
      name: 'The nurse',
      memberships: [{ hospitalId: 'H1', role: 'nurse', wardIds: ['ICU'] }],
      nurseIds: { H1: 'N-1' },
    });
    expect(await principals.get({ userId: 'nobody', family: null })).toBeNull();
  });

  it('reads the wards where she is on shift, or has somebody', async () => {
    const move = (wardId: string) =>
      house.call({
        method: 'POST',
        url: '/api/v1/nurses/N-1/move',
        as: 'dispatcher',
        body: { hospitalId: 'H1', wardId },
      });
    expect((await move('MS1')).status).toBe(200);
    expect(await wardsOfNurse()).toEqual(['ICU', 'MS1']);
    expect((await move('_house')).status).toBe(200);
    expect(await wardsOfNurse()).toEqual(['ICU']);

    const assign = await house.call({
      method: 'POST',
      url: '/api/v1/assignments',
      as: 'dispatcher',
      body: {
        hospitalId: 'H1',
        wardId: 'MS1',
        nurseId: 'N-1',
        override: { reason: 'short of hands' },
      },
    });
    expect(assign.status).toBe(201);
    await house.test.query(
      `update shift set status = 'ended' where nurse_id = 'N-1' and hospital_id = 'H1'`,
    );
    expect(await wardsOfNurse()).toEqual(['ICU', 'MS1']);
    await house.test.query('update assignment set ended_at = now()');
    expect(await wardsOfNurse()).toEqual(['ICU']);
  });

  it('does not read the house as a nurse', async () => {
    const principal = await createPrincipals(house.database).get(nurse);
    expect(principal && mayReadWard(principal, { hospitalId: 'H1', wardId: '_house' })).toBe(false);
  });

  it('is remembered for at most 1.5 s, and many ask once', async () => {
    let now = 0;
    let reads = 0;
    const counting = {
      ...house.database,
      system: ((work, options) => {
        reads += 1;
        return house.database.system(work, options);
      }) as typeof house.database.system,
    };
    const principals = createPrincipals(counting, () => now);
    await Promise.all(Array.from({ length: 50 }, () => principals.get(nurse)));
    expect(reads).toBe(1);
    now = PRINCIPAL_MAX_AGE_MS - 1;
    await principals.get(nurse);
    expect(reads).toBe(1);
    now = PRINCIPAL_MAX_AGE_MS;
    await principals.get(nurse);
    expect(reads).toBe(2);
    principals.forget('nurse');
    await principals.get(nurse);
    expect(reads).toBe(3);
    expect(PRINCIPAL_MAX_AGE_MS).toBeLessThanOrEqual(2_000);
  });

  it('is asked again after a read that failed', async () => {
    let broken = true;
    const failing = {
      ...house.database,
      system: ((work, options) =>
        broken
          ? Promise.reject(new Error('down'))
          : house.database.system(work, options)) as typeof house.database.system,
    };
    const principals = createPrincipals(failing, () => 0);
    await expect(principals.get(nurse)).rejects.toThrow('down');
    broken = false;
    expect(await principals.get(nurse)).not.toBeNull();
  });

  it('is nobody once disabled, or when the sign-in was revoked or another’s', async () => {
    const principals = createPrincipals(house.database);
    const [mine, revoked] = [randomUUID(), randomUUID()];
    expect(await openFamily(house.database, 'admin', mine)).toBe(true);
    expect(await openFamily(house.database, 'admin', revoked)).toBe(true);
    await house.test.query(`update session_family set revoked_at = now() where id = $1`, [revoked]);
    const of = (userId: string, family: string) => ({ userId, family });
    const found = await principals.getAll([
      of('admin', mine),
      of('admin', revoked),
      of('dispatcher', mine),
      of('admin', randomUUID()),
      of('admin', mine),
    ]);
    expect(found.map((principal) => principal?.userId ?? null)).toEqual([
      'admin',
      null,
      null,
      null,
      'admin',
    ]);
    await disableUser(house.database, 'admin');
    expect(await principals.getFresh(of('admin', mine))).toBeNull();
    expect(await openFamily(house.database, 'admin', randomUUID())).toBe(false);
  });
});
