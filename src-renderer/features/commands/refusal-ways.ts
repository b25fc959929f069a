import { wardKey } from '../../../src-shared/contract/ids.ts';
import type { Command } from '../../../src-shared/sync/command.ts';
import type { Problem } from '../../../src-shared/sync/views.ts';
import type { Ask } from '../../app/desk.ts';

/** A way on after a refusal: a button of the note that tells of it. */
export interface Way {
  readonly text: string;
  readonly ask: Ask;
}

/** What can be done about a refused command; empty where there is nothing but to know it. */
export function refusalWays(command: Command, problem: Problem): readonly Way[] {
  if (command.kind === 'assign-nurse') return assignWays(command, problem);
  if (problem.code === 'bed_occupied' || problem.code === 'not_found') {
    if (command.kind === 'admit-stay') {
      const ask: Ask = { kind: 'admit', ward: wardKey(command.body), bedId: null };
      return [{ text: 'Choose another bed', ask }];
    }
    if (command.kind === 'transfer-stay' || command.kind === 'set-bed') {
      const kind = command.kind === 'set-bed' ? 'bed' : 'transfer';
      const ask: Ask = { kind, ward: command.ward, stayId: command.stayId };
      return [{ text: 'Choose another bed', ask }];
    }
  }
  return [];
}

function assignWays(
  command: Extract<Command, { kind: 'assign-nurse' }>,
  problem: Problem,
): readonly Way[] {
  const { stayId } = command.body;
  const another: readonly Way[] =
    stayId == null
      ? []
      : [
          {
            text: 'Another nurse',
            ask: { kind: 'assign', ward: wardKey(command.body), stayIds: [stayId] },
          },
        ];
  switch (problem.code) {
    case 'nurse_elsewhere':
    case 'not_competent':
      return [
        { text: 'Assign anyway…', ask: { kind: 'override', command, why: problem.sentence } },
        ...another,
      ];
    case 'nurse_off_shift':
    case 'nurse_already_assigned':
      return another;
    default:
      return [];
  }
}
