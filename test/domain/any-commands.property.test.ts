import fc from 'fast-check';
import { assert, expect, it } from 'vitest';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import { wardEventSchema } from '../../src-shared/contract/events/ward-event.ts';
import type { Board, EventDraft } from '../../src-shared/domain/board.ts';
import { boardAfter } from '../../src-shared/domain/board-after.ts';
import { applyEvent, applyEvents } from '../../src-shared/domain/log/apply-event.ts';
import { canonicalJson } from '../../src-shared/domain/log/canonical-json.ts';
import { emptyState } from '../../src-shared/domain/log/empty-state.ts';
import { isHouse } from '../../src-shared/domain/log/log-kind.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import { withStaffing } from '../../src-shared/domain/staffing/with-staffing.ts';
import { planShift } from '../../src-shared/domain/transitions/plan-shift.ts';
import { putWard } from '../../src-shared/domain/transitions/put-ward.ts';
import { logStateSchema } from '../../src-shared/contract/state/log-state.ts';
import { uuid } from './support/board-fixture.ts';
import { deepFreeze } from './support/deep-freeze.ts';
import { NaiveHospital } from './support/naive-hospital.ts';
import {
  type Attempt,
  attempts,
  type Choice,
  choiceArbitrary,
  COMMAND_KINDS,
  NURSE_IDS,
  WARD_IDS,
} from './support/random-commands.ts';

const LOG_IDS = [...WARD_IDS, '_house'];
const START = Date.parse('2026-03-02T00:00:00.000Z');
const MINUTE = 60_000;

/** A hospital kept twice: by events alone, and naively. */
class TwoHospitals {
  readonly naive = new NaiveHospital();
  readonly history: EventDraft[] = [];
  logs = new Map<string, LogState>(
    LOG_IDS.map((wardId) => [`H1/${wardId}`, deepFreeze(emptyState({ hospitalId: 'H1', wardId }))]),
  );
  #drawn = 0;

  constructor() {
    for (const id of NURSE_IDS) {
      this.naive.nurses.set(id, {
        name: id,
        licence: 'RN',
        competencies: ['critical_care', 'ed', 'medical_surgical'],
        running: null,
        onBreakUntil: null,
        relievedBy: null,
        endedIn: new Map(),
      });
    }
    const units = ['ed', 'critical_care', 'medical_surgical'];
    WARD_IDS.forEach((wardId, n) => {
      const beds = ['B1', 'B2', 'B3'].map((id) => ({ id, label: `Bed ${id}` }));
      const setup = { name: wardId, unitType: units[n] ?? 'ed', beds };
      this.attempt(new Date(START).toISOString(), {
        run: (board) => putWard(board, { wardId, ...setup }),
        tell: () => this.naive.wards.set(wardId, { ...setup, staffing: null }),
      });
    });
    NURSE_IDS.forEach((nurseId, n) => {
      const at = new Date(START).toISOString();
      const endsAt = new Date(START + 10 * 60 * MINUTE).toISOString();
      const wardId = [...WARD_IDS, null][n % 4] ?? null;
      const shift = { id: `S-${n}`, nurseId, wardId, startsAt: at, endsAt };
      this.attempt(at, {
        run: (board) => planShift(board, { shift }),
        tell: () => this.naive.plan(shift, at),
      });
    });
  }

