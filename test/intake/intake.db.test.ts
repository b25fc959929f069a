import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { admitStay } from '../../server/commands/admit-stay.ts';
import { assignNurse } from '../../server/commands/assign-nurse.ts';
import { dischargeStay } from '../../server/commands/discharge-stay.ts';
import { putWard } from '../../server/commands/put-ward.ts';
import { setAcuity } from '../../server/commands/set-acuity.ts';
import { setBed } from '../../server/commands/set-bed.ts';
import { transferStay } from '../../server/commands/transfer-stay.ts';
import { admin, BEDS, user } from '../support/command-house.ts';
import { adtText } from './adt-text.ts';
import { at, LIND, openIntakeHouse } from './intake-house.ts';
import type { IntakeHouse } from './intake-house.ts';

const both = user('both', ['dispatcher'], ['H1', 'H2']);

let house: IntakeHouse;
beforeAll(async () => {
  house = await openIntakeHouse();
});
afterEach(async () => {
  await house.check();
  await house.reset();
});
afterAll(() => house.close());

describe('each trigger on the board', () => {
  it('A01 admits into the mapped bed, with what the message says', async () => {
    const answer = await house.send({
      trigger: 'A01',
      location: at('ICU/B1'),
      admittedAt: '202602281530',
      expectedDischargeAt: '202603051000',
    });
    expect(answer).toBe('AA');
    const { stays } = await house.wardState('H1/ICU');
    expect(stays).toMatchObject([
      {
        patient: { ref: 'P1', label: 'R. Okafor' },
        bedId: 'B1',
        acuity: null,
        admittedAt: '2026-02-28T15:30:00.000Z',
        expectedDischargeAt: '2026-03-05T10:00:00.000Z',
      },
    ]);
    expect(await house.latest()).toMatchObject({
      sender: { application: 'PAS', facility: 'H1' },
      trigger: 'A01',
      controlId: 'C1',
      hospitalId: 'H1',
      eventAt: '2026-03-01T00:01:00.000Z',
      status: 'applied',
      reason: null,
    });
  });

  it.each([
    ['A04', 'A04', 'ED/B2', 'ED/B2'],
    ['A02 in the ward', 'A02', 'ICU/B2', 'ICU/B2'],
    ['A02 to another ward', 'A02', 'MS1/B1', 'MS1/B1'],
    ['A02 to a ward without a bed', 'A02', 'MS1', 'MS1/-'],
    ['A06', 'A06', 'MS1/B3', 'MS1/B3'],
    ['A07', 'A07', 'ED/B1', 'ED/B1'],
    ['A08 moves nobody', 'A08', 'MS1/B3', 'ICU/B1'],
  ])('%s', async (_, trigger, to, expected) => {
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    expect(await house.send({ trigger, location: at(to) })).toBe('AA');
    expect(await house.board()).toEqual({ 'R. Okafor': expected });
    expect(await house.statuses()).toEqual(['applied', 'applied']);
  });

  it('A02 admits a patient nobody knows', async () => {
    await house.send({ trigger: 'A02', location: at('ICU/B1'), admittedAt: '20260101' });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B1' });
    const { stays } = await house.wardState('H1/ICU');
    expect(stays[0]?.admittedAt).toBe('2026-01-01T00:00:00.000Z');
  });

  it('A03 discharges and ends assignments', async () => {
    await house.addNurse('H1', 'N1');
    await house.startShift('H1', 'N1', 'ICU');
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    const [stay] = (await house.wardState('H1/ICU')).stays;
    await house.run(
      assignNurse({ hospitalId: 'H1', wardId: 'ICU', nurseId: 'N1', stayId: stay!.id }),
    );
    await house.send({ trigger: 'A03', location: '' });
    expect(await house.wardState('H1/ICU')).toMatchObject({ stays: [], assignments: [] });
  });

  it('A08 corrects name and expected discharge, and deletes it', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1'), expectedDischargeAt: '20260305' });
    await house.send({ trigger: 'A08', name: 'Okafor-Bell^Rose', expectedDischargeAt: '20260306' });
    const stay = async () => (await house.wardState('H1/ICU')).stays[0];
    expect(await stay()).toMatchObject({
      patient: { label: 'R. Okafor-Bell' },
      expectedDischargeAt: '2026-03-06T00:00:00.000Z',
    });
    await house.send({ trigger: 'A08', name: '' });
    expect(await stay()).toMatchObject({ patient: { label: 'R. Okafor-Bell' } });
    await house.send({ trigger: 'A08', expectedDischargeAt: '""' });
    expect(await stay()).toMatchObject({ expectedDischargeAt: null });
  });

  it('A08 without PV1 corrects the stay that the patient has', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    await house.send({ trigger: 'A08', without: ['PV1'], name: 'Bell^Rose' });
    expect(await house.board()).toEqual({ 'R. Bell': 'ICU/B1' });
    expect((await house.latest()).status).toBe('applied');
    await house.send({ trigger: 'A08', without: ['PV1'], name: 'Bell^Ruth', facility: 'H2' });
    await house.send({ trigger: 'A08', without: ['PV1'], name: 'Tove^T', patient: 'P9' });
    expect(await house.board()).toEqual({ 'R. Bell': 'ICU/B1' });
    await house.send({ trigger: 'A02', location: at('MS1/B1'), name: '' });
    expect(await house.board()).toEqual({ 'R. Bell': 'MS1/B1' });
  });

  it('A11, A12 and A13 take back', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    await house.send({ trigger: 'A02', location: at('MS1/B1') });
    await house.send({ trigger: 'A12', location: at('ICU/B1') });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B1' });
    const [before] = (await house.wardState('H1/ICU')).stays;
    await house.send({ trigger: 'A03' });
    expect(await house.board()).toEqual({});
    await house.send({ trigger: 'A13', location: at('ICU/B1') });
    expect((await house.wardState('H1/ICU')).stays).toEqual([before]);
    await house.send({ trigger: 'A11' });
    expect(await house.board()).toEqual({});
    expect(await house.statuses()).toEqual(Array(6).fill('applied'));
  });

  it('A11 takes back an admission that was sent twice', async () => {
    const eventAt = '20260301000000+0000';
    await house.send({ trigger: 'A01', location: at('ICU/B1'), eventAt });
    await house.send({ trigger: 'A01', location: at('ICU/B1'), eventAt, name: 'Okafor^Ruth' });
    await house.send({ trigger: 'A11', location: at('ICU/B1') });
    expect(await house.board()).toEqual({});
  });

  it('A17 swaps two patients, in a ward and across wards', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    await house.send({ trigger: 'A01', location: at('ICU/B2'), ...LIND });
    const swap = (here: string, there: string) =>
      house.send({ trigger: 'A17', location: at(here), other: { ...LIND, location: at(there) } });
    await swap('ICU/B2', 'ICU/B1');
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B2', 'T. Lind': 'ICU/B1' });
    await house.send({ trigger: 'A02', location: at('MS1/B4') });
    await swap('ICU/B1', 'MS1/B4');
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B1', 'T. Lind': 'MS1/B4' });
    expect(new Set(await house.statuses())).toEqual(new Set(['applied']));
  });

  it('A40 gives a patient the number that goes on', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1'), patient: 'OLD^^^H1^MR' });
    await house.send({
      trigger: 'A40',
      patient: 'NEW',
      name: 'Okafor^R',
      merged: 'OLD',
      without: ['PV1'],
    });
    const refs = async () =>
      (await house.wardState('H1/ICU')).stays.map(({ patient }) => patient.ref);
    expect(await refs()).toEqual(['NEW']);
    await house.send({ trigger: 'A02', location: at('ICU/B2'), patient: 'OLD^^^H1^MR' });
    expect(await refs()).toEqual(['NEW']);
    await house.send({ trigger: 'A03', patient: 'NEW' });
    expect(await house.board()).toEqual({});
  });

  it('A40 makes one of two visits that go by their patients', async () => {
    const old = { patient: 'OLD', visit: '' };
    await house.send({ trigger: 'A01', location: at('ICU/B1'), ...old });
    await house.send({
      trigger: 'A01',
      location: at('ICU/B2'),
      patient: 'NEW',
      visit: '',
      name: 'Bell^R',
    });
    await house.send({
      trigger: 'A40',
      patient: 'NEW',
      name: 'Bell^R',
      merged: 'OLD',
      without: ['PV1'],
    });
    expect(await house.board()).toEqual({ 'R. Bell': 'ICU/B2' });
    await house.send({ trigger: 'A02', location: at('MS1/B1'), ...old, name: '' });
    expect(await house.board()).toEqual({ 'R. Bell': 'MS1/B1' });
    await house.send({ trigger: 'A03', patient: 'NEW', visit: '', name: '' });
    expect(await house.board()).toEqual({});
  });

  it.each(['A05', 'A09', 'A10', 'A14', 'A15', 'A16', 'A31', 'A60'])(
    '%s is accepted and moves nobody',
    async (trigger) => {
      await house.send({ trigger: 'A01', location: at('ICU/B1') });
      expect(await house.send({ trigger, location: at('MS1/B1'), ...LIND })).toBe('AA');
      expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B1' });
      expect(await house.latest()).toMatchObject({ status: 'ignored', hospitalId: 'H1' });
    },
  );

  it('goes from one hospital to another', async () => {
    await house.map([{ pointOfCare: 'CITY', wardId: 'MS1', bedId: 'B1' }], 'H2');
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    await house.send({ trigger: 'A02', location: 'CITY^^^H2' });
    await house.send({ trigger: 'A08' });
    expect([await house.board('H1'), await house.board('H2')]).toEqual([
      {},
      { 'R. Okafor': 'MS1/B1' },
    ]);
    await house.send({ trigger: 'A12', location: at('ICU/B1') });
    expect([await house.board('H1'), await house.board('H2')]).toEqual([
      { 'R. Okafor': 'ICU/B1' },
      {},
    ]);
  });

  it('makes beds on demand', async () => {
    await house.map([{ pointOfCare: 'DAY', wardId: 'MS1', bedId: '*' }]);
    await house.send({ trigger: 'A01', location: 'DAY^7^A' });
    await house.send({ trigger: 'A01', location: 'DAY^7^B', ...LIND });
    expect(await house.board()).toEqual({ 'R. Okafor': 'MS1/7-A', 'T. Lind': 'MS1/7-B' });
    const { beds } = await house.wardState('H1/MS1');
    expect(beds.map(({ id }) => id)).toContain('7-A');
  });

  it('reads times in the zone of the hospital', async () => {
    await house.test.query(`update hospital set time_zone = 'America/Los_Angeles' where id = 'H1'`);
    await house.send({ trigger: 'A01', location: at('ICU/B1'), sentAt: '202603011200' });
    expect((await house.wardState('H1/ICU')).stays[0]?.admittedAt).toBe('2026-03-01T20:00:00.000Z');
    expect((await house.latest()).eventAt).toBe('2026-03-01T20:00:00.000Z');
  });
});

