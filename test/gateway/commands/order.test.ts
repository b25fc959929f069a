import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addNote } from '../../../server/commands/add-note.ts';
import { admitStay } from '../../../server/commands/admit-stay.ts';
import { assignNurse } from '../../../server/commands/assign-nurse.ts';
import type { Command } from '../../../server/commands/command.ts';
import type { Commands } from '../../../server/commands/commands.ts';
import { confirmAssignment } from '../../../server/commands/confirm-assignment.ts';
import { dischargeStay } from '../../../server/commands/discharge-stay.ts';
import { endAssignment } from '../../../server/commands/end-assignment.ts';
import { endBreak } from '../../../server/commands/end-break.ts';
import { endShift } from '../../../server/commands/end-shift.ts';
import { moveNurse } from '../../../server/commands/move-nurse.ts';
import { putNurse } from '../../../server/commands/put-nurse.ts';
import { putWard } from '../../../server/commands/put-ward.ts';
import { setAcuity } from '../../../server/commands/set-acuity.ts';
import { setBed } from '../../../server/commands/set-bed.ts';
import { startBreak } from '../../../server/commands/start-break.ts';
import { swapBeds } from '../../../server/commands/swap-beds.ts';
import { transferStay } from '../../../server/commands/transfer-stay.ts';
import { parseStoredEvent } from '../../../server/db/event-text.ts';
import { verifyAudit } from '../../../server/db/audit-verify.ts';
import { readEvents } from '../../../server/db/ward-events.ts';
import { canonicalJson } from '../../../src-shared/domain/log/canonical-json.ts';
import { applyEvents } from '../../../src-shared/domain/log/apply-event.ts';
import { Refusal } from '../../../src-shared/domain/refusal.ts';
import {
  admin,
  BEDS,
  type CommandHouse,
  openCommandHouse,
  user,
} from '../../support/command-house.ts';

const WARDS = ['ICU', 'ED', 'MS1'];
const NURSES = Array.from({ length: 8 }, (_, index) => `N-${index + 1}`);
const everywhere = user('dispatcher', ['dispatcher', 'admin'], ['H1', 'H2']);

const KINDS = [
  'add-note',
  'admit-stay',
  'assign-nurse',
  'confirm-assignment',
  'discharge-stay',
  'end-assignment',
  'end-break',
  'end-shift',
  'move-nurse',
  'put-nurse',
  'put-ward',
  'set-acuity',
  'set-bed',
  'start-break',
  'swap-beds',
  'transfer-stay',
];

let house: CommandHouse;
let gateways: Commands[];
beforeAll(async () => {
  house = await openCommandHouse();
  gateways = [house.commands, house.secondGateway()];
  for (const nurseId of NURSES) {
    await house.addNurse('H1', nurseId);
    await house.startShift('H1', nurseId, pick(randomFrom(nurseId), [...WARDS, null]));
  }
});
afterAll(() => house.close());

