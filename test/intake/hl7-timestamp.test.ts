import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatTimestamp,
  parseTimestamp,
  statedOffset,
} from '../../server/intake/hl7/timestamp.ts';
import { timeZone, UTC } from '../../server/intake/hl7/time-zone.ts';

function iso(text: string, zone = UTC): string | null {
  const time = parseTimestamp(text, zone);
  return time === null ? null : new Date(time).toISOString();
}

describe('HL7 timestamps', () => {
  it.each([
    ['2026', '2026-01-01T00:00:00.000Z'],
    ['202603', '2026-03-01T00:00:00.000Z'],
    ['20260315', '2026-03-15T00:00:00.000Z'],
    ['2026031507', '2026-03-15T07:00:00.000Z'],
    ['202603150742', '2026-03-15T07:42:00.000Z'],
    ['20260315074259', '2026-03-15T07:42:59.000Z'],
    ['20260315074259.1', '2026-03-15T07:42:59.100Z'],
    ['20260315074259.12345', '2026-03-15T07:42:59.123Z'],
    ['202603150742-0800', '2026-03-15T15:42:00.000Z'],
    ['20260315+0530', '2026-03-14T18:30:00.000Z'],
    [' 20260315 ', '2026-03-15T00:00:00.000Z'],
    ['20240229', '2024-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(iso(text)).toBe(expected);
  });

  it.each([
    '',
    'today',
    '00000000',
    '20261301',
    '20260230',
    '20260315246060',
    '2026031524',
    '202603150760',
    '20260315074260',
    '2026-03-15',
    '20260315+1530',
    '20260315+0560',
    '20260315074259.',
    '202',
  ])('%j is no time', (text) => {
    expect(iso(text)).toBeNull();
  });

  it('writes times that it reads back', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1000, 0), max: Date.UTC(9999, 0) }), (time) => {
        expect(parseTimestamp(formatTimestamp(time), timeZone('Asia/Tokyo'))).toBe(time);
      }),
    );
  });

  it('reads the offset that a time names', () => {
    expect(statedOffset('20260315-0800')).toBe(-480);
    expect(statedOffset('20260315')).toBeNull();
  });

  it.each([
    ['202601151200', '2026-01-15T20:00:00.000Z'],
    ['202607151200', '2026-07-15T19:00:00.000Z'],
    // Clocks go forward at 02:00 on 8 March, back at 02:00 on 1 November 2026.
    ['202603080159', '2026-03-08T09:59:00.000Z'],
    ['202603080230', '2026-03-08T10:30:00.000Z'],
    ['202603080300', '2026-03-08T10:00:00.000Z'],
    ['202611010130', '2026-11-01T08:30:00.000Z'],
    ['202611010230', '2026-11-01T10:30:00.000Z'],
    ['202607151200+0000', '2026-07-15T12:00:00.000Z'],
  ])('%s in Los Angeles is %s', (text, expected) => {
    expect(iso(text, timeZone('America/Los_Angeles'))).toBe(expected);
  });

  it('knows zones ahead of UTC and those of half hours', () => {
    expect(iso('202601011000', timeZone('Asia/Kolkata'))).toBe('2026-01-01T04:30:00.000Z');
    expect(() => timeZone('Mars/Olympus')).toThrow(RangeError);
  });
});