describe('what is in the way', () => {
  it('an occupied bed admits without a bed: conflict', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    expect(await house.send({ trigger: 'A01', location: at('ICU/B1'), ...LIND })).toBe('AA');
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B1', 'T. Lind': 'ICU/-' });
    expect(await house.latest()).toMatchObject({
      status: 'conflict',
      reason: 'bed B1 of ward ICU is occupied',
    });
  });

  it('a transfer into an occupied bed, and a bed that the ward does not have, are conflicts too', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    await house.send({ trigger: 'A01', location: at('MS1/B1'), ...LIND });
    await house.send({ trigger: 'A02', location: at('ICU/B1'), ...LIND });
    expect((await house.latest()).status).toBe('conflict');
    await house.map([{ pointOfCare: 'X', wardId: 'ICU', bedId: 'B6' }]);
    const ward = { hospitalId: 'H1', wardId: 'ICU', name: 'ICU', unitType: 'critical_care' };
    const beds = BEDS.filter(({ id }) => id !== 'B6');
    await house.run(putWard({ ...ward, beds }), admin);
    await house.send({ trigger: 'A02', location: 'X' });
    expect(await house.latest()).toMatchObject({
      status: 'conflict',
      reason: 'ward ICU has no bed B6',
    });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/-', 'T. Lind': 'ICU/B1' });
  });

  it('who waits for a bed gets it when messages free it', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    await house.send({ trigger: 'A01', location: at('ICU/B1'), ...LIND });
    await house.send({
      trigger: 'A08',
      location: at('ICU/B1'),
      ...LIND,
      expectedDischargeAt: '20270101',
    });
    await house.send({ trigger: 'A02', location: at('MS1/B1') });
    expect(await house.board()).toEqual({ 'R. Okafor': 'MS1/B1', 'T. Lind': 'ICU/B1' });
    expect(await house.statuses()).toEqual(Array(4).fill('applied'));
  });

  it('who waits no more does not get the bed', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    await house.send({ trigger: 'A01', location: at('ICU/B1'), ...LIND });
    await house.send({ trigger: 'A02', location: at('ICU'), ...LIND });
    await house.send({ trigger: 'A03' });
    expect(await house.board()).toEqual({ 'T. Lind': 'ICU/-' });
  });

  it('the answer to a conflict that was mended is a replay', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    await house.send({ trigger: 'A01', location: at('ICU/B1'), ...LIND });
    const { id } = await house.latest();
    expect(await house.replay(id)).toMatchObject({ status: 'conflict', handledBy: 'admin' });
    const [okafor] = (await house.wardState('H1/ICU')).stays.filter(({ bedId }) => bedId === 'B1');
    await house.run(setBed({ stayId: okafor!.id, bedId: 'B5' }));
    expect(await house.replay(id)).toMatchObject({ status: 'applied', reason: null });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B5', 'T. Lind': 'ICU/B1' });
    await expect(house.replay(id)).rejects.toMatchObject({ code: 'message_closed' });
  });
});

