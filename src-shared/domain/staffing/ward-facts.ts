import type {
  CensusInterval,
  EvaluateStaffing,
  StaffGroup,
} from '../../contract/commands/evaluate-staffing.ts';
import type { Nurse } from '../../contract/state/nurse.ts';
import type { ShiftName } from '../../contract/state/rule-pack.ts';
import type { WardState } from '../../contract/state/ward-state.ts';
import type { Time } from '../../contract/time.ts';
import { isCompetent } from '../competence.ts';
import type { ShiftHours } from './shift-name.ts';

/** People who stand alike, as far as rules ask. */
export interface Staff extends StaffGroup {
  /** Their shift covers the moment. */
  readonly onShift: boolean;
  /** Those on a break have handed their patients to somebody who counts for herself. */
  readonly handedOver: boolean;
}

/** Hours of registered nurses in a shift. */
export interface RnHours {
  readonly required: number;
  readonly available: number;
}

/** What a board does not show and somebody else has to tell. */
export interface FurtherFacts {
  readonly rnHours: RnHours | null;
  /** Before the moment, for rules that look back; empty where nothing is known. */
  readonly history: readonly CensusInterval[];
  /** Patients whom an exception of the pack covers. */
  readonly excepted: readonly { readonly exception: string; readonly patients: number }[];
}

/** All that the rules look at: a ward at a moment, or one that somebody thought up. */
export interface WardFacts extends FurtherFacts {
  readonly unit: string;
  readonly at: Time | null;
  /** Null: the one at `at`. */
  readonly shift: ShiftName | ShiftHours | null;
  readonly patients: number;
  /** Of those patients of whom it is known. */
  readonly acuity: readonly number[];
  readonly staff: readonly Staff[];
  /** Whether it is known who is in charge and at triage. */
  readonly dutiesKnown: boolean;
}

const NOTHING_FURTHER: FurtherFacts = { rnHours: null, history: [], excepted: [] };

/** Whether a nurse's shift covers the moment. */
export function isOnShift({ shift }: Pick<Nurse, 'shift'>, at: Time): boolean {
  return shift !== null && shift.startsAt <= at && at < shift.endsAt;
}

export function isOnBreak({ onBreakUntil }: Pick<Nurse, 'onBreakUntil'>, at: Time): boolean {
  return onBreakUntil !== null && onBreakUntil > at;
}

/** The facts of a ward at a moment. Null for one that was never set up. */
export function factsOfWard(
  state: WardState,
  at: Time,
  further: Partial<FurtherFacts> = {},
): WardFacts | null {
  if (state.unitType === null) return null;
  const loads = loadsAt(state, at);
  return {
    ...NOTHING_FURTHER,
    ...further,
    unit: state.unitType,
    at,
    shift: null,
    patients: state.stays.length,
    acuity: state.stays.flatMap(({ acuity }) => (acuity === null ? [] : [acuity])),
    staff: state.nurses.map((nurse) => staffOf(nurse, state, at, loads)),
    dutiesKnown: false,
  };
}

/** The facts of a question. */
export function factsOfQuestion(question: EvaluateStaffing): WardFacts {
  const { rnHours, history, excepted } = question;
  return {
    rnHours: rnHours ?? null,
    history: history ?? [],
    excepted: excepted ?? [],
    unit: question.unit,
    at: question.at ?? null,
    shift: question.shift ?? null,
    patients: question.patients,
    acuity: question.acuity ?? [],
    staff: question.staff.map((group) => ({ ...group, onShift: true, handedOver: false })),
    dutiesKnown: true,
  };
}

/** Who has how many patients at a moment, and who has handed hers over. */
interface Loads {
  readonly patients: ReadonlyMap<string, number>;
  readonly handedOver: ReadonlySet<string>;
}

function staffOf(nurse: Nurse, state: WardState, at: Time, loads: Loads): Staff {
  return {
    role: nurse.licence,
    count: 1,
    directCare: true,
    charge: false,
    duty: null,
    onBreak: isOnShift(nurse, at) && isOnBreak(nurse, at) ? 1 : 0,
    relieving: false,
    competent: isCompetent(nurse.competencies, state),
    loads: [loads.patients.get(nurse.id) ?? 0],
    onShift: isOnShift(nurse, at),
    handedOver: loads.handedOver.has(nurse.id),
  };
}

/** Whoever relieves a break has those patients meanwhile, besides her own. */
function loadsAt(state: WardState, at: Time): Loads {
  const nurses = new Map(state.nurses.map((nurse) => [nurse.id, nurse]));
  const patients = new Map<string, number>();
  const handedOver = new Set<string>();
  for (const nurse of state.nurses) {
    if (isOnBreak(nurse, at) && holderOf(nurse, nurses, at) !== nurse.id) handedOver.add(nurse.id);
  }
  for (const { nurseId, stayId } of state.assignments) {
    const nurse = nurses.get(nurseId);
    if (stayId === null || nurse === undefined) continue;
    const holder = holderOf(nurse, nurses, at);
    patients.set(holder, (patients.get(holder) ?? 0) + 1);
  }
  return { patients, handedOver };
}

/**
 * Who looks after a nurse's patients at a moment: herself, or who relieves her break, or relieves
 * that one's. A reliever from outside is not on this board; one off shift relieves nobody.
 */
function holderOf(nurse: Nurse, nurses: ReadonlyMap<string, Nurse>, at: Time): string {
  const asked = new Set<string>();
  let holder = nurse;
  while (isOnBreak(holder, at)) {
    if (holder.relievedBy === null || asked.has(holder.id)) return nurse.id;
    asked.add(holder.id);
    const reliever = nurses.get(holder.relievedBy);
    if (reliever === undefined) return holder.relievedBy;
    if (!isOnShift(reliever, at)) return nurse.id;
    holder = reliever;
  }
  return holder.id;
}
