import { describe, expect, it } from 'vitest';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { Alert } from '../../src-shared/contract/state/alert.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import type { Freshness, WardView } from '../../src-shared/sync/views.ts';
import {
  alertNews,
  newsWords,
  NOTHING_SEEN,
} from '../../src-renderer/features/alerts/alert-news.ts';
import { SIGNALS } from '../../src-renderer/features/alerts/alert-sound.ts';
import { alertLines } from '../../src-renderer/view/alert-lines.ts';
import { asHouse } from '../../src-renderer/view/log-kinds.ts';
import { wardFigures } from '../../src-renderer/view/ward-row.ts';
import { houseState, numberedId, wardState, withAlerts } from './support/demo-states.ts';

const now = Date.parse('2026-11-22T02:00:00.000Z');
const MINUTE = 60_000;
const at = (minutes: number) => new Date(now + minutes * MINUTE).toISOString();
const house = asHouse(houseState('H1', 0, now));
const LIVE: Freshness = { kind: 'live' };

function ward(wardId: string, alerts: readonly Alert[] = []): WardState {
  const spec = { hospitalId: 'H1', wardId, name: wardId, unitType: 'ed', beds: 10 };
  return { ...wardState({ ...spec, stays: 8, nurses: 4 }, now), alerts: [...alerts] };
}

let ids = 0;
function alert(part: Partial<Alert>): Alert {
  return {
    id: numberedId(5, (ids += 1)),
    ruleId: 'california.ratio',
    severity: 'critical',
    status: 'unacknowledged',
    since: at(-5),
    raisedAt: at(-4),
    facts: { short: 1 },
    text: 'one short',
    acknowledged: null,
    shelved: null,
    escalation: { since: at(-4), steps: [] },
    ...part,
  };
}

function board(
  states: readonly LogState[],
  freshness: Freshness = LIVE,
): ReadonlyMap<WardKey, WardView> {
  return new Map(
    states.map((state) => {
      const key = `${state.hospitalId}/${state.wardId}`;
      return [key, { ward: key, state, cursor: null, freshness }];
    }),
  );
}

describe('the list of alerts', () => {
  it('is sorted by severity, then by age, and has what nobody answered apart', () => {
    const lines = alertLines(
      board([
        ward('A', [alert({ severity: 'warning', since: at(-90), text: 'old warning' })]),
        ward('B', [alert({ since: at(-5), text: 'new critical' })]),
        ward('C', [alert({ since: at(-50), text: 'old critical' })]),
        ward('D', [alert({ status: 'acknowledged', acknowledged: { by: 'dana', at: at(-1) } })]),
        ward('E', [alert({ status: 'shelved' })]),
        ward('F', [alert({ status: 'returned', since: at(-60), text: 'over' })]),
      ]),
      'H1',
      house,
      now,
    );
    expect(lines.open.map(({ text }) => text)).toEqual([
      'over',
      'old critical',
      'new critical',
      'old warning',
    ]);
    expect(lines.acknowledged.map((line) => line.ward)).toEqual(['H1/D']);
    expect(lines.shelved.map((line) => line.ward)).toEqual(['H1/E']);
  });

  it('has nothing of another hospital', () => {
    const other = { ...ward('A', [alert({})]), hospitalId: 'H2' };
    expect(alertLines(board([other]), 'H1', house, now).open).toEqual([]);
  });
});

