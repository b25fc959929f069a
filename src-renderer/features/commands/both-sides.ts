import { parseWardKey, wardKey, type WardKey } from '../../../src-shared/contract/ids.ts';
import type { LogState } from '../../../src-shared/contract/state/log-state.ts';
import type { Nurse } from '../../../src-shared/contract/state/nurse.ts';
import type { Stay } from '../../../src-shared/contract/state/stay.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { isHouse } from '../../../src-shared/domain/log/log-kind.ts';
import type { Command } from '../../../src-shared/sync/command.ts';
import { clockTime } from '../../ui/time-words.ts';
import { wardWords } from './command-words.ts';
import type { Boards } from './inverse-command.ts';

/** One thing that a command decides: as its maker wants it, and as the board has it now. */
export interface BothSides {
  readonly what: string;
  readonly mine: string;
  readonly now: string;
}

const GONE = 'no longer on a board';

/** What a questioned command would make of things, beside how they are now. */
export function bothSides(command: Command, boards: Boards): readonly BothSides[] {
  switch (command.kind) {
    case 'admit-stay':
    case 'transfer-stay':
    case 'discharge-stay':
    case 'set-acuity':
    case 'set-bed':
    case 'swap-beds':
      return stayRows(command, boards);
    case 'assign-nurse':
    case 'confirm-assignment':
    case 'end-assignment':
    case 'add-note':
      return assignmentRows(command, boards);
    case 'move-nurse':
    case 'start-break':
    case 'end-break':
    case 'end-shift':
      return nurseRows(command, boards);
    case 'acknowledge-alert':
    case 'shelve-alert':
    case 'unshelve-alert':
      return alertRows(command, boards);
  }
}

type Of<K extends Command['kind']> = Extract<Command, { kind: K }>;
type StayKind =
  'admit-stay' | 'transfer-stay' | 'discharge-stay' | 'set-acuity' | 'set-bed' | 'swap-beds';

function stayRows(command: Of<StayKind>, boards: Boards): BothSides[] {
  if (command.kind === 'admit-stay') {
    const ward = wardKey(command.body);
    return bedRows(boards, ward, command.body.bedId ?? null, command.body.id ?? '');
  }
  const found = findStay(boards, command.stayId);
  const label = found?.stay.patient.label ?? 'The patient';
  const now = found === null ? GONE : `${found.ward.wardId}, ${bedWords(found)}`;
  switch (command.kind) {
    case 'transfer-stay': {
      const { wardId, bedId } = command.body;
      const to = wardKey({ hospitalId: parseWardKey(command.ward).hospitalId, wardId });
      return [
        { what: `${label} is in`, mine: wardId, now },
        ...bedRows(boards, to, bedId ?? null, command.stayId),
      ];
    }
    case 'discharge-stay':
      return [
        { what: `${label} is`, mine: 'discharged', now: found === null ? GONE : `in ${now}` },
      ];
    case 'set-acuity': {
      const words = (acuity: number | null): string =>
        acuity === null ? 'not known' : String(acuity);
      const is = found === null ? GONE : words(found.stay.acuity);
      return [{ what: `Acuity of ${label}`, mine: words(command.body.acuity), now: is }];
    }
    case 'set-bed':
      return [
        { what: `${label} is in`, mine: bedLabel(boards, command.ward, command.body.bedId), now },
        ...bedRows(boards, command.ward, command.body.bedId, command.stayId),
      ];
    case 'swap-beds': {
      const other = findStay(boards, command.body.withStayId);
      const otherNow = other === null ? GONE : `${other.ward.wardId}, ${bedWords(other)}`;
      return [
        { what: `${label} is in`, mine: 'the other’s bed', now },
        {
          what: `${other?.stay.patient.label ?? 'The other'} is in`,
          mine: 'the other’s bed',
          now: otherNow,
        },
      ];
    }
  }
}

/** Who lies in the bed that the command wants; nothing to say where it wants none or has it. */
function bedRows(boards: Boards, ward: WardKey, bedId: string | null, stayId: string): BothSides[] {
  if (bedId === null) return [];
  const occupant = asWard(boards.get(ward))?.stays.find((stay) => stay.bedId === bedId);
  const now = occupant === undefined ? 'nobody' : occupant.patient.label;
  const is = occupant?.id === stayId ? 'this patient' : now;
  return [{ what: `In ${bedLabel(boards, ward, bedId)} lies`, mine: 'this patient', now: is }];
}

type AssignmentKind = 'assign-nurse' | 'confirm-assignment' | 'end-assignment' | 'add-note';

