import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SHIPPED_PACKS } from '../../src-shared/domain/staffing/packs.ts';
import {
  alert,
  assignment,
  chain,
  cursor,
  nurse,
  pack,
  shift,
  stay,
  TIME,
  UUID,
  waiver,
  ward,
} from './examples.ts';
import { faultsOf } from './faults-of.ts';

const modules = import.meta.glob<Record<string, unknown>>(
  '../../src-shared/contract/commands/*.ts',
  { eager: true },
);
const exported = Object.assign({}, ...Object.values(modules)) as Record<string, unknown>;

function schema(name: string): z.ZodType {
  const found = exported[name];
  if (!(found instanceof z.ZodType)) throw new Error(`no schema ${name}`);
  return found;
}

interface Example {
  readonly good: unknown;
  /** Faults, each by the one change that makes it: a path, then what stands there. */
  readonly bad: readonly (readonly [path: string, value: unknown])[];
}

const patient = { ref: 'P-1', label: 'Nina Nine' };
const admission = { hospitalId: 'H1', wardId: 'ICU', patient };
const HISTORY = [{ from: TIME, to: '2099-01-01T00:00:00.000Z', patients: 9, nurses: 2 }];
const long = (length: number) => 'x'.repeat(length);

const EXAMPLES: Record<string, Example> = {
  admitStaySchema: {
    good: { ...admission, id: UUID, bedId: 'B1', acuity: 3, expectedDischargeAt: TIME },
    bad: [
      ['hospitalId', undefined],
      ['hospitalId', 'H 1'],
      ['wardId', long(33)],
      ['id', 'one'],
      ['bedId', ''],
      ['patient', null],
      ['patient.ref', ''],
      ['patient.label', long(81)],
      ['acuity', 0],
      ['acuity', 6],
      ['acuity', 2.5],
      ['expectedDischargeAt', 'tomorrow'],
      ['colour', 'red'],
    ],
  },
  transferStaySchema: {
    good: { wardId: 'MS1', bedId: 'B1' },
    bad: [
      ['wardId', undefined],
      ['bedId', 7],
      ['hospitalId', 'H2'],
    ],
  },
  setBedSchema: {
    good: { bedId: 'B1' },
    bad: [
      ['bedId', undefined],
      ['bedId', 'B 1'],
    ],
  },
  swapBedsSchema: { good: { withStayId: UUID }, bad: [['withStayId', 'P-1']] },
  dischargeStaySchema: { good: {}, bad: [['reason', 'well']] },
  setAcuitySchema: {
    good: { acuity: null },
    bad: [
      ['acuity', undefined],
      ['acuity', '3'],
    ],
  },
  assignNurseSchema: {
    good: {
      id: UUID,
      hospitalId: 'H1',
      wardId: 'ICU',
      nurseId: 'N-0001',
      stayId: UUID,
      override: { reason: 'nobody else' },
    },
    bad: [
      ['nurseId', undefined],
      ['stayId', 'P-1'],
      ['override', null],
      ['override.reason', undefined],
      ['override.reason', '  '],
      ['override.reason', long(501)],
      ['override.by', 'me'],
    ],
  },
  confirmAssignmentSchema: { good: {}, bad: [['at', TIME]] },
  addNoteSchema: {
    good: { text: 'zoster' },
    bad: [
      ['text', ' '],
      ['text', long(2001)],
    ],
  },
  endAssignmentSchema: { good: {}, bad: [['reason', 'x']] },
  moveNurseSchema: {
    good: { hospitalId: 'H1', toHospitalId: 'H2', wardId: '_house', reason: 'short' },
    bad: [
      ['wardId', undefined],
      ['toHospitalId', null],
      ['reason', ''],
    ],
  },
  startBreakSchema: {
    good: { hospitalId: 'H1', minutes: 30, relievedBy: 'N-0002' },
    bad: [
      ['minutes', 0],
      ['minutes', 241],
      ['minutes', 2.5],
      ['relievedBy', ''],
    ],
  },
  endBreakSchema: { good: { hospitalId: 'H1' }, bad: [['hospitalId', undefined]] },
  endShiftSchema: {
    good: { hospitalId: 'H1', reason: 'sick' },
    bad: [
      ['reason', undefined],
      ['reason', ''],
    ],
  },
  putWardSchema: {
    good: { name: ward.name, unitType: ward.unitType, beds: ward.beds },
    bad: [
      ['name', ' '],
      ['unitType', ''],
      ['beds', [...ward.beds, ...ward.beds]],
      ['beds.0.id', 'B 1'],
      ['beds.0.label', ''],
    ],
  },
  putNurseSchema: {
    good: { name: 'Anna', licence: 'RN', competencies: ['ICU'], homeWardId: 'ICU', userId: 'n1' },
    bad: [
      ['licence', 'MD'],
      ['competencies', 'ICU'],
      ['competencies.0', ''],
      ['name', ''],
    ],
  },
  putShiftSchema: {
    good: { nurseId: 'N-0001', wardId: null, startsAt: TIME, endsAt: '2026-03-02T20:00:00.000Z' },
    bad: [
      ['wardId', undefined],
      ['endsAt', TIME],
      ['endsAt', '2026-03-03T12:00:00.001Z'],
      ['startsAt', '2026-02-30T12:00:00.000Z'],
    ],
  },
  putLocationsSchema: {
    good: [{ pointOfCare: 'ICU', room: '1', bed: 'A', facility: 'H', wardId: 'ICU', bedId: '*' }],
    bad: [
      ['0.pointOfCare', ''],
      ['0.bedId', '**'],
      ['0.wardId', undefined],
      ['0.ward', 'ICU'],
    ],
  },
  acknowledgeAlertSchema: { good: {}, bad: [['note', 'seen']] },
  unshelveAlertSchema: { good: {}, bad: [['reason', 'back']] },
  shelveAlertSchema: {
    good: { minutes: 30, reason: 'float nurse on her way' },
    bad: [
      ['minutes', 0],
      ['minutes', 721],
      ['minutes', 1.5],
      ['reason', '  '],
      ['reason', long(501)],
      ['until', TIME],
    ],
  },
  putPackSchema: {
    good: { title: 'Ours', replaces: 1, body: SHIPPED_PACKS.california.body },
    bad: [
      ['title', ' '],
      ['replaces', 0],
      ['replaces', undefined],
      ['body.units', []],
      ['body.timeZone', 'Mars/Olympus'],
      ['body.alarms.ratio', null],
    ],
  },
  putPackInForceSchema: {
    good: { packId: 'california', version: 1 },
    bad: [
      ['packId', 'a.b'],
      ['packId', long(33)],
      ['version', 0],
    ],
  },
  putWardPackSchema: { good: { pack: null }, bad: [['pack', 'california']] },
  startWaiverSchema: {
    good: { id: UUID, wardId: null, reason: 'mass casualty', endsAt: TIME },
    bad: [
      ['wardId', undefined],
      ['reason', ''],
      ['endsAt', 'tomorrow'],
    ],
  },
  endWaiverSchema: { good: {}, bad: [['reason', 'over']] },
  putEscalationSchema: {
    good: chain,
    bad: [
      ['steps', []],
      ['steps', [...chain.steps, ...chain.steps]],
      ['steps', chain.steps.toReversed()],
      ['steps.0.to', 'chief'],
      ['steps.0.afterSeconds.critical', 'at once'],
      ['acknowledgeWithinSeconds.warning', 86_401],
    ],
  },
  evaluateStaffingSchema: {
    good: {
      pack: 'california',
      unit: 'ed',
      shift: 'night',
      at: TIME,
      patients: 9,
      staff: [
        {
          role: 'RN',
          count: 2,
          directCare: true,
          charge: false,
          duty: 'triage',
          onBreak: 1,
          relieving: 1,
          competent: true,
          loads: [4, 5],
        },
      ],
      rnHours: { required: 24, available: 18.5 },
      history: HISTORY,
      excepted: [{ exception: 'swing_bed', patients: 1 }],
    },
    bad: [
      ['pack', ''],
      ['shift', 'dusk'],
      ['patients', -1],
      ['acuity', 'high'],
      ['acuity', Array.from({ length: 10 }, () => 1)],
      ['rnHours.required', -1],
      ['history.0.patients', -1],
      ['history', [...HISTORY, ...HISTORY]],
      ['excepted.0.exception', ''],
      ['body', 'mine'],
      ['staff', undefined],
      ['staff.0.role', 'MD'],
      ['staff.0.count', 1001],
      ['staff.0.onBreak', 3],
      ['staff.0.loads', [1, 1, 1]],
      ['staff.0.shoes', 'blue'],
    ],
  },
};

