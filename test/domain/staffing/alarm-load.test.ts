import { describe, expect, it } from 'vitest';
import { alarmLoad, type RaisedAlert } from '../../../src-shared/domain/staffing/alarm-load.ts';

const FROM = '2026-03-02T00:00:00.000Z';
const span = { from: FROM, to: '2026-03-03T00:00:00.000Z' };
const chain = { acknowledgeWithinSeconds: { critical: 120, warning: 600 } };
const at = (seconds: number) => new Date(Date.parse(FROM) + seconds * 1000).toISOString();

function raised(rest: Partial<RaisedAlert> = {}): RaisedAlert {
  return {
    wardId: 'ICU',
    ruleId: 'california.ratio',
    severity: 'critical',
    raisedAt: FROM,
    acknowledgedAt: null,
    clearedAt: null,
    ...rest,
  };
}
const load = (alerts: readonly RaisedAlert[], now: number) =>
  alarmLoad(alerts, span, chain, Date.parse(FROM) + now * 1000);

describe('the load of alarms', () => {
  it.each([
    [119, { pending: 1, shareInTime: null }],
    [120, { pending: 1, shareInTime: null }],
    [121, { pending: 0, shareInTime: 0 }],
  ])('an alert nobody has acknowledged is not missed before its time: after %i s', (now, said) => {
    expect(load([raised()], now)).toMatchObject({ raised: 1, acknowledged: 0, ...said });
  });

  it.each([
    [119, 1],
    [120, 1],
    [121, 0],
  ])('acknowledged after %i s is in time: %i', (seconds, inTime) => {
    const told = load([raised({ acknowledgedAt: at(seconds) })], 10_000);
    expect(told).toMatchObject({ acknowledged: 1, acknowledgedInTime: inTime, pending: 0 });
    expect(told.shareInTime).toBe(inTime);
  });

  it('a warning has its own time', () => {
    const warning = raised({ severity: 'warning' });
    expect([600, 601].map((now) => load([warning], now).pending)).toEqual([1, 0]);
  });

  it('one that went before its time was over is nobody’s miss; one that went after it is', () => {
    expect(load([raised({ clearedAt: at(100) })], 10_000)).toMatchObject({ pending: 1 });
    expect(load([raised({ clearedAt: at(200) })], 10_000)).toMatchObject({ shareInTime: 0 });
  });

  it('the share is of those whose time is over or that were acknowledged', () => {
    const seen = raised({ acknowledgedAt: at(60) });
    const told = load([seen, seen, raised(), raised({ raisedAt: at(1000) })], 1100);
    expect(told).toMatchObject({ raised: 4, pending: 1, acknowledgedInTime: 2, shareInTime: 0.67 });
  });

  it('counts what chatters within any hour', () => {
    const three = [0, 1800, 3599].map((seconds) => raised({ raisedAt: at(seconds) }));
    const wide = [0, 1800, 3600].map((seconds) => raised({ raisedAt: at(seconds) }));
    expect(load(three, 9000).rules).toMatchObject([{ mostInAnHour: 3, chattering: true }]);
    expect(load(wide, 9000).rules).toMatchObject([{ mostInAnHour: 2, chattering: false }]);
  });
});
