import { commandSchema, type Command } from '../../../src-shared/sync/command.ts';
import type { Cursor, Cursors } from '../../../src-shared/contract/cursor.ts';
import { wardEventSchema, type WardEvent } from '../../../src-shared/contract/events/ward-event.ts';
import { parseWardKey, wardKey, type WardKey } from '../../../src-shared/contract/ids.ts';
import type { LogState } from '../../../src-shared/contract/state/log-state.ts';
import type { Nurse } from '../../../src-shared/contract/state/nurse.ts';
import type { Board, EventDraft, NurseRecord } from '../../../src-shared/domain/board.ts';
import { applyEvent } from '../../../src-shared/domain/log/apply-event.ts';
import { canonicalJson } from '../../../src-shared/domain/log/canonical-json.ts';
import { emptyState } from '../../../src-shared/domain/log/empty-state.ts';
import { withStaffing } from '../../../src-shared/domain/staffing/with-staffing.ts';
import { admitStay } from '../../../src-shared/domain/transitions/admit-stay.ts';
import { assignNurse } from '../../../src-shared/domain/transitions/assign-nurse.ts';
import { dischargeStay } from '../../../src-shared/domain/transitions/discharge-stay.ts';
import { endAssignment } from '../../../src-shared/domain/transitions/end-assignment.ts';
import { setAcuity } from '../../../src-shared/domain/transitions/set-acuity.ts';
import { transferStay } from '../../../src-shared/domain/transitions/transfer-stay.ts';

/** A state that a ward has had, and until when it was the newest. */
export interface Past {
  readonly epoch: string;
  readonly seq: number;
  readonly canonical: string;
  /** Server time in milliseconds; Infinity: it is the newest. */
  until: number;
}

interface ModelWard {
  state: LogState;
  seq: number;
  events: WardEvent[];
  readonly past: Past[];
}

const HOSPITAL = 'H1';
export const WARDS: readonly WardKey[] = ['H1/ICU', 'H1/MS1', 'H1/ED'];
const UNIT: Record<string, string> = {
  ICU: 'critical_care',
  MS1: 'medical_surgical',
  ED: 'ed',
};
export const NURSES: readonly string[] = ['N1', 'N2', 'N3'];

/** PostgreSQL, as far as a client can tell: wards, their logs, and the commands that ran. */
export class ModelWards {
  epoch = 'epoch-1';
  readonly wards = new Map<WardKey, ModelWard>();
  /** How often the events of a command were written. */
  readonly runs = new Map<string, number>();
  /** What was carried out under which key, last. */
  readonly ran = new Map<string, Command>();
  /** Called after each commit with the events of each ward. */
  onCommit: (ward: WardKey, events: readonly WardEvent[]) => void = () => undefined;

  readonly #now: () => number;
  readonly #newId: () => string;
  #epochs = 1;

  constructor(now: () => number, newId: () => string) {
    this.#now = now;
    this.#newId = newId;
    for (const ward of WARDS) this.#create(ward);
  }

  ward(ward: WardKey): ModelWard {
    const found = this.wards.get(ward);
    if (found === undefined) throw new Error(`no ward ${ward}`);
    return found;
  }

  cursor(ward: WardKey): Cursor {
    return { epoch: this.epoch, seq: this.ward(ward).seq };
  }

  /** Runs a command in one transaction. Throws `Refusal`. */
  run(command: Command, commandId: string | null, actor: string): Cursors {
    const at = new Date(this.#now()).toISOString();
    const logs = new Map([...this.wards].map(([ward, { state }]) => [ward, state]));
    const board: Board = {
      hospitalId: HOSPITAL,
      at,
      actor,
      logs,
      nurses: this.#nurses(),
      newId: this.#newId,
    };
    const drafts = withStaffing(logs, transition(board, command), at).drafts;
    const cursors: Cursors = {};
    for (const ward of new Set(drafts.map((draft) => draft.ward))) {
      const own = drafts.filter((draft) => draft.ward === ward);
      this.#append(ward, own, at, actor, commandId);
      cursors[ward] = this.cursor(ward);
    }
    if (drafts.length === 0) {
      const ward = this.#wardOf(command);
      cursors[ward] = this.cursor(ward);
    }
    if (commandId !== null) {
      this.runs.set(commandId, (this.runs.get(commandId) ?? 0) + 1);
      this.ran.set(commandId, command);
    }
    return cursors;
  }

  /** A restore: the newest events of each ward are lost, history goes on under another name. */
  rotateEpoch(lose: number): void {
    this.epoch = `epoch-${String(++this.#epochs)}`;
    for (const [key, ward] of this.wards) {
      const kept = ward.events.slice(0, Math.max(1, ward.events.length - lose));
      let state = emptyState(parseWardKey(key));
      for (const event of kept) state = applyEvent(state, event);
      ward.events = kept;
      ward.seq = kept.at(-1)?.seq ?? 0;
      ward.state = state;
      this.#remember(ward);
    }
  }

  /** Whether a cursor's state was the newest at some moment since `since` (server time). */
  wasNewestSince(ward: WardKey, cursor: Cursor, since: number): boolean {
    return this.#past(ward, cursor).some((past) => past.until >= since);
  }

  /** Whether the ward has ever been in this state at this cursor. */
  wasEver(ward: WardKey, cursor: Cursor, state: LogState): boolean {
    const canonical = canonicalJson(state);
    return this.#past(ward, cursor).some((past) => past.canonical === canonical);
  }

  #past(ward: WardKey, cursor: Cursor): Past[] {
    return this.ward(ward).past.filter(
      (past) => past.epoch === cursor.epoch && past.seq === cursor.seq,
    );
  }

