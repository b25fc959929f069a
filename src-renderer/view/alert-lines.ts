import { parseWardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { Alert, Severity } from '../../src-shared/contract/state/alert.ts';
import type { HouseState } from '../../src-shared/contract/state/house-state.ts';
import { packOfWard } from '../../src-shared/domain/staffing/pack-of-ward.ts';
import { type AnyPack, shippedPack } from '../../src-shared/domain/staffing/packs.ts';
import type { Freshness, WardView } from '../../src-shared/sync/views.ts';
import { asWard } from './log-kinds.ts';
import { offlineFindings } from './offline-findings.ts';

/** One line of the list of alerts. */
export interface AlertLine {
  /** Names it on the screen: the alert's id, or ward and rule of one that this device found. */
  readonly id: string;
  readonly ward: WardKey;
  readonly wardName: string;
  readonly ruleId: string;
  readonly severity: Severity;
  /** Since when the rule is broken, in milliseconds. */
  readonly since: number;
  readonly text: string;
  /** Under which law the rule stands, as its pack names it; null where the pack is not here. */
  readonly law: string | null;
  /** Null: found by this device while the ward cannot be heard; nobody else knows of it. */
  readonly alert: Alert | null;
  /** How far the ward can be trusted. */
  readonly freshness: Freshness;
}

export interface AlertLines {
  /** Nobody has taken note yet, gravest and oldest first. */
  readonly open: readonly AlertLine[];
  readonly acknowledged: readonly AlertLine[];
  readonly shelved: readonly AlertLine[];
}

/** Gravest first. */
export const SEVERITY_RANK: Readonly<Record<Severity, number>> = {
  critical: 0,
  warning: 1,
  notice: 2,
};

type Graded = Pick<Alert, 'severity' | 'status' | 'since'>;

/** The one to show of a ward: the gravest that stands, of equals the oldest; none on the shelf. */
export function worstAlert(alerts: readonly Alert[]): Alert | null {
  const standing = alerts.filter(({ status }) => status !== 'shelved' && status !== 'returned');
  return standing.toSorted(byGravity)[0] ?? null;
}

function byGravity(a: Omit<Graded, 'status'>, b: Omit<Graded, 'status'>): number {
  return SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] || (a.since < b.since ? -1 : 1);
}

interface Made {
  readonly view: WardView;
  readonly house: HouseState | null;
  readonly minute: number;
  readonly lines: readonly AlertLine[];
}
const lastMade = new Map<WardKey, Made>();

/**
 * The alerts of a hospital's wards. In wards that cannot be heard the rules are judged here as time
 * goes on (`minute`, by the server's clock), and what that finds stands among them.
 */
export function alertLines(
  board: ReadonlyMap<WardKey, WardView>,
  hospitalId: string,
  house: HouseState | null,
  minute: number,
): AlertLines {
  const all: AlertLine[] = [];
  for (const [ward, view] of board) {
    if (parseWardKey(ward).hospitalId !== hospitalId) continue;
    const last = lastMade.get(ward);
    const isSame = last?.view === view && last.house === house && last.minute === minute;
    const lines = isSame ? last.lines : linesOfWard(ward, view, house, minute);
    if (!isSame) lastMade.set(ward, { view, house, minute, lines });
    all.push(...lines);
  }
  const sorted = all.sort((a, b) => byRank(a, b) || a.since - b.since || (a.id < b.id ? -1 : 1));
  return {
    open: sorted.filter((line) => needsSomebody(line.alert)),
    acknowledged: sorted.filter((line) => line.alert?.status === 'acknowledged'),
    shelved: sorted.filter((line) => line.alert?.status === 'shelved'),
  };
}

function byRank(a: AlertLine, b: AlertLine): number {
  return SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity];
}

function needsSomebody(alert: Alert | null): boolean {
  return alert === null || alert.status === 'unacknowledged' || alert.status === 'returned';
}

function linesOfWard(
  ward: WardKey,
  view: WardView,
  house: HouseState | null,
  minute: number,
): readonly AlertLine[] {
  const state = asWard(view.state);
  if (state === null) return [];
  const pack = packOfWard(state, house);
  const shared = {
    ward,
    wardName: state.name ?? state.wardId,
    freshness: view.freshness,
  };
  const told = state.alerts.map((alert): AlertLine => ({
    ...shared,
    id: alert.id,
    ruleId: alert.ruleId,
    severity: alert.severity,
    since: Date.parse(alert.since),
    text: alert.text,
    law: lawOf(alert.ruleId, pack),
    alert,
  }));
  if (!isBehind(view.freshness)) return told;
  const found = offlineFindings(state, pack, minute).map(({ finding, since }): AlertLine => ({
    ...shared,
    id: `${ward} ${finding.ruleId}`,
    ruleId: finding.ruleId,
    severity: finding.severity,
    since,
    text: finding.text,
    law: lawOf(finding.ruleId, pack),
    alert: null,
  }));
  return [...told, ...found];
}

/** An alert may outlast its pack: then only one that ships can tell. */
function lawOf(ruleId: string, pack: AnyPack): string | null {
  const packId = ruleId.slice(0, ruleId.indexOf('.'));
  const judging = pack.id === packId && 'body' in pack ? pack : shippedPack(packId);
  return judging?.body.law ?? null;
}

/** Old data, as against a board that is just being brought up to date. */
function isBehind(freshness: Freshness): boolean {
  return freshness.kind === 'stale' && freshness.since !== null;
}

/** Since when a ward has not been heard, if it is not: its alerts are "from data of" then. */
export function dataOf(freshness: Freshness): number | null {
  if (freshness.kind === 'stale') return freshness.since;
  return freshness.kind === 'catching-up' ? freshness.asOf : null;
}