describe('a ward that cannot be heard', () => {
  const endsIn = (state: WardState, minutes: number): WardState => ({
    ...state,
    nurses: state.nurses.map((nurse) => ({
      ...nurse,
      onBreakUntil: null,
      shift: nurse.shift && { ...nurse.shift, endsAt: at(minutes) },
    })),
  });
  const stale: Freshness = { kind: 'stale', since: now };
  const state = endsIn(ward('A'), 10);

  it('is judged on as shifts end, and the alert is raised after its hold time', () => {
    const open = (minutes: number) =>
      alertLines(board([state], stale), 'H1', house, now + minutes * MINUTE).open.filter(
        ({ ruleId }) => ruleId === 'california.ratio',
      );
    expect(open(9)).toEqual([]);
    // At the minute itself it is broken, but not yet for 30 seconds.
    expect(open(10)).toEqual([]);
    const [line] = open(11);
    expect(line).toMatchObject({ alert: null, severity: 'critical', since: now + 10 * MINUTE });
  });

  it('is not judged here while it is heard: the gateway does that', () => {
    expect(alertLines(board([state]), 'H1', house, now + 11 * MINUTE).open).toEqual([]);
  });

  it('has no second line for what its board already tells', () => {
    const told = { ...state, alerts: [alert({})] };
    const lines = alertLines(board([told], stale), 'H1', house, now + 11 * MINUTE);
    expect(lines.open.filter(({ ruleId }) => ruleId === 'california.ratio')).toHaveLength(1);
  });

  it('shows what is counted now, and says that this was computed here', () => {
    const before = wardFigures(state, house, now + 11 * MINUTE);
    expect(before).toMatchObject({ calculated: false, present: state.staffing?.present });
    const figures = wardFigures(state, house, now + 11 * MINUTE, false);
    expect(figures).toMatchObject({ calculated: true, present: 0 });
    expect(figures.standing).toMatchObject({ kind: 'short', since: now + 10 * MINUTE });
  });
});

describe('what is new', () => {
  const lookAt = (states: readonly LogState[], seen = NOTHING_SEEN) => {
    const wards = board(states);
    return alertNews(seen, alertLines(wards, 'H1', house, now).open, wards);
  };

  it('is not what stood there when the board first came', () => {
    expect(lookAt([ward('A', [alert({})])]).news).toEqual([]);
  });

  it('is an alert that was raised since, once', () => {
    const first = lookAt([ward('A')]);
    const raised = [ward('A', [alert({ text: 'short' })])];
    const second = lookAt(raised, first.seen);
    expect(second.news.map(({ text }) => text)).toEqual(['short']);
    expect(newsWords(second.news)).toBe('New alert, critical, A: short');
    expect(lookAt(raised, second.seen).news).toEqual([]);
  });

  it('is one that got graver, and one that came back from the shelf', () => {
    const warning = alert({ severity: 'warning' });
    const first = lookAt([ward('A', [warning])]);
    const graver = lookAt([ward('A', [{ ...warning, severity: 'critical' }])], first.seen);
    expect(graver.news).toHaveLength(1);
    const milder = lookAt([ward('A', [warning])], graver.seen);
    expect(milder.news).toEqual([]);
    const shelved = lookAt([ward('A', [{ ...warning, status: 'shelved' }])], milder.seen);
    expect(shelved.news).toEqual([]);
    expect(lookAt([ward('A', [warning])], shelved.seen).news).toHaveLength(1);
  });

  it('is not one that is over, but one that is broken again', () => {
    const one = alert({});
    const first = lookAt([ward('A', [one])]);
    const over = lookAt([ward('A', [{ ...one, status: 'returned' }])], first.seen);
    expect(over.news).toEqual([]);
    expect(lookAt([ward('A', [one])], over.seen).news).toHaveLength(1);
  });
});

describe('the signals', () => {
  it('differ by severity, and never beat more than three times a second', () => {
    const rhythms = Object.values(SIGNALS).map((tones) => tones.map((tone) => tone.at).join());
    expect(new Set(rhythms).size).toBe(3);
    for (const tones of Object.values(SIGNALS)) {
      for (const { at: start } of tones) {
        const within = tones.filter((tone) => tone.at >= start && tone.at < start + 1);
        expect(within.length).toBeLessThanOrEqual(3);
      }
    }
  });
});

describe('demo wards with alerts', () => {
  it('have the alerts that the rules would raise', () => {
    const spec = { hospitalId: 'H1', wardId: 'ED', name: 'ED', unitType: 'ed', beds: 20 };
    const short = withAlerts(wardState({ ...spec, stays: 12, nurses: 1 }, now), now);
    expect(short.alerts.map(({ ruleId }) => ruleId)).toContain('california.ratio');
  });
});
