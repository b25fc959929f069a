import fc from 'fast-check';
import type { PlannedShift } from '../../../src-shared/contract/state/shift.ts';
import type { Stay } from '../../../src-shared/contract/state/stay.ts';
import type { Board, Outcome } from '../../../src-shared/domain/board.ts';
import { addBed } from '../../../src-shared/domain/transitions/add-bed.ts';
import { addNote } from '../../../src-shared/domain/transitions/add-note.ts';
import { admitStay } from '../../../src-shared/domain/transitions/admit-stay.ts';
import { assignNurse } from '../../../src-shared/domain/transitions/assign-nurse.ts';
import { confirmAssignment } from '../../../src-shared/domain/transitions/confirm-assignment.ts';
import { dischargeStay } from '../../../src-shared/domain/transitions/discharge-stay.ts';
import { endAssignment } from '../../../src-shared/domain/transitions/end-assignment.ts';
import { endBreak } from '../../../src-shared/domain/transitions/end-break.ts';
import { endShift } from '../../../src-shared/domain/transitions/end-shift.ts';
import { moveNurse } from '../../../src-shared/domain/transitions/move-nurse.ts';
import { planShift } from '../../../src-shared/domain/transitions/plan-shift.ts';
import { putNurse } from '../../../src-shared/domain/transitions/put-nurse.ts';
import { putShift } from '../../../src-shared/domain/transitions/put-shift.ts';
import { putWard } from '../../../src-shared/domain/transitions/put-ward.ts';
import { reopenStay } from '../../../src-shared/domain/transitions/reopen-stay.ts';
import { setAcuity } from '../../../src-shared/domain/transitions/set-acuity.ts';
import { setBed } from '../../../src-shared/domain/transitions/set-bed.ts';
import { startBreak } from '../../../src-shared/domain/transitions/start-break.ts';
import { startShift } from '../../../src-shared/domain/transitions/start-shift.ts';
import { swapBeds } from '../../../src-shared/domain/transitions/swap-beds.ts';
import { transferStay } from '../../../src-shared/domain/transitions/transfer-stay.ts';
import { updateStay } from '../../../src-shared/domain/transitions/update-stay.ts';
import { withdrawShift } from '../../../src-shared/domain/transitions/withdraw-shift.ts';
import type { NaiveHospital } from './naive-hospital.ts';

/** One transaction to try, and what the naive hospital is told if it was accepted. */
export interface Attempt {
  readonly run: (board: Board) => Outcome<unknown>;
  readonly tell: () => void;
}

/** The raw choices of one random command; which ward or patient they mean depends on who is there. */
export interface Choice {
  readonly kind: CommandKind;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Minutes that have passed since the command before. */
  readonly minutes: number;
}

const HOUR = 3_600_000;
export const WARD_IDS = ['ED', 'ICU', 'MS1'];
export const NURSE_IDS = ['N-1', 'N-2', 'N-3', 'N-4', 'N-5', 'N-6'];
const UNITS = ['critical_care', 'medical_surgical', 'ed', 'step_down'];
const BEDS = ['B1', 'B2', 'B3', 'B4'].map((id) => ({ id, label: `Bed ${id}` }));

type Deal<Answer> = {
  run: (board: Board) => Outcome<Answer>;
  tell: (answer: Answer) => void;
};

/** Pairs a transition with what it means to the naive hospital. */
function deal<Answer>({ run, tell }: Deal<Answer>): Attempt {
  let answer: { it: Answer } | undefined;
  return {
    run: (board) => {
      const outcome = run(board);
      answer = { it: outcome.answer };
      return outcome;
    },
    tell: () => {
      if (answer !== undefined) tell(answer.it);
    },
  };
}

function pick<T>(items: readonly T[], n: number): T | undefined {
  return items[n % items.length];
}

function later(at: string, hours: number): string {
  return new Date(Date.parse(at) + hours * HOUR).toISOString();
}

/** What the database's exclusion constraint would refuse and the board cannot see. */
function overlapsUnseen(hospital: NaiveHospital, shift: PlannedShift): boolean {
  return [...hospital.planned.values()].some(
    (other) =>
      other.id !== shift.id &&
      other.nurseId === shift.nurseId &&
      other.startsAt < shift.endsAt &&
      shift.startsAt < other.endsAt,
  );
}

type Make = (hospital: NaiveHospital, choice: Choice, at: string) => Attempt | null;

