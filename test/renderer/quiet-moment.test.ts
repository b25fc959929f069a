import { describe, expect, it } from 'vitest';
import type { Alert, AlertStatus } from '../../src-shared/contract/state/alert.ts';
import { isQuietMoment } from '../../src-renderer/features/desktop/quiet-moment.ts';
import { houseState, wardState } from './support/demo-states.ts';

const now = Date.parse('2026-11-22T02:00:00.000Z');
const ward = wardState(
  {
    hospitalId: 'H1',
    wardId: 'ICU',
    name: 'Intensive care',
    unitType: 'critical_care',
    beds: 4,
    stays: 2,
    nurses: 2,
  },
  now,
);

function alarm(status: AlertStatus, index: number): Alert {
  const at = new Date(now).toISOString();
  return {
    id: `00000000-0000-4000-8000-00000000000${String(index)}`,
    ruleId: 'critical_care.minimum',
    severity: 'critical',
    status,
    raisedAt: at,
    since: at,
    facts: {},
    text: 'ICU short 1 RN',
    acknowledged: null,
    shelved: null,
    escalation: { since: at, steps: [] },
  };
}

/** The ward with one alarm in each of these states. */
const withAlarms = (...statuses: AlertStatus[]) => ({
  state: { ...ward, alerts: statuses.map(alarm) },
});

describe('a moment', () => {
  it('is quiet where nothing waits: without boards, with calm ones, with one not loaded yet', () => {
    expect(isQuietMoment(0, [])).toBe(true);
    expect(isQuietMoment(0, [withAlarms(), { state: houseState('H1', 2, now) }])).toBe(true);
    expect(isQuietMoment(0, [{ state: null }])).toBe(true);
  });

  it('is not while something waits to be sent', () => {
    expect(isQuietMoment(1, [withAlarms()])).toBe(false);
  });

  it('is not while an alarm of any ward waits to be seen', () => {
    expect(isQuietMoment(0, [withAlarms(), withAlarms('unacknowledged')])).toBe(false);
    expect(isQuietMoment(0, [withAlarms('acknowledged', 'unacknowledged')])).toBe(false);
  });

  it('is again once each alarm was seen, though the shortfall goes on', () => {
    expect(isQuietMoment(0, [withAlarms('acknowledged', 'shelved')])).toBe(true);
  });
});
