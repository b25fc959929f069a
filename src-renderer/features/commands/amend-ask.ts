import { wardKey } from '../../../src-shared/contract/ids.ts';
import type { Command } from '../../../src-shared/sync/command.ts';
import type { Ask } from '../../app/desk.ts';

/** The window in which a command's contents are chosen; null: there is nothing to choose about it. */
export function amendAsk(command: Command): Ask | null {
  switch (command.kind) {
    case 'transfer-stay':
      return { kind: 'transfer', ward: command.ward, stayId: command.stayId };
    case 'set-acuity':
      return { kind: 'acuity', ward: command.ward, stayIds: [command.stayId] };
    case 'set-bed':
      return { kind: 'bed', ward: command.ward, stayId: command.stayId };
    case 'swap-beds':
      return { kind: 'swap', ward: command.ward, stayId: command.stayId };
    case 'assign-nurse': {
      const { stayId } = command.body;
      if (stayId == null) return null;
      return { kind: 'assign', ward: wardKey(command.body), stayIds: [stayId] };
    }
    case 'add-note':
      return { kind: 'note', ward: command.ward, assignmentId: command.assignmentId };
    case 'move-nurse':
      return { kind: 'move-nurse', ward: command.ward, nurseIds: [command.nurseId] };
    case 'start-break':
      return { kind: 'break', ward: command.ward, nurseId: command.nurseId };
    case 'end-shift':
      return { kind: 'end-shift', ward: command.ward, nurseId: command.nurseId };
    case 'admit-stay':
    case 'discharge-stay':
    case 'confirm-assignment':
    case 'end-assignment':
    case 'end-break':
    case 'acknowledge-alert':
    case 'shelve-alert':
    case 'unshelve-alert':
      return null;
  }
}
