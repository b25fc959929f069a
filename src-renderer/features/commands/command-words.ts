import {
  HOUSE_WARD_ID,
  parseWardKey,
  wardKey,
  type WardKey,
} from '../../../src-shared/contract/ids.ts';
import { isHouse } from '../../../src-shared/domain/log/log-kind.ts';
import type { Command } from '../../../src-shared/sync/command.ts';
import { ruleWords } from '../../view/rule-figures.ts';
import type { Boards } from './inverse-command.ts';

/** What a command does, in a short line a colleague would understand: `Kim Alvarez → R. Okafor, ICU-04`. */
export function commandWords(command: Command, boards: Boards): string {
  const names = namesOn(boards);
  switch (command.kind) {
    case 'admit-stay':
      return `Admit ${command.body.patient.label} to ${command.body.wardId}`;
    case 'transfer-stay':
      return `Transfer ${names.stay(command.ward, command.stayId)} to ${command.body.wardId}`;
    case 'discharge-stay':
      return `Discharge ${names.stay(command.ward, command.stayId)}`;
    case 'set-acuity':
      return `Acuity ${command.body.acuity ?? 'not known'} for ${names.stay(command.ward, command.stayId)}`;
    case 'set-bed':
      return `${names.stay(command.ward, command.stayId)} to ${names.bed(command.ward, command.body.bedId)}`;
    case 'swap-beds':
      return `Swap the beds of ${names.stay(command.ward, command.stayId)} and ${names.stay(command.ward, command.body.withStayId)}`;
    case 'assign-nurse': {
      const { nurseId, stayId } = command.body;
      const target = stayId == null ? 'the ward post' : names.stay(wardKey(command.body), stayId);
      return `Assign ${names.nurse(nurseId)} to ${target}`;
    }
    case 'confirm-assignment':
      return `Confirm ${names.assignment(command.ward, command.assignmentId)}`;
    case 'end-assignment':
      return `End ${names.assignment(command.ward, command.assignmentId)}`;
    case 'add-note':
      return `Note on ${names.assignment(command.ward, command.assignmentId)}`;
    case 'move-nurse':
      return `Move ${names.nurse(command.nurseId)} to ${wardWords(command.body.wardId)}`;
    case 'start-break':
      return `Break of ${command.body.minutes} min for ${names.nurse(command.nurseId)}`;
    case 'end-break':
      return `${names.nurse(command.nurseId)} back from the break`;
    case 'end-shift':
      return `End the shift of ${names.nurse(command.nurseId)}`;
    case 'acknowledge-alert':
      return `Acknowledge ${names.alert(command.ward, command.alertId)}`;
    case 'shelve-alert':
      return `Shelve ${names.alert(command.ward, command.alertId)} for ${command.body.minutes} min`;
    case 'unshelve-alert':
      return `Bring back ${names.alert(command.ward, command.alertId)}`;
  }
}

/** A ward's code, or "the float pool". */
export function wardWords(wardId: string): string {
  return wardId === HOUSE_WARD_ID ? 'the float pool' : wardId;
}

function namesOn(boards: Boards) {
  const wardAt = (ward: WardKey) => {
    const state = boards.get(ward);
    return state === undefined || isHouse(state) ? null : state;
  };
  const nurse = (id: string): string => {
    for (const state of boards.values()) {
      const found = state.nurses.find((one) => one.id === id);
      if (found) return found.name;
    }
    return id;
  };
  const stay = (ward: WardKey, id: string): string =>
    wardAt(ward)?.stays.find((one) => one.id === id)?.patient.label ?? 'a patient';
  return {
    nurse,
    stay,
    bed: (ward: WardKey, id: string | null): string => {
      if (id === null) return 'waiting, without a bed';
      const label = wardAt(ward)?.beds.find((one) => one.id === id)?.label;
      return `bed ${label ?? `${id} of ${parseWardKey(ward).wardId}`}`;
    },
    alert: (ward: WardKey, id: string): string => {
      const found = wardAt(ward)?.alerts.find((one) => one.id === id);
      const { wardId } = parseWardKey(ward);
      return found ? `“${ruleWords(found.ruleId)}” in ${wardId}` : `an alert of ${wardId}`;
    },
    assignment: (ward: WardKey, id: string): string => {
      const found = wardAt(ward)?.assignments.find((one) => one.id === id);
      if (!found) return 'an assignment';
      const patient = found.stayId === null ? 'ward post' : stay(ward, found.stayId);
      return `${nurse(found.nurseId)} – ${patient}`;
    },
  };
}