describe('what dispatchers do meanwhile', () => {
  it('stays until messages say something new about it', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    const [stay] = (await house.wardState('H1/ICU')).stays;
    await house.run(setBed({ stayId: stay!.id, bedId: 'B4' }));
    house.later();
    await house.send({ trigger: 'A08', location: at('ICU/B1'), expectedDischargeAt: '20270101' });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B4' });
    await house.send({ trigger: 'A02', location: at('ICU/B6') });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B6' });
    await house.run(dischargeStay({ stayId: stay!.id }));
    await house.send({ trigger: 'A08', location: at('ICU/B6') });
    expect(await house.board()).toEqual({});
    await house.send({ trigger: 'A03' });
    expect(await house.board()).toEqual({});
    expect((await house.latest()).status).toBe('applied');
  });

  it('a bed chosen at the desk stands against what happened before, and the list says so', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    const [stay] = (await house.wardState('H1/ICU')).stays;
    await house.run(setBed({ stayId: stay!.id, bedId: 'B4' }));
    await house.run(setAcuity({ stayId: stay!.id, acuity: 4 }));
    await house.send({ trigger: 'A02', location: at('MS1/B2'), name: 'Okafor^Ruth' });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B4' });
    expect(await house.latest()).toMatchObject({
      status: 'applied',
      reason: 'somebody at a desk has placed the patient since',
    });
    await house.send({ trigger: 'A08' });
    expect((await house.latest()).reason).toBeNull();
    house.later();
    await house.send({ trigger: 'A02', location: at('MS1/B3') });
    expect(await house.board()).toEqual({ 'R. Okafor': 'MS1/B3' });
    expect(await house.latest()).toMatchObject({ status: 'applied', reason: null });
  });

  it('a transfer at the desk does too, and so does an admission there', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    const [stay] = (await house.wardState('H1/ICU')).stays;
    await house.run(transferStay({ stayId: stay!.id, wardId: 'MS1', bedId: 'B1' }));
    await house.send({ trigger: 'A02', location: at('ED/B2') });
    const patient = { ref: 'P2', label: 'T. Lind' };
    await house.run(admitStay({ hospitalId: 'H1', wardId: 'ICU', bedId: 'B2', patient }));
    await house.send({ trigger: 'A02', location: at('ED/B3'), ...LIND });
    expect((await house.latest()).reason).toMatch(/placed the patient since/);
    const expected = { 'R. Okafor': 'MS1/B1', 'T. Lind': 'ICU/B2' };
    expect(await house.board()).toEqual(expected);
    await house.send({ trigger: 'A03', ...LIND, visit: 'V0' });
    expect(await house.board()).toEqual(expected);
    house.later();
    await house.send({ trigger: 'A02', location: at('ED/B3'), ...LIND });
    expect(await house.board()).toEqual({ ...expected, 'T. Lind': 'ED/B3' });
  });

  it('a discharge from before somebody was admitted at the desk is not hers', async () => {
    const patient = { ref: 'P1', label: 'by hand' };
    await house.run(admitStay({ hospitalId: 'H1', wardId: 'ICU', bedId: 'B1', patient }));
    await house.send({ trigger: 'A03', location: at('ICU/B1') });
    expect(await house.board()).toEqual({ 'by hand': 'ICU/B1' });
    expect(await house.latest()).toMatchObject({
      status: 'ignored',
      reason: 'nobody on a board is concerned',
    });
  });

  it('an A08 without PV1 corrects who was admitted at a desk of the hospital it names', async () => {
    const patient = { ref: 'P1', label: 'by hand' };
    await house.run(admitStay({ hospitalId: 'H1', wardId: 'ICU', bedId: 'B1', patient }));
    await house.run(admitStay({ hospitalId: 'H2', wardId: 'ICU', bedId: 'B1', patient }), both);
    await house.send({ trigger: 'A08', without: ['PV1'], visit: '', name: 'Okafor^Rose' });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B1' });
    expect(await house.board('H2')).toEqual({ 'by hand': 'ICU/B1' });
    expect(await house.latest()).toMatchObject({ status: 'applied', hospitalId: 'H1' });
  });

  it('what later messages of the visit stand against is listed with that reason', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1'), sentAt: '20260401' });
    await house.send({ trigger: 'A02', location: at('ICU/B2'), sentAt: '20260403' });
    await house.send({ trigger: 'A02', location: at('ICU/B3'), sentAt: '20260402' });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B2' });
    expect(await house.latest()).toMatchObject({
      status: 'applied',
      reason: 'other messages of the visit stand against it',
    });
  });

  it('a discharge at the desk stands against what happened before it, not after it', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    const [stay] = (await house.wardState('H1/ICU')).stays;
    await house.run(dischargeStay({ stayId: stay!.id }));
    await house.send({ trigger: 'A02', location: at('MS1/B2') });
    await house.send({ trigger: 'A01', location: at('ICU/B3'), name: 'Okafor^Ruth' });
    await house.send({ trigger: 'A08', location: at('ICU/B3') });
    expect(await house.board()).toEqual({});
    await house.send({ trigger: 'A02', location: at('ICU/B4'), sentAt: '20990101000000+0000' });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B4' });
  });

  it.each(['', 'V1'])('A12 leads back to where the desk admitted, visit "%s"', async (visit) => {
    const patient = { ref: 'P1', label: 'by hand' };
    await house.run(admitStay({ hospitalId: 'H1', wardId: 'ICU', bedId: 'B1', patient }));
    house.later();
    await house.send({ trigger: 'A02', location: at('MS1/B2'), prior: at('ICU/B1'), visit });
    expect(await house.board()).toEqual({ 'R. Okafor': 'MS1/B2' });
    await house.send({ trigger: 'A12', location: at('ICU/B1'), prior: at('MS1/B2'), visit });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B1' });
  });

  it('a patient admitted at a desk is the one the messages mean', async () => {
    const patient = { ref: 'P1', label: 'by hand' };
    await house.run(admitStay({ hospitalId: 'H1', wardId: 'ICU', bedId: 'B1', patient }));
    house.later();
    await house.send({ trigger: 'A08', location: at('ICU/B1') });
    await house.send({ trigger: 'A02', location: at('ICU/B2') });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B2' });
    await house.send({ trigger: 'A12' });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B1' });
    await house.send({ trigger: 'A03' });
    expect(await house.board()).toEqual({});
    await house.send({ trigger: 'A13', location: '' });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B1' });
    await house.send({ trigger: 'A03' });
    await house.run(
      admitStay({
        hospitalId: 'H1',
        wardId: 'ICU',
        bedId: 'B1',
        patient: { ref: 'P7', label: 'by hand' },
      }),
    );
    await house.send({ trigger: 'A03', patient: 'P7', visit: 'V7', location: at('ICU/B1') });
    expect(await house.board()).toEqual({});
  });
});

