import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepDueRecords } from '../../../server/clock/record-keeper.ts';
import { unshelveAlertAnswerSchema } from '../../../src-shared/contract/commands/unshelve-alert.ts';
import { moveNurseAnswerSchema } from '../../../src-shared/contract/commands/move-nurse.ts';
import {
  alertLoadAnswerSchema,
  alertsAnswerSchema,
  packAnswerSchema,
  packsAnswerSchema,
  recordAnswerSchema,
  recordsAnswerSchema,
  staffingHistoryAnswerSchema,
} from '../../../src-shared/contract/staffing-reads.ts';
import { AT_ONCE } from '../../support/at-once-pack.ts';
import { type HttpHouse, openHttpHouse, problemOf } from './http-house.ts';

const H1 = '/api/v1/hospitals/H1';
let house: HttpHouse;
beforeAll(async () => {
  house = await openHttpHouse();
  const put = (url: string, body: unknown) =>
    house.call({ method: 'PUT', url: `${H1}/${url}`, body, as: 'admin' });
  await put('packs/at-once', { title: 'At once', replaces: null, body: AT_ONCE });
  await put('pack-in-force', { packId: 'at-once', version: 1 });
});
afterAll(() => house.close());

const get = (url: string) => house.call({ url: `${H1}/${url}`, as: 'dispatcher' });
const post = (url: string, body: unknown = {}) =>
  house.call({ method: 'POST', url: `/api/v1/${url}`, body, as: 'dispatcher' });

async function running(ward: string) {
  const { records } = (await get(`wards/${ward}/records`)).read(recordsAnswerSchema);
  return records.find(({ complete }) => !complete);
}

async function record(ward: string) {
  const { startsAt } = (await running(ward))!;
  return (await get(`wards/${ward}/records/${startsAt}`)).read(recordAnswerSchema).record;
}

test('a record tells who had whom, each shortfall and what was done about it', async () => {
  const first = await house.admit('ICU', 'B1');
  await house.admit('ICU', 'B2');
  await post('assignments', { hospitalId: 'H1', wardId: 'ICU', nurseId: 'N-1', stayId: first });
  await house.admit('ICU', 'B3');
  const { alerts } = (await get('alerts?ward=ICU')).read(alertsAnswerSchema);
  const short = alerts.find(({ ruleId }) => ruleId === 'at-once.ratio')!;
  await post(`alerts/${short.id}/shelve`, { minutes: 10, reason: 'help is coming' });
  const move = { hospitalId: 'H1', wardId: 'ICU', reason: 'ICU is one short' };
  (await post('nurses/N-2/move', move)).read(moveNurseAnswerSchema);

  const told = await record('ICU');
  expect(told.complete).toBe(false);
  const nurse = told.nurses.find(({ nurseId }) => nurseId === 'N-1')!;
  expect(nurse).toMatchObject({ licence: 'RN', duty: [{ to: null }] });
  expect(nurse.patients).toMatchObject([{ stayId: first, to: null, assignedBy: 'dispatcher' }]);
  const shortfall = told.shortfalls.find(({ alertId }) => alertId === short.id)!;
  expect(shortfall).toMatchObject({
    ruleId: 'at-once.ratio',
    severity: 'critical',
    facts: { patients: 3, required: 2, counted: 1 },
  });
  expect(shortfall.deeds.map(({ what, by }) => [what, by])).toEqual(
    expect.arrayContaining([
      ['raised', 'dispatcher'],
      ['shelved', 'dispatcher'],
      ['nurse_moved_in', 'dispatcher'],
    ]),
  );
  expect(shortfall.deeds.find(({ what }) => what === 'shelved')?.text).toContain('help is coming');
  expect(shortfall.deeds.find(({ what }) => what === 'nurse_moved_in')?.text).toContain(
    'ICU is one short',
  );
  const left = await record('MS1');
  expect(left.nurses.find(({ nurseId }) => nurseId === 'N-2')?.duty[0]?.endReason).toBe(
    'ICU is one short',
  );
});