/** A small seeded generator (mulberry32), so that a failure can be run again. */
function randomFrom(seed: string): () => number {
  let a = [...seed].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) | 0, 7);
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function pick<T>(random: () => number, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** One of those made last, or one that there is not. */
function anyOf(random: () => number, ids: readonly string[]): string {
  return ids.length === 0 ? randomUUID() : pick(random, ids.slice(-12));
}

/** What the commands so far have made, to be named by later ones. */
const made = { stays: [] as string[], assignments: [] as string[] };

function anyCommand(random: () => number): Command<never> {
  const wardId = pick(random, WARDS);
  const nurseId = pick(random, NURSES);
  const bedId = pick(random, [...BEDS.map((bed) => bed.id), null]);
  const stayId = anyOf(random, made.stays);
  const assignmentId = anyOf(random, made.assignments);
  const hospitalId = 'H1';
  const id = randomUUID();
  const override = { reason: 'short of hands' };
  const assign = (): Command<never> => {
    made.assignments.push(id);
    const to = pick(random, [stayId, null]);
    return assignNurse({
      id,
      hospitalId,
      wardId,
      nurseId,
      stayId: to,
      ...(random() < 0.5 ? { override } : {}),
    });
  };
  const choices: readonly (() => Command<never>)[] = [
    () => {
      made.stays.push(id);
      return admitStay({ id, hospitalId, wardId, bedId, patient: { ref: id, label: 'Somebody' } });
    },
    () => transferStay({ stayId, wardId, bedId }),
    () => dischargeStay({ stayId }),
    () => setAcuity({ stayId, acuity: pick(random, [1, 2, 3, null]) }),
    () => setBed({ stayId, bedId }),
    () => swapBeds({ stayId, withStayId: anyOf(random, made.stays) }),
    assign,
    assign,
    () => confirmAssignment({ assignmentId }),
    () => addNote({ assignmentId, text: 'Sleeps, \u00e9 "quoted" \\ and \u2028 all' }),
    () => endAssignment({ assignmentId }),
    () => moveNurse({ hospitalId, nurseId, wardId: pick(random, [...WARDS, '_house']) }),
    () => startBreak({ hospitalId, nurseId, minutes: 15, relievedBy: pick(random, NURSES) }),
    () => endBreak({ hospitalId, nurseId }),
    () =>
      putNurse({
        hospitalId,
        nurseId,
        name: pick(random, ['Ann', 'Bea', 'Cleo']),
        licence: 'RN',
        competencies: pick(random, [[], ['ed', 'critical_care'], ['medical_surgical', 'ICU']]),
      }),
    () =>
      putWard({
        hospitalId,
        wardId,
        name: wardId,
        unitType: 'telemetry',
        beds: [...BEDS, { id: `X${Math.floor(random() * 3)}`, label: 'extra' }],
      }),
    ...(random() < 0.1 ? [() => endShift({ hospitalId, nurseId, reason: 'ill' })] : []),
  ];
  return pick(random, choices)();
}

const succeeded = new Map<string, number>();

/** Runs commands one after the other; those that are refused count too. */
async function work(random: () => number, commands: Commands, count: number): Promise<number> {
  let done = 0;
  for (let index = 0; index < count; index += 1) {
    try {
      const command = anyCommand(random);
      await commands.execute(command, house.request(everywhere, `/${command.name}`));
      done += 1;
      succeeded.set(command.name, (succeeded.get(command.name) ?? 0) + 1);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return done;
}

async function seqsOf(ward: string): Promise<number[]> {
  const [hospitalId, wardId] = ward.split('/');
  const rows = await house.test.query<{ seq: string }>(
    'select seq from ward_event where hospital_id = $1 and ward_id = $2 order by seq',
    [hospitalId, wardId],
  );
  return rows.map((row) => Number(row.seq));
}

describe('whatever the commands and their order', () => {
  test('rows, events and caches tell the same state', async () => {
    for (let round = 0; round < 8; round += 1) {
      const random = randomFrom(`round ${round}`);
      const done = await work(random, pick(random, gateways), 60);
      expect(done).toBeGreaterThan(5);
      for (const ward of await house.wards()) {
        const { state, cursor } = await house.snapshot(ward);
        const expected = canonicalJson(state);
        expect(canonicalJson(await house.folded(ward))).toBe(expected);
        for (const known of house.cached(ward)) {
          if (known.seq === cursor.seq) expect(canonicalJson(known.state)).toBe(expected);
        }
      }
    }
  });

  test('fifty at a time through two gateways leave no hole and no deadlock', async () => {
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        work(randomFrom(`worker ${index}`), gateways[index % 2] as Commands, 12),
      ),
    );
    expect(results.reduce((sum, done) => sum + done, 0)).toBeGreaterThan(100);
    // All kinds were among them, so the states compared here are not made by a few alone.
    expect([...succeeded.keys()].sort()).toEqual(KINDS);
    for (const ward of await house.wards()) {
      const { cursor, state } = await house.snapshot(ward);
      expect(await seqsOf(ward)).toEqual(Array.from({ length: cursor.seq }, (_, at) => at + 1));
      expect(canonicalJson(await house.folded(ward))).toBe(canonicalJson(state));
      const caches = house.cached(ward).filter((known) => known.seq === cursor.seq);
      for (const known of caches) expect(canonicalJson(known.state)).toBe(canonicalJson(state));
    }
    const deadlocks = await house.test.query<{ deadlocks: string }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    );
    expect(Number(deadlocks[0]?.deadlocks)).toBe(0);
  });

  test('what is published is what was committed, in the form of the bus', async () => {
    for (const batch of house.published) {
      const first = batch.events[0];
      if (first === undefined) throw new Error('an empty batch was published');
      const page = await house.database.system((tx) =>
        readEvents(tx, batch.ward, first.seq - 1, batch.events.length),
      );
      const stored = page.events.map((event) => ({
        ward: batch.ward,
        epoch: batch.epoch,
        ...parseStoredEvent(event),
      }));
      expect(batch.events.map((event) => JSON.parse(event.text) as unknown)).toEqual(stored);
    }
    const published = house.published.reduce((sum, batch) => sum + batch.events.length, 0);
    const committed = await house.test.query<{ count: string }>('select count(*) from ward_event');
    expect(published).toBe(Number(committed[0]?.count));
  });

  test('times never fall along a log, and a page of events continues the one before', async () => {
    const ward = 'H1/ICU';
    let at = '';
    let after = 0;
    for (let more = true; more;) {
      const page = await house.database.system((tx) => readEvents(tx, ward, after, 7));
      for (const event of page.events) {
        expect(event.at >= at).toBe(true);
        at = event.at;
      }
      after = page.cursor.seq;
      more = page.more;
    }
    expect(after).toBe((await house.snapshot(ward)).cursor.seq);
  });

  test('the audit tells of every event', async () => {
    const report = await verifyAudit(house.database);
    expect(report.faults).toEqual([]);
    expect(report.entries).toBeGreaterThan(100);
  });

  test('a state at a cursor and the events after it are the state at the head', async () => {
    const before = await house.snapshot('H1/ED');
    await work(randomFrom('after'), house.commands, 40);
    const page = await house.database.system((tx) =>
      readEvents(tx, 'H1/ED', before.cursor.seq, 1000),
    );
    const forward = applyEvents(before.state, page.events.map(parseStoredEvent));
    expect(canonicalJson(forward)).toBe(canonicalJson((await house.snapshot('H1/ED')).state));
  });

  test('administrators of another hospital change nothing here', async () => {
    expect(await house.refusal(setAcuity({ stayId: made.stays[0] ?? '', acuity: 1 }), admin)).toBe(
      'forbidden',
    );
  });
});