describe('what is not mapped', () => {
  it('is parked, changes nothing, and can be replayed once it is', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    expect(await house.send({ trigger: 'A02', location: 'NEW^1^A' })).toBe('AA');
    const parked = await house.latest();
    expect(parked).toMatchObject({
      status: 'unmapped',
      reason: 'PV1-3 NEW^1^A is not mapped',
      hospitalId: 'H1',
    });
    await house.send({ trigger: 'A08', expectedDischargeAt: '20270101' });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B1' });
    expect(await house.replay(parked.id)).toMatchObject({ status: 'unmapped' });
    await house.map([...(await mapped()), { pointOfCare: 'NEW', wardId: 'MS1', bedId: '*' }]);
    expect(await house.replay(parked.id)).toMatchObject({ status: 'applied', reason: null });
    expect(await house.board()).toEqual({ 'R. Okafor': 'MS1/1-A' });
  });

  it('a replay comes in at its own time: what came after it stands', async () => {
    await house.send({ trigger: 'A01', location: 'NEW^1^A' });
    const { id } = await house.latest();
    await house.send({ trigger: 'A02', location: at('ICU/B2') });
    await house.send({ trigger: 'A01', location: 'NEW^1^B', ...LIND });
    const other = await house.latest();
    await house.send({ trigger: 'A03', location: 'NEW^1^B', ...LIND });
    expect((await house.latest()).status).toBe('unmapped');
    await house.map([...(await mapped()), { pointOfCare: 'NEW', wardId: 'MS1', bedId: '*' }]);
    await house.replay(id);
    await house.replay(other.id);
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B2' });
  });

  it('a discharge needs no mapping where the visit is known', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    await house.send({ trigger: 'A03', location: 'NOWHERE^1' });
    expect(await house.board()).toEqual({});
    expect((await house.latest()).status).toBe('applied');
  });

  it('counts from the moment the visit is on a board', async () => {
    await house.send({
      trigger: 'A08',
      location: 'NEW',
      sentAt: '20260301235900+0000',
      name: 'Bell^Rose',
    });
    expect((await house.latest()).status).toBe('unmapped');
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    expect(await house.board()).toEqual({ 'R. Bell': 'ICU/B1' });
    expect(await house.statuses()).toEqual(['applied', 'applied']);
  });

  it('a swap is parked as a whole', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    await house.send({ trigger: 'A01', location: at('ICU/B2'), ...LIND });
    await house.send({
      trigger: 'A17',
      location: at('ICU/B2'),
      other: { ...LIND, location: 'NEW' },
    });
    expect((await house.latest()).status).toBe('unmapped');
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B1', 'T. Lind': 'ICU/B2' });
  });

  it('a message that names no hospital is parked where two hospitals could mean it', async () => {
    await house.map([...(await mapped()), { pointOfCare: 'OR', wardId: 'ICU' }]);
    await house.map([{ pointOfCare: 'OR', wardId: 'MS1' }], 'H2');
    await house.send({ trigger: 'A01', location: 'OR', facility: 'H2' });
    expect(await house.board('H2')).toEqual({ 'R. Okafor': 'MS1/-' });
    await house.send({ trigger: 'A01', location: 'OR', facility: 'X', ...LIND });
    expect(await house.latest()).toMatchObject({
      status: 'unmapped',
      hospitalId: null,
      reason: 'PV1-3 OR is claimed by H1 and H2, and the message names neither in PV1-3.4 or MSH-4',
    });
  });

  it('can be dismissed, and a late dismissal is refused', async () => {
    await house.send({ trigger: 'A01', location: 'NEW' });
    const { id } = await house.latest();
    expect(await house.dismiss(id)).toMatchObject({ status: 'dismissed', handledBy: 'admin' });
    await expect(house.dismiss(id)).rejects.toMatchObject({ code: 'message_closed' });
    await expect(house.replay(id)).rejects.toMatchObject({ code: 'message_closed' });
    expect(await house.statuses()).toEqual(['dismissed']);
  });

  async function mapped() {
    return (await import('./intake-house.ts')).LOCATIONS;
  }
});