test('breaks, their relievers and the reason of an ended shift are told', async () => {
  await post('nurses/N-1/break', { hospitalId: 'H1', minutes: 15, relievedBy: 'N-2' });
  await post('nurses/N-1/break/end', { hospitalId: 'H1' });
  await post('nurses/N-2/shift/end', { hospitalId: 'H1', reason: 'went home ill' });
  const told = await record('ICU');
  const one = told.nurses.find(({ nurseId }) => nurseId === 'N-1')!;
  expect(one.breaks).toHaveLength(1);
  expect(one.breaks[0]).toMatchObject({ relievedBy: { nurseId: 'N-2' } });
  expect(one.breaks[0]?.to).not.toBeNull();
  const two = told.nurses.find(({ nurseId }) => nurseId === 'N-2')!;
  expect(two.duty.at(-1)).toMatchObject({ endReason: 'went home ill' });
});

test('as CSV and PDF it is the same record', async () => {
  const { startsAt } = (await running('ICU'))!;
  const csv = await get(`wards/ICU/records/${startsAt}?format=csv`);
  expect(csv.headers['content-type']).toContain('text/csv');
  expect(csv.text.split('\r\n')[0]).toBe('kind,from,to,nurse,name,licence,subject,detail');
  expect(csv.text).toContain('at-once.ratio');
  expect(csv.text).toContain('went home ill');
  const pdf = await get(`wards/ICU/records/${startsAt}?format=pdf`);
  expect(pdf.headers['content-type']).toBe('application/pdf');
  expect(pdf.text.startsWith('%PDF-1.')).toBe(true);
  expect(pdf.text.trimEnd().endsWith('%%EOF')).toBe(true);
  const bad = await get(`wards/ICU/records/${startsAt}?format=docx`);
  expect(problemOf(bad)).toMatchObject({ code: 'invalid_request' });
});

test('the record of a shift that is over is kept when its events are gone', async () => {
  const { startsAt, endsAt } = (await running('ICU'))!;
  const before = await record('ICU');
  const kept = await keepDueRecords(house.database, new Date(Date.parse(endsAt)).toISOString());
  expect(kept).toBeGreaterThanOrEqual(2);
  expect(await keepDueRecords(house.database, endsAt)).toBe(0);
  await house.test.query('delete from ward_event');
  const after = (await get(`wards/ICU/records/${startsAt}`)).read(recordAnswerSchema).record;
  expect(after).toMatchObject({ complete: true, asOf: endsAt, nurses: before.nurses });
  expect(after.shortfalls.map(({ alertId }) => alertId)).toEqual(
    before.shortfalls.map(({ alertId }) => alertId),
  );
  const { records } = (await get('wards/ICU/records')).read(recordsAnswerSchema);
  expect(records.at(-1)).toMatchObject({ startsAt, complete: true });
});

test('the plot shows each change of the verdict and the alerts that stood', async () => {
  await house.admit('MS1', 'B1');
  await house.admit('MS1', 'B2');
  const history = (await get('wards/MS1/staffing?hours=1')).read(staffingHistoryAnswerSchema);
  // Two patients need the one nurse that the first needs already.
  expect(history.points).toHaveLength(1);
  expect(history.points.at(-1)).toMatchObject({ required: 1, present: 0, ratio: null });
  expect(history.alerts.map(({ ruleId }) => ruleId)).toContain('at-once.ratio');
  expect(Date.parse(history.to) - Date.parse(history.from)).toBe(3_600_000);
});

test('the load counts what was raised, acknowledged in time, and chatters', async () => {
  const { alerts } = (await get('alerts?ward=MS1')).read(alertsAnswerSchema);
  await post(`alerts/${alerts[0]!.id}/acknowledge`);
  const load = (await get('alerts/load')).read(alertLoadAnswerSchema);
  expect(load.raised).toBeGreaterThanOrEqual(2);
  expect(load).toMatchObject({ acknowledged: 1, acknowledgedInTime: 1 });
  expect(load.pending).toBe(load.raised - 1);
  expect(load.shareInTime).toBe(1);
  await post(`alerts/${alerts[0]!.id}/shelve`, { minutes: 10, reason: 'help is coming' });
  const back = await post(`alerts/${alerts[0]!.id}/unshelve`);
  expect(back.read(unshelveAlertAnswerSchema).alert).toMatchObject({ acknowledged: null });
  const after = (await get('alerts/load')).read(alertLoadAnswerSchema);
  expect(after).toMatchObject({ acknowledged: 1, acknowledgedInTime: 1, shareInTime: 1 });
  expect(load.rules[0]).toMatchObject({ chattering: expect.any(Boolean) as boolean });
  expect(load.hours.reduce((sum, { raised }) => sum + raised, 0)).toBe(load.raised);
});

