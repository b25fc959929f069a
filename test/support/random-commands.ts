import { randomUUID } from 'node:crypto';
import { HOUSE_WARD_ID } from '../../src-shared/contract/ids.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';

export interface RandomCommand {
  path: string;
  body: unknown;
}

/** Random choices of a test; every run prints its seed where it fails. */
export interface Dice {
  /** Uniform in [0, 1). */
  next: () => number;
}

type Kind = (ward: WardState, dice: Dice, others: readonly string[]) => RandomCommand | null;

const KINDS: readonly { weight: number; make: Kind }[] = [
  { weight: 4, make: admit },
  { weight: 3, make: discharge },
  { weight: 4, make: acuity },
  { weight: 3, make: bed },
  { weight: 1, make: swap },
  { weight: 6, make: assign },
  { weight: 4, make: confirm },
  { weight: 2, make: note },
  { weight: 3, make: endAssignment },
  { weight: 2, make: transfer },
  { weight: 1, make: move },
  { weight: 1, make: startBreak },
  { weight: 1, make: endBreak },
];
const TOTAL_WEIGHT = KINDS.reduce((sum, { weight }) => sum + weight, 0);

/**
 * Some command that a dispatcher could give who sees this state of a ward. The state may be old, so
 * a refusal is a proper answer. `others` are ids of other wards of the hospital.
 */
export function randomCommand(
  ward: WardState,
  dice: Dice,
  others: readonly string[],
): RandomCommand {
  for (;;) {
    let draw = dice.next() * TOTAL_WEIGHT;
    const kind = KINDS.find(({ weight }) => (draw -= weight) < 0);
    const command = kind?.make(ward, dice, others) ?? null;
    if (command !== null) return command;
    if (ward.stays.length === 0) return admit(ward, dice) ?? acuityOfNobody(ward);
  }
}

function pick<T>(dice: Dice, items: readonly T[]): T | undefined {
  return items[Math.floor(dice.next() * items.length)];
}

function admit(ward: WardState, dice: Dice): RandomCommand | null {
  if (ward.stays.length > ward.beds.length) return null;
  const taken = new Set(ward.stays.map((stay) => stay.bedId));
  const free = pick(
    dice,
    ward.beds.filter(({ id }) => !taken.has(id)),
  );
  const id = randomUUID();
  const { hospitalId, wardId } = ward;
  const patient = { ref: `T-${id.slice(0, 8)}`, label: 'T. Patient' };
  const bedId = dice.next() < 0.9 ? (free?.id ?? null) : null;
  return { path: '/api/v1/stays', body: { id, hospitalId, wardId, bedId, patient } };
}

/** A ward without beds or patients: a command that is refused, and says so. */
function acuityOfNobody(ward: WardState): RandomCommand {
  return { path: `/api/v1/stays/${randomUUID()}/acuity`, body: { acuity: ward.beds.length % 5 } };
}

function discharge(ward: WardState, dice: Dice): RandomCommand | null {
  const stay = pick(dice, ward.stays);
  return stay === undefined ? null : { path: `/api/v1/stays/${stay.id}/discharge`, body: {} };
}

function acuity(ward: WardState, dice: Dice): RandomCommand | null {
  const stay = pick(dice, ward.stays);
  if (stay === undefined) return null;
  const level = 1 + Math.floor(dice.next() * 5);
  return { path: `/api/v1/stays/${stay.id}/acuity`, body: { acuity: level } };
}

function bed(ward: WardState, dice: Dice): RandomCommand | null {
  const stay = pick(dice, ward.stays);
  const to = pick(dice, ward.beds);
  if (stay === undefined || to === undefined) return null;
  return { path: `/api/v1/stays/${stay.id}/bed`, body: { bedId: to.id } };
}

function swap(ward: WardState, dice: Dice): RandomCommand | null {
  const a = pick(dice, ward.stays);
  const b = pick(dice, ward.stays);
  if (a === undefined || b === undefined || a === b) return null;
  return { path: `/api/v1/stays/${a.id}/swap`, body: { withStayId: b.id } };
}

function assign(ward: WardState, dice: Dice): RandomCommand | null {
  const stay = pick(dice, ward.stays);
  const nurse = pick(dice, ward.nurses);
  if (stay === undefined || nurse === undefined) return null;
  const { hospitalId, wardId } = ward;
  return {
    path: '/api/v1/assignments',
    body: { hospitalId, wardId, nurseId: nurse.id, stayId: stay.id },
  };
}

function confirm(ward: WardState, dice: Dice): RandomCommand | null {
  const one = pick(
    dice,
    ward.assignments.filter(({ confirmedAt }) => confirmedAt === null),
  );
  return one === undefined ? null : { path: `/api/v1/assignments/${one.id}/confirm`, body: {} };
}

function note(ward: WardState, dice: Dice): RandomCommand | null {
  const one = pick(
    dice,
    ward.assignments.filter(({ notes }) => notes.length < 5),
  );
  if (one === undefined) return null;
  return { path: `/api/v1/assignments/${one.id}/notes`, body: { text: 'Pain reassessed, dry.' } };
}

function endAssignment(ward: WardState, dice: Dice): RandomCommand | null {
  const one = pick(dice, ward.assignments);
  return one === undefined ? null : { path: `/api/v1/assignments/${one.id}/end`, body: {} };
}

function transfer(ward: WardState, dice: Dice, others: readonly string[]): RandomCommand | null {
  const stay = pick(dice, ward.stays);
  const wardId = pick(dice, others);
  if (stay === undefined || wardId === undefined) return null;
  return { path: `/api/v1/stays/${stay.id}/transfer`, body: { wardId } };
}

function move(ward: WardState, dice: Dice, others: readonly string[]): RandomCommand | null {
  const nurse = pick(dice, ward.nurses);
  const wardId = pick(dice, [...others, HOUSE_WARD_ID]);
  if (nurse === undefined || wardId === undefined) return null;
  return {
    path: `/api/v1/nurses/${nurse.id}/move`,
    body: { hospitalId: ward.hospitalId, wardId },
  };
}

function startBreak(ward: WardState, dice: Dice): RandomCommand | null {
  const nurse = pick(dice, ward.nurses);
  if (nurse === undefined) return null;
  return {
    path: `/api/v1/nurses/${nurse.id}/break`,
    body: { hospitalId: ward.hospitalId, minutes: 15 },
  };
}

function endBreak(ward: WardState, dice: Dice): RandomCommand | null {
  const nurse = pick(
    dice,
    ward.nurses.filter(({ onBreakUntil }) => onBreakUntil !== null),
  );
  if (nurse === undefined) return null;
  return { path: `/api/v1/nurses/${nurse.id}/break/end`, body: { hospitalId: ward.hospitalId } };
}