  #create(key: WardKey): void {
    const ref = parseWardKey(key);
    const ward: ModelWard = { state: emptyState(ref), seq: 0, events: [], past: [] };
    this.wards.set(key, ward);
    const beds = ['B1', 'B2', 'B3', 'B4'].map((id) => ({ id, label: id }));
    const unitType = UNIT[ref.wardId] ?? 'medical_surgical';
    const setup: EventDraft[] = [
      {
        ward: key,
        type: 'ward.updated',
        data: { ward: { ...ref, name: ref.wardId, unitType, beds } },
      },
    ];
    if (ref.wardId === 'ICU') {
      for (const id of NURSES)
        setup.push({ ward: key, type: 'shift.started', data: { nurse: nurse(id) } });
    }
    const at = new Date(this.#now()).toISOString();
    for (const bedId of ['B1', 'B2']) {
      const id = this.#newId();
      const patient = { ref: id, label: `Patient of ${key}` };
      const stay = { id, patient, bedId, acuity: 2, admittedAt: at, expectedDischargeAt: null };
      setup.push({ ward: key, type: 'stay.admitted', data: { stay } });
    }
    const { drafts } = withStaffing(new Map([[key, ward.state]]), setup, at);
    this.#append(key, drafts, at, 'system:setup', null);
  }

  #append(
    key: WardKey,
    drafts: readonly EventDraft[],
    at: string,
    actor: string,
    commandId: string | null,
  ): void {
    const ward = this.ward(key);
    const events = drafts.map((draft, index) =>
      wardEventSchema.parse({
        seq: ward.seq + 1 + index,
        id: this.#newId(),
        type: draft.type,
        at,
        actor,
        commandId,
        data: draft.data,
      }),
    );
    for (const event of events) {
      ward.state = applyEvent(ward.state, event);
      ward.seq = event.seq;
      this.#remember(ward);
    }
    ward.events.push(...events);
    this.onCommit(key, events);
  }

  #remember(ward: ModelWard): void {
    const last = ward.past.at(-1);
    if (last !== undefined) last.until = this.#now();
    const { epoch } = this;
    const canonical = canonicalJson(ward.state);
    ward.past.push({ epoch, seq: ward.seq, canonical, until: Infinity });
  }

  #nurses(): Map<string, NurseRecord> {
    const records = new Map<string, NurseRecord>();
    for (const [key, { state }] of this.wards) {
      for (const { id, name, licence, competencies, shift } of state.nurses) {
        const post = shift === null ? null : { wardId: parseWardKey(key).wardId, shift };
        const known = { id, name, licence, competencies, homeWardId: null, userId: null };
        records.set(id, { ...known, post });
      }
    }
    return records;
  }

  #wardOf(command: Command): WardKey {
    return 'ward' in command ? command.ward : wardKey(command.body);
  }
}

/** What a request asks for; null: no such address. The ward is looked up, as a server does. */
export function commandOf(wards: ModelWards, path: string, body: unknown): Command | null {
  const [, noun = '', id = '', verb = ''] =
    /^\/api\/v1\/(stays|assignments)(?:\/([^/]+)\/([^/]+))?$/.exec(path) ?? [];
  const holder = [...wards.wards].find(
    ([, { state }]) =>
      'stays' in state && [...state.stays, ...state.assignments].some((each) => each.id === id),
  );
  const ward = holder?.[0] ?? 'H1/ICU';
  const kinds: Record<string, object> = {
    'stays ': { kind: 'admit-stay', body },
    'stays acuity': { kind: 'set-acuity', ward, stayId: id, body },
    'stays transfer': { kind: 'transfer-stay', ward, stayId: id, body },
    'stays discharge': { kind: 'discharge-stay', ward, stayId: id },
    'assignments ': { kind: 'assign-nurse', body },
    'assignments end': { kind: 'end-assignment', ward, assignmentId: id },
  };
  const parsed = commandSchema.safeParse(kinds[`${noun} ${verb}`]);
  return parsed.success ? parsed.data : null;
}

function transition(board: Board, command: Command): readonly EventDraft[] {
  switch (command.kind) {
    case 'admit-stay':
      return admitStay(board, command.body).drafts;
    case 'set-acuity':
      return setAcuity(board, { ...command.body, stayId: command.stayId }).drafts;
    case 'transfer-stay':
      return transferStay(board, { ...command.body, stayId: command.stayId }).drafts;
    case 'discharge-stay':
      return dischargeStay(board, command).drafts;
    case 'assign-nurse':
      return assignNurse(board, command.body).drafts;
    case 'end-assignment':
      return endAssignment(board, command).drafts;
    default:
      throw new Error(`the model does not run ${command.kind}`);
  }
}

function nurse(id: string): Nurse {
  return {
    id,
    name: `Nurse ${id}`,
    licence: 'RN',
    competencies: ['critical_care', 'ed', 'medical_surgical'],
    shift: {
      id: `S-${id}`,
      startsAt: '2026-11-21T00:00:00.000Z',
      endsAt: '2027-11-22T00:00:00.000Z',
    },
    onBreakUntil: null,
    relievedBy: null,
  };
}
