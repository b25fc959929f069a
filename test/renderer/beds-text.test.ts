import { describe, expect, it } from 'vitest';
import { bedsToText, textToBeds } from '../../src-renderer/features/admin/beds-text.ts';
import {
  fromLocalField,
  nextShiftStart,
  toLocalField,
} from '../../src-renderer/features/admin/local-field.ts';

const beds = [
  { id: 'B10', label: 'ICU-10' },
  { id: 'B2', label: 'ICU-2' },
];

describe('beds as lines', () => {
  it('lists labels as boards show them', () => {
    expect(bedsToText(beds)).toBe('ICU-2\nICU-10');
  });

  it('keeps the ids of labels that stay, and of renamed ones', () => {
    expect(textToBeds('ICU-2\nICU-10', beds).map((bed) => bed.id)).toEqual(['B2', 'B10']);
    expect(textToBeds('ICU-2\nICU-10 window', beds)).toEqual([
      { id: 'B2', label: 'ICU-2' },
      { id: 'B10', label: 'ICU-10 window' },
    ]);
  });

  it('makes ids for new beds that no other has', () => {
    const made = textToBeds('ICU-2\nICU-10\nB2\nFlur Ä 1', beds);
    expect(made.map((bed) => bed.id)).toEqual(['B2', 'B10', 'B2-2', 'Flur-1']);
  });

  it('passes empty lines by and lets beds go', () => {
    expect(textToBeds('\n ICU-2 \n\n', beds)).toEqual([{ id: 'B2', label: 'ICU-2' }]);
  });
});

describe('times in forms', () => {
  it('goes to the field and back without losing a minute', () => {
    const ms = new Date(2026, 10, 22, 19, 5).getTime();
    expect(toLocalField(ms)).toBe('2026-11-22T19:05');
    expect(fromLocalField(toLocalField(ms))).toBe(new Date(ms).toISOString());
    expect(fromLocalField('')).toBe('');
  });

  it('begins the next shift at seven or nineteen', () => {
    const at = (hour: number) => new Date(2026, 10, 22, hour, 20).getTime();
    expect(new Date(nextShiftStart(at(6))).getHours()).toBe(7);
    expect(new Date(nextShiftStart(at(7))).getHours()).toBe(19);
    expect(new Date(nextShiftStart(at(20))).getHours()).toBe(7);
  });
});
