import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { adtText } from './adt-text.ts';
import type { AdtText } from './adt-text.ts';
import { at, LIND, openIntakeHouse, PEER } from './intake-house.ts';
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

/** Beds that only this visit uses, so that no order of arrival makes a conflict. */
const PLACES = [
  ['ICU/B1', 'ICU/B2', 'MS1/B1', 'ED/B1'],
  ['ICU/B3', 'ICU/B4', 'MS1/B3', 'ED/B3'],
  ['ICU/B5', 'ICU/B6', 'MS1/B5', 'ED/B5'],
] as const;
const PEOPLE = [
  { patient: 'P1', visit: 'V1', name: 'Okafor^Rose' },
  { patient: 'P2', visit: '', name: 'Lind^Tove' },
  { patient: 'P3', visit: 'V3', name: 'Bell^Ada' },
] as const;
const TRIGGERS = ['A01', 'A01', 'A02', 'A02', 'A02', 'A03', 'A06', 'A08', 'A11', 'A12', 'A13'];

/** Messages of three visits in event-time order; some EVN-6 lie before the message was sent. */
const history = fc
  .array(
    fc.record({
      who: fc.integer({ min: 0, max: 2 }),
      trigger: fc.constantFrom(...TRIGGERS),
      place: fc.integer({ min: 0, max: 3 }),
      late: fc.boolean(),
      expected: fc.option(fc.integer({ min: 10, max: 28 }), { nil: undefined }),
    }),
    { minLength: 6, maxLength: 14 },
  )
  .map((steps) =>
    steps.map(({ who, trigger, place, late, expected }, i): AdtText => {
      const time = `2026030112${String(i * 4).padStart(2, '0')}`;
      return {
        ...PEOPLE[who],
        trigger,
        controlId: `H${i}`,
        location: at(PLACES[who]![place]!),
        eventAt: time,
        sentAt: late ? '202603020000' : time,
        ...(expected === undefined ? {} : { expectedDischargeAt: `202604${expected}` }),
      };
    }),
  );

/** All that messages determine of the boards. */
async function boards(): Promise<unknown> {
  const rows = await house.test.query(
    `select patient_ref, patient_label, ward_id, bed_id, admitted_at, expected_discharge_at
     from stay where ended_at is null order by patient_ref`,
  );
  return rows;
}

async function sendAll(messages: readonly AdtText[]): Promise<void> {
  for (const message of messages) expect(await house.send(message)).toBe('AA');
}

