import { parseWardKey, wardKey, type WardKey } from '../../../src-shared/contract/ids.ts';
import type { LogState } from '../../../src-shared/contract/state/log-state.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { isHouse } from '../../../src-shared/domain/log/log-kind.ts';
import type { Command } from '../../../src-shared/sync/command.ts';

/** The boards as they were when the command was given. */
export type Boards = ReadonlyMap<WardKey, LogState>;

/**
 * The command that takes another one back, judged from the boards before it; null for what cannot
 * be taken back: a discharge, a confirmation, an acknowledgement, a note, the end of a shift.
 */
export function inverseCommand(
  command: Command,
  before: Boards,
  now: number,
  newId: () => string,
): Command | null {
  switch (command.kind) {
    case 'admit-stay': {
      const { id, hospitalId, wardId } = command.body;
      if (id === undefined) return null;
      return { kind: 'discharge-stay', ward: wardKey({ hospitalId, wardId }), stayId: id };
    }
    case 'transfer-stay':
      return transferBack(command, before);
    case 'set-acuity': {
      const stay = wardOf(before, command.ward)?.stays.find((one) => one.id === command.stayId);
      return stay ? { ...command, body: { acuity: stay.acuity } } : null;
    }
    case 'set-bed': {
      const stay = wardOf(before, command.ward)?.stays.find((one) => one.id === command.stayId);
      return stay ? { ...command, body: { bedId: stay.bedId } } : null;
    }
    case 'swap-beds':
      return command;
    case 'assign-nurse':
      return unassign(command, before);
    case 'end-assignment':
      return assignAgain(command, before, newId);
    case 'move-nurse':
      return moveBack(command.nurseId, command.body.wardId, command.ward, before);
    case 'start-break': {
      const { hospitalId } = command.body;
      const { ward, nurseId } = command;
      return { kind: 'end-break', ward, nurseId, body: { hospitalId } };
    }
    case 'end-break':
      return breakAgain(command, before, now);
    case 'shelve-alert': {
      const { ward, alertId } = command;
      return { kind: 'unshelve-alert', ward, alertId };
    }
    case 'unshelve-alert':
      return shelveAgain(command, before, now);
    case 'acknowledge-alert':
    case 'discharge-stay':
    case 'confirm-assignment':
    case 'add-note':
    case 'end-shift':
      return null;
  }
}

type Of<K extends Command['kind']> = Extract<Command, { kind: K }>;

function wardOf(boards: Boards, ward: WardKey): WardState | null {
  const state = boards.get(ward);
  return state === undefined || isHouse(state) ? null : state;
}

function transferBack(command: Of<'transfer-stay'>, before: Boards): Command | null {
  const stay = wardOf(before, command.ward)?.stays.find((one) => one.id === command.stayId);
  if (!stay) return null;
  const { hospitalId, wardId } = parseWardKey(command.ward);
  return {
    kind: 'transfer-stay',
    ward: wardKey({ hospitalId, wardId: command.body.wardId }),
    stayId: command.stayId,
    body: { wardId, bedId: stay.bedId },
  };
}

/** An assignment that brought the nurse from elsewhere is undone by sending her back there. */
function unassign({ body }: Of<'assign-nurse'>, before: Boards): Command | null {
  const ward = wardKey(body);
  if (body.override) {
    const from = [...before].find(
      ([key, state]) =>
        key !== ward &&
        parseWardKey(key).hospitalId === body.hospitalId &&
        state.nurses.some((nurse) => nurse.id === body.nurseId && nurse.shift !== null),
    );
    const isHere = before.get(ward)?.nurses.some((nurse) => nurse.id === body.nurseId) ?? false;
    if (from && !isHere) return moveBack(body.nurseId, body.wardId, from[0], before);
  }
  if (body.id === undefined) return null;
  return { kind: 'end-assignment', ward, assignmentId: body.id };
}

function assignAgain(
  command: Of<'end-assignment'>,
  before: Boards,
  newId: () => string,
): Command | null {
  const ended = wardOf(before, command.ward)?.assignments.find(
    (one) => one.id === command.assignmentId,
  );
  if (!ended) return null;
  const { nurseId, stayId } = ended;
  const body = { id: newId(), ...parseWardKey(command.ward), nurseId, stayId };
  return { kind: 'assign-nurse', body };
}

function moveBack(
  nurseId: string,
  toWardId: string,
  from: WardKey,
  before: Boards,
): Command | null {
  if (!before.get(from)?.nurses.some((nurse) => nurse.id === nurseId)) return null;
  const { hospitalId, wardId } = parseWardKey(from);
  return {
    kind: 'move-nurse',
    ward: wardKey({ hospitalId, wardId: toWardId }),
    nurseId,
    body: { hospitalId, wardId, reason: 'Move taken back' },
  };
}

const MINUTE_MS = 60_000;

/** For what was left of its time, and with the reason that was given. */
function shelveAgain(command: Of<'unshelve-alert'>, before: Boards, now: number): Command | null {
  const alert = wardOf(before, command.ward)?.alerts.find((one) => one.id === command.alertId);
  if (alert?.shelved == null) return null;
  const { until, reason } = alert.shelved;
  const minutes = Math.ceil((Date.parse(until) - now) / MINUTE_MS);
  if (minutes < 1) return null;
  const { ward, alertId } = command;
  return { kind: 'shelve-alert', ward, alertId, body: { minutes, reason } };
}

function breakAgain(command: Of<'end-break'>, before: Boards, now: number): Command | null {
  const nurse = before.get(command.ward)?.nurses.find((one) => one.id === command.nurseId);
  if (nurse?.onBreakUntil == null) return null;
  const minutes = Math.ceil((Date.parse(nurse.onBreakUntil) - now) / MINUTE_MS);
  if (minutes < 1) return null;
  const { ward, nurseId, body } = command;
  return {
    kind: 'start-break',
    ward,
    nurseId,
    body: { hospitalId: body.hospitalId, minutes, relievedBy: nurse.relievedBy },
  };
}