  board(at: string): Board {
    return {
      hospitalId: 'H1',
      at,
      actor: 'dispatcher',
      logs: this.logs,
      nurses: new Map(NURSE_IDS.map((id) => [id, deepFreeze(this.naive.record(id))])),
      newId: () => uuid((this.#drawn += 1)),
    };
  }

  /** Runs one transaction on both; false when it was refused, which must leave no trace. */
  attempt(at: string, { run, tell }: Attempt): boolean {
    const board = this.board(at);
    let decided: readonly EventDraft[];
    try {
      decided = run(board).drafts;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
    const { drafts, logs } = withStaffing(board.logs, decided, at);
    for (const draft of drafts) this.#append(deepFreeze(draft), at);
    tell();
    this.naive.judge(at);
    expect(textOf(logs)).toEqual(textOf(this.logs));
    expect(textOf(this.logs)).toEqual(this.#naiveText());
    expect(postsOf(boardAfter(board, drafts))).toEqual(postsOf(this.board(at)));
    checkPresence(this.logs, this.naive);
    return true;
  }

  #append(draft: EventDraft, at: string): void {
    const seq = this.history.push(draft);
    wardEventSchema.parse({ seq, id: uuid(seq), at, actor: 'x', commandId: null, ...draft });
    const before = this.logs.get(draft.ward);
    if (before === undefined) throw new Error(`no log ${draft.ward}`);
    const after = deepFreeze(applyEvent(before, draft));
    this.logs.set(draft.ward, after);
    checkAlways(after);
  }

  #naiveText(): string[] {
    const states = WARD_IDS.filter((id) => this.naive.wards.has(id)).map((id) =>
      this.naive.wardState(id),
    );
    const bare = WARD_IDS.filter((wardId) => !this.naive.wards.has(wardId)).map((wardId) =>
      emptyState({ hospitalId: 'H1', wardId }),
    );
    return [...states, ...bare, this.naive.houseState()].map(canonicalJson).sort();
  }
}

function postsOf(board: Board): unknown[] {
  return [...board.nurses.values()].map(({ id, post }) => ({ id, post }));
}

function textOf(logs: ReadonlyMap<string, LogState>): string[] {
  return [...logs.values()].map(canonicalJson).sort();
}

/** What holds after every single event, also within a transaction. */
function checkAlways(state: LogState): void {
  logStateSchema.parse(state);
  if (isHouse(state)) return;
  const beds = state.stays.flatMap((stay) => stay.bedId ?? []);
  assert(new Set(beds).size === beds.length, 'two patients in one bed');
  for (const { nurseId, stayId } of state.assignments) {
    assert(
      state.nurses.some((nurse) => nurse.id === nurseId),
      'an assignment without its nurse',
    );
    assert(stayId === null || state.stays.some((stay) => stay.id === stayId), 'without its stay');
  }
}

/** What holds after every transaction: whoever is listed has a reason, and works in one place. */
function checkPresence(logs: ReadonlyMap<string, LogState>, naive: NaiveHospital): void {
  for (const id of NURSE_IDS) {
    const { running } = naive.nurse(id);
    for (const [key, state] of logs) {
      const listed = state.nurses.find((nurse) => nurse.id === id);
      const works = key === `H1/${running?.wardId}`;
      const holds = !isHouse(state) && state.assignments.some((held) => held.nurseId === id);
      assert((listed !== undefined) === (works || holds), `${id} in ${key} without a reason`);
      const sameShift = listed?.shift?.id === running?.shift.id;
      assert(
        listed === undefined || running === null || works === sameShift,
        `${id} twice at work`,
      );
    }
  }
}

it('rebuilds the hospital from its events alone, whatever was commanded', () => {
  const accepted = new Map<string, number>();
  const property = fc.property(
    fc.array(choiceArbitrary, { minLength: 1, maxLength: 120, size: 'max' }),
    (choices: Choice[]) => {
      const hospitals = new TwoHospitals();
      let now = START;
      for (const choice of choices) {
        now += choice.minutes * MINUTE;
        const at = new Date(now).toISOString();
        for (const attempt of attempts(hospitals.naive, choice, at)) {
          if (!hospitals.attempt(at, attempt)) continue;
          accepted.set(choice.kind, (accepted.get(choice.kind) ?? 0) + 1);
        }
      }
      for (const [key, state] of hospitals.logs) {
        const [hospitalId = '', wardId = ''] = key.split('/');
        const own = hospitals.history.filter((draft) => draft.ward === key);
        const folded = applyEvents(deepFreeze(emptyState({ hospitalId, wardId })), own);
        expect(canonicalJson(folded)).toBe(canonicalJson(state));
      }
    },
  );
  fc.assert(property, { numRuns: 100 });
  // Every kind of command has been accepted often enough to have been tested at all.
  const counts = COMMAND_KINDS.map((kind) => [kind, accepted.get(kind) ?? 0] as const);
  expect(counts.filter(([, times]) => times < 5)).toEqual([]);
}, 60_000);