const stayId = (hospital: NaiveHospital, n: number) => pick([...hospital.stays.keys()], n);
const wardId = (n: number) => pick(WARD_IDS, n) ?? 'ICU';
const nurseId = (n: number) => pick(NURSE_IDS, n) ?? 'N-1';
const bedId = (n: number) => pick([null, ...BEDS.map((bed) => bed.id)], n) ?? null;
const assignmentId = (hospital: NaiveHospital, n: number) =>
  pick([...hospital.assignments.keys()], n);

/** Stays that have left, for those who come back by a cancelled discharge. */
const gone = new WeakMap<NaiveHospital, { wardId: string; stay: Stay }[]>();

const COMMANDS = {
  admit: (hospital, { a, b, c }) => {
    const patient = { ref: `P-${a}`, label: `Patient ${a}` };
    const input = { hospitalId: 'H1', wardId: wardId(a), bedId: bedId(b), patient };
    return deal({
      run: (board) => admitStay(board, { ...input, acuity: c % 6 === 0 ? null : c % 6 }),
      tell: ({ stay }) => hospital.stays.set(stay.id, { wardId: input.wardId, stay }),
    });
  },
  discharge: (hospital, { a }) => {
    const id = stayId(hospital, a);
    if (id === undefined) return null;
    return deal({
      run: (board) => dischargeStay(board, { stayId: id }),
      tell: () => {
        gone.set(hospital, [...(gone.get(hospital) ?? []), hospital.stay(id)]);
        hospital.removeStay(id);
      },
    });
  },
  reopen: (hospital, { a, b }) => {
    const left = pick(gone.get(hospital) ?? [], a);
    if (left === undefined) return null;
    const stay = { ...left.stay, bedId: bedId(b) };
    return deal({
      run: (board) => reopenStay(board, { wardId: left.wardId, stay }),
      tell: () => hospital.stays.set(stay.id, { wardId: left.wardId, stay }),
    });
  },
  transfer: (hospital, { a, b, c }) => {
    const id = stayId(hospital, a);
    if (id === undefined) return null;
    const input = { stayId: id, wardId: wardId(b), bedId: bedId(c) };
    return deal({
      run: (board) => transferStay(board, input),
      tell: () => {
        const { wardId: from, stay } = hospital.stay(id);
        const within = from === input.wardId;
        const bed = within ? (input.bedId ?? stay.bedId) : input.bedId;
        if (!within) hospital.removeStay(id);
        hospital.stays.set(id, { wardId: input.wardId, stay: { ...stay, bedId: bed } });
      },
    });
  },
  setBed: (hospital, { a, b }) => {
    const id = stayId(hospital, a);
    if (id === undefined) return null;
    return deal({
      run: (board) => setBed(board, { stayId: id, bedId: bedId(b) }),
      tell: () => {
        hospital.stay(id).stay = { ...hospital.stay(id).stay, bedId: bedId(b) };
      },
    });
  },
  swapBeds: (hospital, { a, b }) => {
    const [one, two] = [stayId(hospital, a), stayId(hospital, b)];
    if (one === undefined || two === undefined) return null;
    return deal({
      run: (board) => swapBeds(board, { stayId: one, withStayId: two }),
      tell: () => {
        const beds = [hospital.stay(one).stay.bedId, hospital.stay(two).stay.bedId];
        hospital.stay(one).stay = { ...hospital.stay(one).stay, bedId: beds[1] ?? null };
        hospital.stay(two).stay = { ...hospital.stay(two).stay, bedId: beds[0] ?? null };
      },
    });
  },
  setAcuity: (hospital, { a, b }) => {
    const id = stayId(hospital, a);
    if (id === undefined) return null;
    const acuity = b % 6 === 0 ? null : b % 6;
    return deal({
      run: (board) => setAcuity(board, { stayId: id, acuity }),
      tell: () => {
        hospital.stay(id).stay = { ...hospital.stay(id).stay, acuity };
      },
    });
  },
  updateStay: (hospital, { a, b }, at) => {
    const id = stayId(hospital, a);
    if (id === undefined) return null;
    const change = { patient: { ref: `P-${b}`, label: `Merged ${b}` }, expectedDischargeAt: at };
    return deal({
      run: (board) => updateStay(board, { stayId: id, change }),
      tell: () => {
        hospital.stay(id).stay = { ...hospital.stay(id).stay, ...change };
      },
    });
  },
  assign: (hospital, { a, b, c }) => {
    const override = c % 3 === 0 ? { override: { reason: 'short' } } : {};
    const nurse = nurseId(a);
    const where = c % 3 === 1 ? wardId(b) : (hospital.nurse(nurse).running?.wardId ?? wardId(b));
    const here = [...hospital.stays].filter(([, stay]) => stay.wardId === where);
    const patient = pick([null, ...here.map(([id]) => id)], b) ?? null;
    const input = { hospitalId: 'H1', wardId: where, nurseId: nurse, stayId: patient };
    return deal({
      run: (board) => assignNurse(board, { ...input, ...override }),
      tell: ({ assignment }) => {
        hospital.move(nurse, where);
        hospital.assignments.set(assignment.id, { wardId: where, assignment });
      },
    });
  },
  confirm: (hospital, { a }, at) => {
    const id = assignmentId(hospital, a);
    const held = id === undefined ? undefined : hospital.assignments.get(id);
    if (held === undefined) return null;
    const { assignment } = held;
    return deal({
      run: (board) => confirmAssignment(board, { assignmentId: assignment.id }),
      tell: () => {
        if (assignment.confirmedAt !== null) return;
        held.assignment = { ...assignment, deliveredAt: at, confirmedAt: at };
      },
    });
  },
  note: (hospital, { a, b }, at) => {
    const id = assignmentId(hospital, a);
    const held = id === undefined ? undefined : hospital.assignments.get(id);
    if (held === undefined) return null;
    const { assignment } = held;
    const note = { at, by: 'dispatcher', text: `note ${b}` };
    return deal({
      run: (board) => addNote(board, { assignmentId: assignment.id, text: note.text }),
      tell: () => {
        held.assignment = { ...assignment, notes: [...assignment.notes, note] };
      },
    });
  },
  endAssignment: (hospital, { a }) => {
    const id = assignmentId(hospital, a);
    if (id === undefined) return null;
    return deal({
      run: (board) => endAssignment(board, { assignmentId: id }),
      tell: () => hospital.assignments.delete(id),
    });
  },
  move: (hospital, { a, b }) => {
    const to = pick([...WARD_IDS, '_house'], b) ?? '_house';
    return deal({
      run: (board) => moveNurse(board, { hospitalId: 'H1', nurseId: nurseId(a), wardId: to }),
      tell: () => hospital.move(nurseId(a), to),
    });
  },
  startBreak: (hospital, { a, b, c }, at) => {
    const minutes = (c + 1) * 10;
    const relievedBy = b % 2 === 0 ? null : nurseId(b);
    const input = { hospitalId: 'H1', nurseId: nurseId(a), minutes, relievedBy };
    return deal({
      run: (board) => startBreak(board, input),
      tell: () => {
        const nurse = hospital.nurse(nurseId(a));
        nurse.onBreakUntil = later(at, minutes / 60);
        nurse.relievedBy = relievedBy;
      },
    });
  },
  endBreak: (hospital, { a, b }) => {
    const away = NURSE_IDS.filter((id) => hospital.nurse(id).onBreakUntil !== null);
    const who = (b % 4 === 0 ? undefined : pick(away, a)) ?? nurseId(a);
    return deal({
      run: (board) => endBreak(board, { nurseId: who }),
      tell: () => {
        hospital.nurse(who).onBreakUntil = null;
        hospital.nurse(who).relievedBy = null;
      },
    });
  },
  endShift: (hospital, { a }, at) =>
    deal({
      run: (board) => endShift(board, { nurseId: nurseId(a) }),
      tell: () => hospital.endShift(nurseId(a), at),
    }),
  planShift: (hospital, { a, b, c }, at) => {
    const ward = pick([...WARD_IDS, null], b) ?? null;
    const ahead = pick([-1, -1, -1, 2, 9, 30, 47, 60], c) ?? 0;
    const span = { startsAt: later(at, ahead), endsAt: later(at, ahead + 9) };
    const known = [...hospital.planned.keys()];
    const id = (c % 5 === 0 ? pick(known, a) : undefined) ?? `S-${Date.parse(at)}-${a}-${b}-${c}`;
    const shift = { id, nurseId: nurseId(a), wardId: ward, ...span };
    if (overlapsUnseen(hospital, shift)) return null;
    return deal({
      run: (board) => planShift(board, { shift }),
      tell: () => hospital.plan(shift, at),
    });
  },
  changeRunningShift: (hospital, { a, b }, at) => {
    const { running } = hospital.nurse(nurseId(a));
    if (running === null) return null;
    const ward = running.wardId === '_house' ? null : running.wardId;
    const { id, startsAt } = running.shift;
    const input = { nurseId: nurseId(a), wardId: ward, startsAt, endsAt: later(at, b % 10) };
    if (overlapsUnseen(hospital, { id, ...input })) return null;
    return deal({
      run: (board) => putShift(board, { shiftId: id, ...input, status: 'running' }),
      tell: () => {
        running.shift = { ...running.shift, endsAt: input.endsAt };
      },
    });
  },
  withdrawShift: (hospital, { a }) => {
    const shift = pick([...hospital.planned.values()], a);
    if (shift === undefined) return null;
    return deal({
      run: (board) => withdrawShift(board, { shift }),
      tell: () => {
        hospital.planned.delete(shift.id);
        hospital.announced.delete(shift.id);
      },
    });
  },
  putWard: (hospital, { a, b, c }) => {
    const unitType = pick(UNITS, b) ?? 'ed';
    const setup = { name: `Ward ${b}`, unitType, beds: BEDS.slice(0, 2 + (c % 3)) };
    return deal({
      run: (board) => putWard(board, { wardId: wardId(a), ...setup }),
      tell: () => {
        const staffing = hospital.wards.get(wardId(a))?.staffing ?? null;
        hospital.wards.set(wardId(a), { ...setup, staffing });
      },
    });
  },
  addBed: (hospital, { a, b }) => {
    const bed = pick(BEDS, b) ?? { id: 'B1', label: 'Bed B1' };
    return deal({
      run: (board) => addBed(board, { wardId: wardId(a), bed }),
      tell: () => {
        const ward = hospital.wards.get(wardId(a));
        if (ward === undefined || ward.beds.some((one) => one.id === bed.id)) return;
        ward.beds = [...ward.beds, bed];
      },
    });
  },
  putNurse: (hospital, { a, b, c }) => {
    const licence = pick(['RN', 'RN', 'LVN', 'CNA'] as const, b) ?? 'RN';
    const competencies = [...UNITS.slice(c % 3), wardId(c)].sort();
    const input = { nurseId: nurseId(a), name: `Nurse ${b}`, licence, competencies };
    return deal({
      run: (board) => putNurse(board, input),
      tell: () => {
        const nurse = hospital.nurse(nurseId(a));
        Object.assign(nurse, { name: input.name, licence, competencies });
      },
    });
  },
} satisfies Record<string, Make>;