const write = { cursor, cursors: { 'H1/ICU': cursor } };
const ANSWERS: Record<string, object> = {
  admitStayAnswerSchema: { stay, ...write },
  transferStayAnswerSchema: { stay, ...write },
  setBedAnswerSchema: { stay, ...write },
  swapBedsAnswerSchema: { stay, ...write },
  dischargeStayAnswerSchema: { stay, ...write },
  setAcuityAnswerSchema: { stay, ...write },
  assignNurseAnswerSchema: { assignment, ...write },
  confirmAssignmentAnswerSchema: { assignment, ...write },
  addNoteAnswerSchema: { assignment, ...write },
  endAssignmentAnswerSchema: { assignment, ...write },
  moveNurseAnswerSchema: { nurse, ...write },
  startBreakAnswerSchema: { nurse, ...write },
  endBreakAnswerSchema: { nurse, ...write },
  endShiftAnswerSchema: { nurse, ...write },
  putWardAnswerSchema: { ward, ...write },
  acknowledgeAlertAnswerSchema: { alert, ...write },
  shelveAlertAnswerSchema: { alert, ...write },
  unshelveAlertAnswerSchema: { alert, ...write },
  putPackAnswerSchema: { pack: SHIPPED_PACKS.california, ...write },
  putPackInForceAnswerSchema: { packs: [pack], ...write },
  putWardPackAnswerSchema: { packs: [pack], ...write },
  startWaiverAnswerSchema: { waiver, ...write },
  endWaiverAnswerSchema: { waiver, ...write },
  putEscalationAnswerSchema: { chain, ...write },
  putShiftAnswerSchema: { shift, ...write },
  putNurseAnswerSchema: {
    nurse: {
      id: 'N-0001',
      name: 'Anna',
      licence: 'RN',
      competencies: [],
      homeWardId: null,
      userId: null,
    },
    ...write,
  },
};