test('packs that ship and those stored are listed, with versions and what is in force', async () => {
  const { packs, inForce } = (await get('packs')).read(packsAnswerSchema);
  expect(packs.map(({ id }) => id)).toEqual([
    'at-once', 'britishColumbia', 'california', 'custom', 'nhsEngland', 'oregon', 'queensland', 'victoria',
  ]); // prettier-ignore
  expect(inForce).toMatchObject([{ id: 'at-once', version: 1, hospital: true, wards: [] }]);
  expect((await get('packs')).text).not.toContain('"body"');
  const one = (await get('packs/at-once')).read(packAnswerSchema);
  expect(one.pack).toMatchObject({ author: 'admin', body: AT_ONCE });
  expect(problemOf(await get('packs/nowhere'))).toMatchObject({ code: 'not_found' });
  expect(problemOf(await get('packs/oregon?version=9'))).toMatchObject({ code: 'not_found' });
});

test('a figure that was changed is the hospital’s own, and nothing else is stored', async () => {
  const put = (body: unknown) =>
    house.call({
      method: 'PUT',
      url: `${H1}/packs/ours`,
      body: { title: 'Ours', replaces: null, body },
      as: 'admin',
    });
  const index = AT_ONCE.units.findIndex(({ unit }) => unit === 'telemetry');
  const withRatio = (change: object) => ({
    ...AT_ONCE,
    units: AT_ONCE.units.map((unit, at) =>
      at === index ? { ...unit, ratios: [{ ...unit.ratios[0], ...change }] } : unit,
    ),
  });
  const refused = problemOf(await put(withRatio({ value: 9 })));
  expect(refused).toMatchObject({
    status: 400,
    code: 'invalid_request',
    paths: [`body.units.${index}.ratios.0`],
  });
  expect(problemOf(await get('packs/ours'))).toMatchObject({ code: 'not_found' });
  const own = { value: 9, certainty: 'hospital', source: 'Board, 3 March' };
  expect((await put(withRatio(own))).status).toBe(200);
  const answer = await house.call({
    method: 'POST',
    url: '/api/v1/staffing/evaluate',
    body: { pack: 'california', body: withRatio(own), unit: 'telemetry', patients: 10, staff: [] },
    as: 'dispatcher',
  });
  expect(answer.text).toContain("(the hospital's own figure)");
});

test('rules that cannot work are refused by the path of each fault, and not stored', async () => {
  const put = (id: string, body: unknown) =>
    house.call({
      method: 'PUT',
      url: `${H1}/packs/${id}`,
      body: { title: 'Broken', replaces: null, body },
      as: 'admin',
    });
  const shifts = {
    windows: [{ shift: 'day', from: '07:00', to: '19:00' }],
    ties: [],
    certainty: 'hospital',
    source: 'Ours',
  };
  const [first, ...others] = AT_ONCE.units;
  const body = { ...AT_ONCE, shifts, units: [{ ...first, unit: 'spa' }, ...others] };
  const refused = problemOf(await put('broken', body));
  expect(refused).toMatchObject({ status: 400, code: 'invalid_request' });
  expect(refused.paths).toEqual(
    expect.arrayContaining(['body.shifts.windows', 'body.units.0.unit']),
  );
  const poisoned = { ...AT_ONCE, alarms: JSON.parse(ALARMS_WITH_PROTO) as unknown };
  for (const [id, rules] of [
    ['broken', poisoned],
    ['__proto__', AT_ONCE],
  ] as const) {
    expect(problemOf(await put(id, rules))).toMatchObject({ status: 400, code: 'invalid_request' });
  }
  expect(problemOf(await get('packs/broken'))).toMatchObject({ code: 'not_found' });
});
const ALARMS_WITH_PROTO = `{"__proto__": {"severity": "critical", "holdMs": 0, "clearMs": 0}, ${JSON.stringify(AT_ONCE.alarms).slice(1)}`;