describe('the order of arrival', () => {
  it('does not change where the messages of a visit end', async () => {
    const runs = fc.asyncProperty(
      history.chain((messages) =>
        fc.tuple(
          fc.constant(messages),
          fc.shuffledSubarray(messages, { minLength: messages.length }),
        ),
      ),
      async ([inOrder, shuffled]) => {
        await house.reset();
        await sendAll(inOrder);
        const expected = await boards();
        await house.reset();
        await sendAll(shuffled);
        expect(await boards()).toEqual(expected);
        await house.check();
      },
    );
    await fc.assert(runs, { numRuns: 10, endOnFailure: true });
  });

  it('does not either when two processes take the messages at once', async () => {
    const second = house.secondIntake();
    for (const seed of [1, 2, 3, 4]) {
      await house.reset();
      const [messages = []] = fc.sample(history, { numRuns: 1, seed });
      await sendAll(messages);
      const expected = await boards();
      await house.reset();
      const answers = await Promise.all(
        messages.map((message, i) => house.send(message, i % 2 === 0 ? second : house.intake)),
      );
      expect(new Set(answers)).toEqual(new Set(['AA']));
      expect(await boards()).toEqual(expected);
      await house.check();
    }
  });

  it('a discharge that comes before its admission leaves nobody behind', async () => {
    await house.send({ trigger: 'A03', eventAt: '202603011300' });
    expect((await house.latest()).status).toBe('ignored');
    await house.send({ trigger: 'A01', eventAt: '202603011200', location: at('ICU/B1') });
    await house.send({ trigger: 'A02', eventAt: '202603011230', location: at('ICU/B2') });
    expect(await house.board()).toEqual({});
    await house.send({ trigger: 'A13', eventAt: '202603011300', location: at('ICU/B2') });
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B2' });
  });

  it('what is said of a patient while gone counts when the patient is back', async () => {
    await house.send({ trigger: 'A01', location: at('ICU/B1'), expectedDischargeAt: '20260401' });
    await house.send({ trigger: 'A03' });
    await house.send({ trigger: 'A08', expectedDischargeAt: '20260402', name: 'Bell^Rose' });
    await house.send({ trigger: 'A13', location: at('ICU/B1'), name: '' });
    expect((await house.wardState('H1/ICU')).stays).toMatchObject([
      { patient: { label: 'R. Bell' }, expectedDischargeAt: '2026-04-02T00:00:00.000Z' },
    ]);
  });

  it('a swap and its patients may come in any order', async () => {
    const messages: AdtText[] = [
      { trigger: 'A01', location: at('ICU/B1'), eventAt: '202603011200' },
      { trigger: 'A01', location: at('MS1/B2'), eventAt: '202603011201', ...LIND },
      {
        trigger: 'A17',
        location: at('MS1/B2'),
        eventAt: '202603011202',
        other: { ...LIND, location: at('ICU/B1') },
      },
    ];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
      [0, 2, 1],
    ]) {
      await house.reset();
      await sendAll(order.map((i) => messages[i]!));
      expect(await house.board()).toEqual({ 'R. Okafor': 'MS1/B2', 'T. Lind': 'ICU/B1' });
    }
  });

  it('a merge may come before what it merges', async () => {
    const messages: AdtText[] = [
      { trigger: 'A01', location: at('ICU/B1'), eventAt: '202603011200', patient: 'OLD' },
      { trigger: 'A40', eventAt: '202603011201', patient: 'NEW', merged: 'OLD', without: ['PV1'] },
      { trigger: 'A40', eventAt: '202603011202', patient: 'LAST', merged: 'NEW', without: ['PV1'] },
      { trigger: 'A02', location: at('ICU/B2'), eventAt: '202603011203', patient: 'OLD' },
    ];
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [1, 2, 3, 0],
      [2, 0, 1, 3],
    ]) {
      await house.reset();
      await sendAll(order.map((i) => messages[i]!));
      const { stays } = await house.wardState('H1/ICU');
      expect(stays).toMatchObject([{ patient: { ref: 'LAST' }, bedId: 'B2' }]);
    }
  });
});

describe('at the same time', () => {
  it('the same bytes are kept and applied once, and answered alike', async () => {
    const text = Buffer.from(adtText({ trigger: 'A01', location: at('ICU/B1') }));
    const second = house.secondIntake();
    const sent = Array.from({ length: 8 }, (_, i) =>
      (i % 2 === 0 ? house.intake : second).message(text, PEER),
    );
    const answers = await Promise.all(sent);
    expect(new Set(answers.map((answer) => Buffer.from(answer).toString())).size).toBe(1);
    expect(await house.statuses()).toEqual(['applied']);
    expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B1' });
  });

  it('many patients for few beds: each bed holds one, everybody is on the board', async () => {
    const second = house.secondIntake();
    await Promise.all(
      Array.from({ length: 24 }, (_, i) =>
        house.send(
          {
            trigger: 'A01',
            patient: `Q${i}`,
            visit: `Q${i}`,
            name: `Q${i}`,
            location: at(`ICU/B${(i % 6) + 1}`),
          },
          i % 2 === 0 ? second : house.intake,
        ),
      ),
    );
    const places = Object.values(await house.board());
    expect(places).toHaveLength(24);
    expect(places.filter((place) => place !== 'ICU/-').sort()).toEqual(
      ['B1', 'B2', 'B3', 'B4', 'B5', 'B6'].map((bed) => `ICU/${bed}`),
    );
    expect((await house.statuses()).filter((status) => status === 'conflict')).toHaveLength(18);
  });
});