/** A copy of a value in which `path` holds `value`, or nothing when that is undefined. */
function withChange(good: unknown, path: string, value: unknown): unknown {
  const copy = structuredClone(good);
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let at = copy as Record<string, unknown>;
  for (const step of steps) at = at[step] as Record<string, unknown>;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

describe('commands', () => {
  it('have an example each', () => {
    const bodies = Object.keys(exported).filter((name) => name.endsWith('AnswerSchema'));
    const withoutAnswer = (name: string) => name.replace('Answer', '');
    const expected = bodies.map(withoutAnswer).filter((name) => name in exported);
    expect(Object.keys(EXAMPLES)).toEqual(expect.arrayContaining(expected));
  });

  it.each(Object.entries(EXAMPLES))('%s takes its example', (name, { good }) => {
    expect(schema(name).parse(good)).toEqual(good);
  });

  const faults = Object.entries(EXAMPLES).flatMap(([name, { good, bad }]) =>
    bad.map(([path, value]) => [name, path, value, good] as const),
  );
  it.each(faults)('%s with %s %j is refused, naming it', (name, path, value, good) => {
    expect(faultsOf(schema(name), withChange(good, path, value))).toEqual([path]);
  });

  it.each(Object.keys(EXAMPLES))('%s refuses what is not an object', (name) => {
    for (const value of [null, 'x', 7]) expect(faultsOf(schema(name), value)).toEqual(['']);
  });

  it.each(Object.entries(ANSWERS))('%s takes its example', (name, answer) => {
    expect(schema(name).parse(answer)).toEqual(answer);
    expect(faultsOf(schema(name), { ...answer, cursor: undefined })).toEqual(['cursor']);
  });

  it('fill in what an evaluation leaves out', () => {
    const question = { pack: 'california', unit: 'ed', patients: 1 };
    expect(
      schema('evaluateStaffingSchema').parse({ ...question, staff: [{ role: 'RN', count: 1 }] }),
    ).toEqual({
      ...question,
      staff: [
        {
          role: 'RN',
          count: 1,
          directCare: true,
          charge: false,
          onBreak: 0,
          relieving: false,
          competent: true,
        },
      ],
    });
  });
});