function assignmentRows(command: Of<AssignmentKind>, boards: Boards): BothSides[] {
  if (command.kind === 'assign-nurse') {
    const { nurseId, stayId, wardId } = command.body;
    const nurse = findNurse(boards, nurseId);
    const name = nurse?.nurse.name ?? nurseId;
    const where = nurse === null ? 'not on duty' : wardWords(parseWardKey(nurse.ward).wardId);
    const post = { what: `${name} works in`, mine: wardWords(wardId), now: where };
    const found = stayId == null ? null : findStay(boards, stayId);
    if (stayId == null) return [post];
    const label = found?.stay.patient.label ?? 'The patient';
    const now = found === null ? GONE : nursesOf(found);
    return [{ what: `Nurse of ${label}`, mine: name, now }, post];
  }
  const state = asWard(boards.get(command.ward));
  const found = state?.assignments.find((one) => one.id === command.assignmentId);
  const now = found === undefined ? 'ended' : 'goes on';
  const mine = {
    'confirm-assignment': 'confirmed',
    'end-assignment': 'ended',
    'add-note': 'goes on',
  };
  return [{ what: 'The assignment', mine: mine[command.kind], now }];
}

type NurseKind = 'move-nurse' | 'start-break' | 'end-break' | 'end-shift';

function nurseRows(command: Of<NurseKind>, boards: Boards): BothSides[] {
  const found = findNurse(boards, command.nurseId);
  const name = found?.nurse.name ?? command.nurseId;
  const off = 'not on duty';
  const onBreak = found?.nurse.onBreakUntil ?? null;
  const breakNow = onBreak === null ? 'none' : `until ${clockTime(Date.parse(onBreak))}`;
  switch (command.kind) {
    case 'move-nurse': {
      const now = found === null ? off : wardWords(parseWardKey(found.ward).wardId);
      return [{ what: `${name} works in`, mine: wardWords(command.body.wardId), now }];
    }
    case 'start-break': {
      const mine = `${command.body.minutes} min from now`;
      return [{ what: `Break of ${name}`, mine, now: found === null ? off : breakNow }];
    }
    case 'end-break':
      return [{ what: `Break of ${name}`, mine: 'over', now: found === null ? off : breakNow }];
    case 'end-shift': {
      const ends = found?.nurse.shift?.endsAt;
      const now = ends === undefined ? off : `until ${clockTime(Date.parse(ends))}`;
      return [{ what: `Shift of ${name}`, mine: 'ended', now }];
    }
  }
}

type AlertKind = 'acknowledge-alert' | 'shelve-alert' | 'unshelve-alert';

function alertRows(command: Of<AlertKind>, boards: Boards): BothSides[] {
  const alert = asWard(boards.get(command.ward))?.alerts.find(({ id }) => id === command.alertId);
  const words = {
    unacknowledged: 'not acknowledged',
    acknowledged: 'acknowledged',
    shelved: 'shelved',
    returned: 'over, not acknowledged',
  };
  const mine = {
    'acknowledge-alert': 'acknowledged',
    'shelve-alert': 'shelved',
    'unshelve-alert': 'brought back',
  };
  const now = alert === undefined ? 'over' : words[alert.status];
  return [{ what: alert?.text ?? 'The alert', mine: mine[command.kind], now }];
}

interface FoundStay {
  readonly ward: WardState;
  readonly stay: Stay;
}

function asWard(state: LogState | undefined): WardState | null {
  return state === undefined || isHouse(state) ? null : state;
}

function findStay(boards: Boards, stayId: string): FoundStay | null {
  for (const state of boards.values()) {
    const ward = asWard(state);
    const stay = ward?.stays.find((one) => one.id === stayId);
    if (ward && stay) return { ward, stay };
  }
  return null;
}

function findNurse(boards: Boards, nurseId: string): { ward: WardKey; nurse: Nurse } | null {
  for (const [ward, state] of boards) {
    const nurse = state.nurses.find((one) => one.id === nurseId && one.shift !== null);
    if (nurse) return { ward, nurse };
  }
  return null;
}

function nursesOf({ ward, stay }: FoundStay): string {
  const names = ward.assignments
    .filter((one) => one.stayId === stay.id)
    .map((one) => ward.nurses.find(({ id }) => id === one.nurseId)?.name ?? one.nurseId);
  return names.length === 0 ? 'nobody' : names.join(', ');
}

function bedWords({ ward, stay }: FoundStay): string {
  if (stay.bedId === null) return 'waiting for a bed';
  return `bed ${ward.beds.find((bed) => bed.id === stay.bedId)?.label ?? stay.bedId}`;
}

/** `bed ICU-04`, by the name on its door. */
export function bedLabel(boards: Boards, ward: WardKey, bedId: string | null): string {
  if (bedId === null) return 'no bed';
  return `bed ${asWard(boards.get(ward))?.beds.find((bed) => bed.id === bedId)?.label ?? bedId}`;
}
