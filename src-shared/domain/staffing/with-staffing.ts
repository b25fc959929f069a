import type { WardKey } from '../../contract/ids.ts';
import type { LogState } from '../../contract/state/log-state.ts';
import type { Staffing } from '../../contract/state/staffing.ts';
import type { Waiver } from '../../contract/state/waiver.ts';
import type { WardState } from '../../contract/state/ward-state.ts';
import type { Time } from '../../contract/time.ts';
import type { EventDraft } from '../board.ts';
import { logsAfter } from '../board-after.ts';
import { applyEvent } from '../log/apply-event.ts';
import { canonicalJson } from '../log/canonical-json.ts';
import { isHouse } from '../log/log-kind.ts';
import { evaluateStaffing } from './evaluate-staffing.ts';
import { waiverAt } from './evaluate-ward.ts';
import { type AnyPack, DEFAULT_PACK } from './packs.ts';

export interface WithStaffing {
  /** The drafts given, then a `staffing.updated` for each ward whose verdict is another now. */
  readonly drafts: readonly EventDraft[];
  /** The logs after all of them; those given are as they were. */
  readonly logs: ReadonlyMap<WardKey, LogState>;
}

/**
 * What a transition decided, with the staffing verdict on it at that moment, for whoever foresees
 * what the server will write (which judges by `judgeWards`). Every ward of `logs` is evaluated.
 */
export function withStaffing(
  logs: ReadonlyMap<WardKey, LogState>,
  drafts: readonly EventDraft[],
  at: Time,
  pack: AnyPack = DEFAULT_PACK,
): WithStaffing {
  const after = new Map(logsAfter(logs, drafts));
  const verdicts: EventDraft[] = [];
  for (const [ward, state] of after) {
    if (isHouse(state)) continue;
    const waiver = waiverAt(state.staffing?.waiver ?? null, at);
    const draft = staffingChange(ward, state, at, pack, waiver);
    if (draft === null) continue;
    verdicts.push(draft);
    after.set(ward, applyEvent(state, draft));
  }
  return { drafts: [...drafts, ...verdicts], logs: after };
}

/**
 * The draft for a ward whose stored verdict no longer holds; null where it does, or where the ward
 * was never set up.
 */
function staffingChange(
  ward: WardKey,
  state: WardState,
  at: Time,
  pack: AnyPack,
  waiver: Waiver | null,
): EventDraft | null {
  if (state.unitType === null) return null;
  // What breaks which rule is not foreseen, so neither is what a waiver silences.
  const waived = waiver === null ? [] : (state.staffing?.waived ?? []);
  const verdict = { ...evaluateStaffing(state, at, pack), waiver, waived };
  return verdictChange(ward, state, at, verdict);
}

/** The draft for a ward whose stored verdict is not this one; null where it is. */
export function verdictChange(
  ward: WardKey,
  state: WardState,
  at: Time,
  verdict: Omit<Staffing, 'asOf'>,
): EventDraft | null {
  const before = state.staffing;
  const same =
    before !== null &&
    before.required === verdict.required &&
    before.present === verdict.present &&
    before.ratio === verdict.ratio &&
    before.pack.id === verdict.pack.id &&
    before.pack.version === verdict.pack.version &&
    sameWaiver(before.waiver, verdict.waiver) &&
    canonicalJson(before.waived) === canonicalJson(verdict.waived);
  if (same) return null;
  const { waiver, waived, ...numbers } = verdict;
  const staffing = { ...numbers, asOf: at, waiver, waived };
  return { ward, type: 'staffing.updated', data: { staffing } };
}

/** Whether two verdicts were reached under the same waiver, or both under none. */
export function sameWaiver(one: Waiver | null, other: Waiver | null): boolean {
  if (one === null || other === null) return one === other;
  return one.author === other.author && one.reason === other.reason && one.endsAt === other.endsAt;
}
