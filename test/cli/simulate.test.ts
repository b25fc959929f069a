import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Unreachable } from '../../server/cli/simulate/api.ts';
import { Agenda } from '../../server/cli/simulate/agenda.ts';
import { adtMessage, type AdtMessage } from '../../server/cli/simulate/adt-message.ts';
import { SimulationClock } from '../../server/cli/simulate/clock.ts';
import { HospitalFeed } from '../../server/cli/simulate/hospital-feed.ts';
import { HospitalModel, modelWard } from '../../server/cli/simulate/hospital-model.ts';
import { Random } from '../../server/cli/simulate/random.ts';
import { simulate, WrongUse } from '../../server/cli/simulate.ts';
import { parseMessage } from '../../server/intake/hl7/message.ts';
import { freePort } from '../support/free-port.ts';

const START = Date.UTC(2026, 2, 1, 9);

function smallHospital(): HospitalModel {
  const wards = [
    { id: 'ED', unitType: 'ed', beds: 12 },
    { id: 'ICU', unitType: 'critical_care', beds: 4 },
    { id: 'MS1', unitType: 'medical_surgical', beds: 10 },
  ].map(({ id, unitType, beds }) => {
    const ids = Array.from({ length: beds }, (_, i) => `${id}-${i + 1}`);
    return modelWard(
      {
        hospitalId: 'H1',
        wardId: id,
        name: id,
        unitType,
        beds: ids.map((bed) => ({ id: bed, label: bed })),
        stays: [],
        nurses: [],
        assignments: [],
        alerts: [],
        staffing: null,
      },
      [
        { pointOfCare: id, facility: 'H1', wardId: id },
        ...ids.map((bed) => ({
          pointOfCare: id,
          bed,
          facility: 'H1',
          wardId: id,
          bedId: bed,
        })),
      ],
    );
  });
  return new HospitalModel('H1', wards);
}

function smallFeed(seed: string): HospitalFeed {
  const clock = new SimulationClock(60, () => START);
  const arrivals = { emergency: 90, planned: 30 };
  const settings = { arrivalsPerDay: arrivals };
  return new HospitalFeed(smallHospital(), new Random(seed), clock, settings, 'R');
}

/** What happens in `hours` of simulated time. */
function live(feed: HospitalFeed, hours: number): AdtMessage[] {
  const told: AdtMessage[] = [];
  while (feed.nextDue() < START + hours * 3_600_000) told.push(...feed.next());
  return told;
}

describe('agenda', () => {
  test('gives items by time, and first in first out at the same time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (times) => {
        const agenda = new Agenda<number>();
        times.forEach((due, index) => agenda.add(due, index));
        const taken = times.map(() => agenda.take());
        const expected = times
          .map((due, index) => ({ due, index }))
          .sort((a, b) => a.due - b.due || a.index - b.index)
          .map(({ index }) => index);
        expect(taken).toEqual(expected);
        expect(agenda.take()).toBeUndefined();
      }),
    );
  });
});

describe('feed', () => {
  test('the same seed tells the same day, another seed another', () => {
    const day = (seed: string) => live(smallFeed(seed), 24).map(adtMessage).join('\n');
    expect(day('a')).toBe(day('a'));
    expect(day('a')).not.toBe(day('b'));
  });

  test('no bed ever holds two patients, and every patient is where the model says', () => {
    const feed = smallFeed('beds');
    for (let step = 0; step < 3000; step += 1) {
      feed.next();
      const taken = feed.model.wards.flatMap((ward) =>
        [...ward.taken].map(([bed, patient]) => [ward.id, bed, patient.ref].join()),
      );
      const lying = [...feed.model.patients.values()].flatMap(({ ward, bed, ref }) =>
        bed === null ? [] : [[ward.id, bed.id, ref].join()],
      );
      expect(taken.sort()).toEqual(lying.sort());
    }
    expect(feed.model.patients.size).toBeGreaterThan(0);
  });

  test('a day has arrivals, transfers, discharges, news and slips', () => {
    const triggers = new Set(live(smallFeed('mix'), 24 * 20).map(({ trigger }) => trigger));
    const expected = ['A01', 'A02', 'A03', 'A04', 'A08', 'A11', 'A12', 'A13', 'A17'];
    expect([...triggers].sort()).toEqual(expected);
  });

  test('event times of one patient rise in the order in which things happened', () => {
    const last = new Map<string, number>();
    for (const message of live(smallFeed('times'), 48)) {
      for (const { patient } of message.told) {
        const before = last.get(patient.ref) ?? 0;
        // A late admission is sent after its update, with the earlier time.
        if (!['A01', 'A04'].includes(message.trigger)) {
          expect(message.at).toBeGreaterThanOrEqual(before);
        }
        last.set(patient.ref, Math.max(before, message.at));
      }
    }
  });

  test('writes messages that the parser of the intake reads', () => {
    for (const message of live(smallFeed('parse'), 24)) {
      const parsed = parseMessage(adtMessage(message));
      expect(parsed).toMatchObject({ ok: true });
    }
  });
});

describe('command line', () => {
  test.each([
    [['--speed', 'fast'], '--speed'],
    [['--speed', '-1'], '--speed'],
    [['--mllp', 'nowhere'], '--mllp'],
    [['--http', 'gopher://x'], '--http'],
    [['--for', '5 minutes'], '--for'],
    [['--sped', '2'], '--sped'],
  ])('%j is refused, naming what is wrong', async (args, named) => {
    const run = simulate(args, {}, () => undefined);
    await expect(run).rejects.toThrow(WrongUse);
    await expect(simulate(args, {}, () => undefined)).rejects.toThrow(named);
  });

  test('a gateway that is not there is told as that', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const run = simulate(['--http', url], {}, () => undefined);
    await expect(run).rejects.toThrow(Unreachable);
  });
});