describe('answers', () => {
  it('a repeat gets the same bytes again, and nothing happens twice', async () => {
    const text = adtText({ trigger: 'A01', location: at('ICU/B1') });
    const first = await house.sendBytes(text);
    await house.send({ trigger: 'A03' });
    const head = (await house.snapshot('H1/ICU')).cursor.seq;
    expect(await house.sendBytes(text)).toBe(first);
    expect(await house.sendBytes(text, house.secondIntake())).toBe(first);
    expect((await house.snapshot('H1/ICU')).cursor.seq).toBe(head);
    expect(house.counted).toEqual(['applied', 'applied', 'repeat', 'repeat']);
  });

  it('the same control id with other content, or from another sender, is a new message', async () => {
    await house.send({ trigger: 'A01', controlId: 'X', location: at('ICU/B1') });
    await house.send({ trigger: 'A02', controlId: 'X', location: at('ICU/B2') });
    await house.send({
      trigger: 'A02',
      controlId: 'X',
      location: at('ICU/B3'),
      application: 'OTHER',
    });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B3' });
  });

  it.each([
    ['no patient', { trigger: 'A01', patient: '' }, 'AE'],
    ['no PV1', { trigger: 'A01', without: ['PV1'] }, 'AE'],
    ['a swap with itself', { trigger: 'A17', other: {} }, 'AE'],
    ['a merge into itself', { trigger: 'A40', merged: 'P1' }, 'AE'],
    ['MSH-11', { trigger: 'A01', processingId: 'Q' }, 'AR'],
    ['MSH-12', { trigger: 'A01', version: '3.1' }, 'AR'],
  ])('%s: nothing changes, and it is kept for administrators', async (_, given, code) => {
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    const head = (await house.snapshot('H1/ICU')).cursor.seq;
    expect(await house.send({ location: at('ICU/B1'), ...given })).toBe(code);
    expect((await house.snapshot('H1/ICU')).cursor.seq).toBe(head);
    const message = await house.latest();
    expect(message.status).toBe('failed');
    expect(message.reason).not.toBeNull();
    expect(await house.replay(message.id)).toMatchObject({ status: 'failed' });
  });

  it.each([
    ['another type of message', adtText({ trigger: 'A01' }).replace('ADT^A01', 'ORU^R01')],
    ['no HL7 at all', 'hello'],
    ['nothing', ''],
    ['bytes that PostgreSQL keeps in no text', 'MSH|^~\\&|A\0B|C|||||ORU^\0|\0\r'],
  ])('%s is AR, and kept', async (_, text) => {
    const answer = await house.sendBytes(text);
    expect(answer).toContain('MSA|AR|');
    expect(await house.statuses()).toEqual(['failed']);
    expect(await house.sendBytes(text)).toBe(answer);
    expect(await house.statuses()).toEqual(['failed']);
  });

  it.each([
    ['visit', { visit: 'V\\X00\\1', location: at('ICU/B1') }],
    ['location', { location: 'ICU\\X00\\^1' }],
  ])('a %s that PostgreSQL can keep in no text is held for administrators', async (_, given) => {
    expect(await house.send({ trigger: 'A01', ...given })).toBe('AA');
    expect(await house.latest()).toMatchObject({ status: 'failed', trigger: 'A01' });
    expect(await house.board()).toEqual({});
  });

  it('a batch gets one answer with an acknowledgement for each message', async () => {
    const one = adtText({ trigger: 'A01', controlId: 'ONE', location: at('ICU/B1') });
    const two = adtText({ trigger: 'A01', controlId: 'TWO', location: at('ICU/B2'), ...LIND });
    const bad = adtText({ trigger: 'A01', controlId: 'BAD', without: ['PV1'] });
    const answer = await house.sendBytes(
      `FHS|^~\\&|\rBHS|^~\\&|\r${one}${two}${bad}BTS|3\rFTS|1\r`,
    );
    expect(answer.match(/MSA\|\w\w\|\w+/g)).toEqual(['MSA|AA|ONE', 'MSA|AA|TWO', 'MSA|AE|BAD']);
    expect(answer).toMatch(/^BHS.*BTS\|3\r$/s);
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B1', 'T. Lind': 'ICU/B2' });
    expect(await house.sendBytes(one)).toContain('MSA|AA|ONE');
    expect(house.counted.at(-1)).toBe('repeat');
  });

  it('a message that is too long is AE; its header alone is kept', async () => {
    const head = Buffer.from(
      adtText({ trigger: 'A01', controlId: 'LONG', location: at('ICU/B1') }),
    );
    const answer = await house.intake.oversized(head, 9_999_999, { address: '127.0.0.1', port: 1 });
    expect(Buffer.from(answer).toString()).toMatch(/MSA\|AE\|LONG\|.*9999999 bytes/);
    const { id, reason } = await house.latest();
    expect(reason).toContain('too long');
    expect(await house.replay(id)).toMatchObject({ status: 'failed' });
    expect(await house.board()).toEqual({});
  });

  it('custom separators, line ends and a byte order mark change nothing', async () => {
    const text = adtText({ trigger: 'A01', location: at('ICU/B1') });
    const strange = `\ufeff${text.replaceAll('\\', '!').replaceAll('|', '*').replaceAll('\r', '\r\n')}`;
    expect(await house.sendBytes(strange)).toContain('MSA*AA*M1');
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B1' });
  });
});

