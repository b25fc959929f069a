import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LIND, LOCATIONS, openIntakeHouse } from './intake-house.ts';
import type { IntakeHouse } from './intake-house.ts';

let house: IntakeHouse;
beforeAll(async () => {
  house = await openIntakeHouse();
});
afterEach(async () => {
  await house.check();
  await house.reset();
});
afterAll(() => house.close());

describe('whose message it is', () => {
  it.each([
    ['PV1-3.4', { location: 'ZED^^^H1', facility: 'ELSEWHERE' }],
    ['PV1-3.4 before MSH-4', { location: 'ZED^^^H1', facility: 'H2' }],
    ['MSH-4', { location: 'ZED', facility: 'H1' }],
    ['MSH-4, with a code of its own in PV1-3.4', { location: 'ZED^^^ANNE', facility: 'H1' }],
  ])("%s tells, and another hospital's entries draw nothing to it", async (_, given) => {
    const drawn = { pointOfCare: 'ZED', wardId: 'ICU' };
    await house.map([drawn, { ...drawn, facility: 'ANNE' }], 'H2');
    expect(await house.send({ trigger: 'A01', ...given })).toBe('AA');
    expect(await house.latest()).toMatchObject({ status: 'unmapped', hospitalId: 'H1' });
    expect(await house.board('H2')).toEqual({});
    await house.map([...LOCATIONS, { pointOfCare: 'ZED', wardId: 'MS1' }]);
    await house.replay((await house.latest()).id);
    expect(await house.board()).toEqual({ 'R. Okafor': 'MS1/-' });
  });

  it('a more specific entry of another hospital does not win', async () => {
    await house.map([{ pointOfCare: 'ICU', room: 'R7', bed: 'B1', wardId: 'ICU' }], 'H2');
    await house.send({ trigger: 'A01', location: 'ICU^R7^B1^H1' });
    await house.send({ trigger: 'A01', location: 'ICU^R7^B1', ...LIND });
    expect([await house.board(), await house.board('H2')]).toEqual([{ 'R. Okafor': 'ICU/B1' }, {}]);
  });

  it('a visit stays where it is while PV1-3.4 names no other hospital', async () => {
    await house.map([{ pointOfCare: 'WEST', wardId: 'MS1' }], 'H2');
    await house.send({ trigger: 'A01', location: 'WEST^^^H2', facility: 'GROUP' });
    await house.map([
      { pointOfCare: 'WEST', bed: 'B1', wardId: 'ICU' },
      { pointOfCare: 'WEST', wardId: 'ICU' },
    ]);
    await house.send({ trigger: 'A02', location: 'WEST^^B1', facility: 'GROUP' });
    expect([await house.board(), await house.board('H2')]).toEqual([{}, { 'R. Okafor': 'MS1/-' }]);
  });

  it('codes that are no ids lead to the one hospital that has mapped them', async () => {
    await house.map([{ pointOfCare: 'WEST', facility: 'ANNE', wardId: 'MS1' }], 'H2');
    await house.send({ trigger: 'A01', location: 'WEST^^^ANNE', facility: 'GROUP' });
    expect(await house.board('H2')).toEqual({ 'R. Okafor': 'MS1/-' });
    await house.map([{ pointOfCare: 'EAST', facility: 'ANNE', wardId: 'ICU' }]);
    await house.send({ trigger: 'A01', location: 'WEST^^^ANNE', facility: 'GROUP', ...LIND });
    expect(await house.latest()).toMatchObject({ status: 'unmapped', hospitalId: null });
  });

  it('an only hospital need not be named at all', async () => {
    await house.map([]);
    await house.map([], 'H2');
    const others = await house.test.query<{ id: string }>(
      `select id from hospital where id <> 'H1'`,
    );
    await house.test.query(`set session_replication_role = replica;
      delete from bed where hospital_id <> 'H1'; delete from ward_event where hospital_id <> 'H1';
      delete from ward where hospital_id <> 'H1'; delete from hospital where id <> 'H1'`);
    expect(others.length).toBeGreaterThan(0);
    await house.map([{ pointOfCare: 'ICU', facility: 'STANNE', wardId: 'ICU' }]);
    await house.send({ trigger: 'A01', location: 'ICU^^^STANNE', facility: 'PASCODE' });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/-' });
    await house.send({ trigger: 'A01', without: ['PV1'], facility: 'PASCODE' });
    expect(await house.latest()).toMatchObject({ status: 'failed', hospitalId: 'H1' });
  });

  it("an entry that names another hospital's id is refused", async () => {
    const entries = [
      { pointOfCare: 'ICU', wardId: 'ICU' },
      { pointOfCare: 'ICU', facility: 'H1', wardId: 'ICU' },
    ];
    await expect(house.map(entries, 'H2')).rejects.toMatchObject({
      code: 'invalid_request',
      extra: { errors: [{ path: '1.facility', message: 'is the id of another hospital' }] },
    });
    await house.map([{ pointOfCare: 'ICU', facility: 'H2', wardId: 'ICU' }], 'H2');
  });
});