export type CommandKind = keyof typeof COMMANDS | 'tick';
export const COMMAND_KINDS = [...Object.keys(COMMANDS), 'tick'] as CommandKind[];

/** The transactions of a command: one, or for the clock one for each thing that is due. */
export function* attempts(hospital: NaiveHospital, choice: Choice, at: string): Generator<Attempt> {
  if (choice.kind === 'tick') {
    yield* clock(hospital, at);
    return;
  }
  const make: Make = COMMANDS[choice.kind];
  const attempt = make(hospital, choice, at);
  if (attempt !== null) yield attempt;
}

/** What the clock role does when it wakes: end, begin, announce, and judge what time has changed. */
function* clock(hospital: NaiveHospital, at: string): Generator<Attempt> {
  for (const [id, nurse] of hospital.nurses) {
    if (nurse.running === null || nurse.running.shift.endsAt > at) continue;
    yield deal({
      run: (board) => endShift(board, { nurseId: id }),
      tell: () => hospital.endShift(id, at),
    });
  }
  for (const shift of [...hospital.planned.values()]) {
    if (shift.endsAt <= at) {
      yield deal({
        run: (board) => withdrawShift(board, { shift }),
        tell: () => {
          hospital.planned.delete(shift.id);
          hospital.announced.delete(shift.id);
        },
      });
    } else if (shift.startsAt <= at) {
      yield deal({
        run: (board) => startShift(board, { shift }),
        tell: () => hospital.startShift(shift),
      });
    } else {
      yield deal({
        run: (board) => planShift(board, { shift }),
        tell: () => hospital.plan(shift, at),
      });
    }
  }
  yield deal({
    run: () => ({ ward: 'H1/ICU', drafts: [], answer: null }),
    tell: () => undefined,
  });
}

/** What the rest needs to have happened, or seldom finds the board ready for. */
const FREQUENT = ['tick', 'planShift', 'assign', 'admit', 'startBreak', 'endBreak'] as const;

const small = fc.nat({ max: 30 });

export const choiceArbitrary: fc.Arbitrary<Choice> = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<CommandKind>(...COMMAND_KINDS) },
    { weight: 2, arbitrary: fc.constantFrom<CommandKind>(...FREQUENT) },
  ),
  a: small,
  b: small,
  c: small,
  minutes: fc.nat({ max: 60 }),
});