describe('administrators', () => {
  it('see messages by status and page, of their hospitals, of all also those that name none', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1') });
    await house.send({ trigger: 'A01', location: 'X', facility: 'H2', ...LIND });
    await house.send({
      trigger: 'A01',
      location: 'X',
      facility: '?',
      receivingFacility: '',
      visit: 'V3',
    });
    const list = async (hospitals: string[], query = {}) => {
      const page = await house.desk.list({ userId: 'a', hospitals }, { limit: 2, ...query });
      return { ...page, messages: page.messages.map((m) => `${m.hospitalId ?? '?'} ${m.status}`) };
    };
    expect(await list(['H1'])).toEqual({ messages: ['H1 applied'], more: false });
    expect(await list(['H2'])).toEqual({ messages: ['H2 unmapped'], more: false });
    expect(await list(['H1', 'H2'])).toEqual({
      messages: ['? unmapped', 'H2 unmapped'],
      more: true,
    });
    expect(await list(['H1'], { status: 'applied' })).toMatchObject({ messages: ['H1 applied'] });
    const { messages } = await house.desk.list(
      { userId: 'a', hospitals: ['H1', 'H2'] },
      { limit: 2 },
    );
    const before = messages.at(-1)!.id;
    expect(await list(['H1', 'H2'], { before })).toEqual({ messages: ['H1 applied'], more: false });
    expect(JSON.stringify(messages)).not.toContain('Okafor');
  });

  it("cannot touch another hospital's message", async () => {
    await house.send({ trigger: 'A01', location: 'X', facility: 'H2' });
    const { id } = await house.latest();
    const user = { userId: 'a', hospitals: ['H1'] };
    const key = crypto.randomUUID();
    await expect(house.desk.replay({ user, id, key })).rejects.toMatchObject({ code: 'not_found' });
    await expect(house.desk.dismiss({ user, id, key })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(house.replay(id + 1)).rejects.toMatchObject({ code: 'not_found' });
    expect((await house.latest()).status).toBe('unmapped');
  });

  it.each([
    ['AE', { trigger: 'A01', without: ['PV1'] }],
    ['AR', { trigger: 'A01', processingId: 'Q' }],
    ['nothing to do', { trigger: 'A31' }],
  ])("what ends as %s is its hospital's", async (_, given) => {
    await house.send({ location: '', ...given });
    expect(await house.latest()).toMatchObject({ hospitalId: 'H1' });
    await house.send({ location: at('ICU'), facility: 'X', ...LIND, ...given });
    const named = !('without' in given);
    expect(await house.latest()).toMatchObject({ hospitalId: named ? 'H1' : null });
    const { messages } = await house.desk.list({ userId: 'a', hospitals: ['H2'] }, { limit: 9 });
    expect(messages).toEqual([]);
  });

  it('of one hospital cannot touch a message that names none', async () => {
    await house.sendBytes('hello');
    const { id, hospitalId } = await house.latest();
    expect(hospitalId).toBeNull();
    for (const hospitals of [['H1'], ['H2'], []]) {
      const command = { user: { userId: 'a', hospitals }, id, key: crypto.randomUUID() };
      await expect(house.desk.replay(command)).rejects.toMatchObject({ code: 'not_found' });
      await expect(house.desk.dismiss(command)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect((await house.dismiss(id)).status).toBe('dismissed');
  });

  it('get the same answer for the same key', async () => {
    await house.send({ trigger: 'A01', location: 'X' });
    const { id } = await house.latest();
    const key = crypto.randomUUID();
    const first = await house.dismiss(id, key);
    expect(await house.dismiss(id, key)).toEqual(first);
    await expect(house.dismiss(id)).rejects.toMatchObject({ code: 'message_closed' });
  });
});
