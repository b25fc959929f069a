import { expect, it } from 'vitest';
import { waiverSpans } from '../../src-renderer/view/waiver-spans.ts';
import type { Waiver } from '../../src-shared/contract/state/waiver.ts';

const at = (minute: number) => `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`;
const point = (minute: number, waiver: Waiver | null) => ({
  at: at(minute),
  pack: { id: 'california', version: 1 },
  required: 2,
  present: 1,
  ratio: null,
  waiver,
});
const FLOOD: Waiver = { author: 'admin', reason: 'Flood', endsAt: at(50) };
const FIRE: Waiver = { author: 'head', reason: 'Fire', endsAt: at(59) };

it('each waiver of a shift is told, from when it began to when it truly ended', () => {
  const staffing = [
    point(0, null),
    point(5, FLOOD),
    // The verdict changed under it.
    point(7, FLOOD),
    point(10, null),
    point(20, FIRE),
    point(30, FLOOD),
    point(40, null),
    point(45, FIRE),
  ];
  expect(waiverSpans({ staffing })).toEqual([
    { from: at(5), to: at(10), waiver: FLOOD },
    { from: at(20), to: at(30), waiver: FIRE },
    { from: at(30), to: at(40), waiver: FLOOD },
    { from: at(45), to: null, waiver: FIRE },
  ]);
  expect(waiverSpans({ staffing: [point(0, null)] })).toEqual([]);
});

it('one that is given anew for longer is another', () => {
  const longer = { ...FLOOD, endsAt: at(55) };
  expect(waiverSpans({ staffing: [point(5, FLOOD), point(6, longer)] })).toEqual([
    { from: at(5), to: at(6), waiver: FLOOD },
    { from: at(6), to: null, waiver: longer },
  ]);
});
