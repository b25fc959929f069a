import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  localTime,
  momentOfLocal,
  nextLocalMinute,
} from '../../../src-shared/domain/staffing/local-time.ts';
import { SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';
import {
  alsoCalled,
  isAskedOn,
  shiftAt,
  shiftOfHours,
} from '../../../src-shared/domain/staffing/shift-name.ts';

const { shifts, timeZone } = SHIPPED_PACKS.queensland.body;
const QUEENSLAND = shifts!;
const DAY = '2026-03-02';
const NEXT = '2026-03-03';
const brisbane = (day: string, time: string) => new Date(`${day}T${time}+10:00`).toISOString();

describe('the hours of a shift in Queensland', () => {
  it.each([
    ['07:00', DAY, '15:00', 'morning'],
    ['15:00', DAY, '23:00', 'afternoon'],
    ['23:00', NEXT, '07:00', 'night'],
    ['06:00', DAY, '14:00', 'morning'],
    ['10:59', DAY, '18:59', 'morning'],
    ['11:00', DAY, '19:00', 'afternoon'],
    ['11:01', DAY, '19:01', 'afternoon'],
    ['18:59', NEXT, '02:59', 'afternoon'],
    ['19:00', NEXT, '03:00', 'night'],
    ['19:01', NEXT, '03:01', 'night'],
    ['02:59', DAY, '10:59', 'night'],
    ['03:00', DAY, '11:00', 'morning'],
    ['03:01', DAY, '11:01', 'morning'],
    ['07:00', DAY, '19:00', 'morning'],
    ['19:00', NEXT, '07:00', 'night'],
    ['12:00', DAY, '13:00', 'morning'],
    ['15:00', NEXT, '15:00', 'afternoon'],
  ])('from %s to %s %s is %s', (from, endDay, to, name) => {
    const hours = { startsAt: brisbane(DAY, from), endsAt: brisbane(endDay, to) };
    expect(shiftOfHours(hours, QUEENSLAND, timeZone)).toBe(name);
  });

  it.each([
    ['06:59:59.999', 'night'],
    ['07:00', 'morning'],
    ['14:59', 'morning'],
    ['15:00', 'afternoon'],
    ['22:59', 'afternoon'],
    ['23:00', 'night'],
    ['00:00', 'night'],
  ])('at %s it is %s', (time, name) => {
    expect(shiftAt(brisbane(DAY, time), QUEENSLAND, timeZone)).toBe(name);
  });

  it('without a rule for a tie, or a shift for that time, says the one it begins in, or none', () => {
    const half = { ...QUEENSLAND, windows: QUEENSLAND.windows.slice(0, 2), ties: [] };
    const hours = { startsAt: brisbane(DAY, '11:00'), endsAt: brisbane(DAY, '19:00') };
    expect(shiftOfHours(hours, half, timeZone)).toBe('morning');
    expect(shiftAt(brisbane(DAY, '23:00'), half, timeZone)).toBeNull();
  });
});

describe('a clock on the wall', () => {
  it.each([
    ['2026-03-02T12:00:00.000Z', 'UTC', '2026-03-02', 12 * 60],
    ['2026-03-02T14:30:59.000Z', 'Australia/Brisbane', '2026-03-03', 30],
    ['2026-07-01T23:15:00.000Z', 'Europe/London', '2026-07-02', 15],
    ['2026-01-01T00:15:00.000Z', 'America/Vancouver', '2025-12-31', 16 * 60 + 15],
    ['2026-03-02T12:00:00.000Z', 'Asia/Kathmandu', '2026-03-02', 17 * 60 + 45],
    ['2026-03-29T00:59:00.000Z', 'Europe/London', '2026-03-29', 59],
    ['2026-03-29T01:00:00.000Z', 'Europe/London', '2026-03-29', 120],
  ])('%s in %s', (at, zone, date, minute) => {
    expect(localTime(at, zone)).toEqual({ date, minute });
  });

  it('shows what it is set to: back and forth is the same minute', () => {
    const zone = fc.constantFrom('UTC', 'America/Los_Angeles', 'Australia/Melbourne');
    const minutes = fc.integer({ min: 0, max: 4 * 365 * 24 * 60 });
    fc.assert(
      fc.property(zone, minutes, (timeZone, count) => {
        const at = new Date(Date.UTC(2024, 0, 1) + count * 60_000).toISOString();
        const shown = localTime(at, timeZone);
        const back = momentOfLocal(shown, timeZone);
        expect(localTime(back, timeZone)).toEqual(shown);
        const hourApart = Math.abs(Date.parse(back) - Date.parse(at)) / 3_600_000;
        expect([0, 1]).toContain(hourApart);
      }),
    );
  });

  it.each([
    ['2026-03-02T11:59:00.000Z', '2026-03-02T12:00:00.000Z'],
    ['2026-03-02T12:00:00.000Z', '2026-03-02T20:00:00.000Z'],
    ['2026-03-02T20:00:00.000Z', '2026-03-03T12:00:00.000Z'],
  ])('after %s next shows noon or eight at %s', (after, next) => {
    expect(nextLocalMinute(after, [12 * 60, 20 * 60], 'UTC')).toBe(next);
  });
});

describe('names of shifts', () => {
  it('one that a pack does not use is the one that it calls otherwise', () => {
    expect(alsoCalled('evening')).toEqual(['evening', 'afternoon', 'day']);
    expect(isAskedOn(['morning', 'afternoon'], 'day')).toBe(true);
    expect(isAskedOn(['morning', 'afternoon'], 'night')).toBe(false);
    expect(isAskedOn(null, 'night')).toBe(true);
    expect(isAskedOn(['night'], null)).toBe(true);
  });
});
