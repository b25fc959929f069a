import { parseWardKey, type WardKey } from '../contract/ids.ts';
import type { LogState } from '../contract/state/log-state.ts';
import type { WardState } from '../contract/state/ward-state.ts';
import { isHouse } from '../domain/log/log-kind.ts';
import type { Command } from './command.ts';
import { wardOfCommand } from './command-request.ts';

type Boards = ReadonlyMap<WardKey, LogState>;

/**
 * What a command is about, as names of its own: `stay:…`, `nurse:H1/N-0001`, `bed:H1/ICU/B1`,
 * `assignment:…`. Two commands that share one go in the order in which they were made, and wait
 * behind an open question of the other. `boards` is what the user saw: from it an assignment is
 * known by its nurse and patient too.
 */
export function objectsOf(command: Command, boards: Boards): string[] {
  const ward = wardOfCommand(command);
  const { hospitalId } = parseWardKey(ward);
  const nurse = (id: string): string => `nurse:${hospitalId}/${id}`;
  switch (command.kind) {
    case 'admit-stay':
      return [
        ...(command.body.id === undefined ? [] : [stay(command.body.id)]),
        ...bed(ward, command.body.bedId),
      ];
    case 'transfer-stay':
      return [
        stay(command.stayId),
        ...bedOfStay(boards, ward, command.stayId),
        ...bed(`${hospitalId}/${command.body.wardId}`, command.body.bedId),
      ];
    case 'discharge-stay':
      return [stay(command.stayId), ...bedOfStay(boards, ward, command.stayId)];
    case 'set-acuity':
      return [stay(command.stayId)];
    case 'set-bed':
      return [
        stay(command.stayId),
        ...bedOfStay(boards, ward, command.stayId),
        ...bed(ward, command.body.bedId),
      ];
    case 'swap-beds':
      return [stay(command.stayId), stay(command.body.withStayId)];
    case 'assign-nurse':
      return [
        ...(command.body.id === undefined ? [] : [`assignment:${command.body.id}`]),
        nurse(command.body.nurseId),
        ...(typeof command.body.stayId === 'string' ? [stay(command.body.stayId)] : []),
      ];
    case 'confirm-assignment':
    case 'end-assignment':
    case 'add-note':
      return [
        `assignment:${command.assignmentId}`,
        ...partiesOf(boards, ward, command.assignmentId, nurse),
      ];
    case 'move-nurse':
    case 'start-break':
    case 'end-break':
    case 'end-shift':
      return [nurse(command.nurseId)];
    case 'acknowledge-alert':
    case 'shelve-alert':
    case 'unshelve-alert':
      return [`alert:${command.alertId}`];
  }
}

function stay(id: string): string {
  return `stay:${id}`;
}

function bed(ward: WardKey, bedId: string | null | undefined): string[] {
  return typeof bedId === 'string' ? [`bed:${ward}/${bedId}`] : [];
}

function wardState(boards: Boards, ward: WardKey): WardState | null {
  const state = boards.get(ward);
  return state === undefined || isHouse(state) ? null : state;
}

/** The bed that a command frees: whoever is to go into it must come after. */
function bedOfStay(boards: Boards, ward: WardKey, stayId: string): string[] {
  return bed(ward, wardState(boards, ward)?.stays.find((each) => each.id === stayId)?.bedId);
}

function partiesOf(
  boards: Boards,
  ward: WardKey,
  assignmentId: string,
  nurse: (id: string) => string,
): string[] {
  const found = wardState(boards, ward)?.assignments.find((each) => each.id === assignmentId);
  if (found === undefined) return [];
  return [nurse(found.nurseId), ...(found.stayId === null ? [] : [stay(found.stayId)])];
}
