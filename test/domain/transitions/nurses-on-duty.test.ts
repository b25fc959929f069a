import { describe, expect, it } from 'vitest';
import { parseWardKey } from '../../../src-shared/contract/ids.ts';
import { boardAfter } from '../../../src-shared/domain/board-after.ts';
import { endBreak } from '../../../src-shared/domain/transitions/end-break.ts';
import { endShift } from '../../../src-shared/domain/transitions/end-shift.ts';
import { moveNurse } from '../../../src-shared/domain/transitions/move-nurse.ts';
import { startBreak } from '../../../src-shared/domain/transitions/start-break.ts';
import {
  aBoard,
  anAssignment,
  aRecord,
  asNurse,
  aStay,
  aWard,
  DAY,
  eventsOf,
  NOON,
  onDuty,
  refusalOf,
  uuid,
  wardAfter,
} from '../support/board-fixture.ts';

const LATER = '2026-03-02T12:30:00.000Z';
const anna = onDuty('N-1', 'ICU');
const berta = onDuty('N-2', 'ICU');
const clara = onDuty('N-3', '_house');
const dora = aRecord('N-4');
const board = aBoard(
  [
    aWard('ICU', {
      stays: [aStay(1)],
      nurses: [asNurse(berta, { onBreakUntil: LATER, relievedBy: 'N-1' })],
      assignments: [
        anAssignment(11, 'N-1', uuid(1)),
        anAssignment(12, 'N-1', null),
        anAssignment(13, 'N-2', uuid(1)),
      ],
    }),
    aWard('MS1'),
    aWard('ICU', { hospitalId: 'H2' }),
  ],
  [anna, berta, clara, dora],
);

describe('move', () => {
  const move = (nurseId: string, wardId: string, more: object = {}) =>
    moveNurse(board, { hospitalId: 'H1', nurseId, wardId, ...more });

  it('ends her assignments and posts, then leaves and arrives by one move', () => {
    const outcome = move('N-1', 'MS1');
    expect(outcome.ward).toBe('H1/MS1');
    expect(eventsOf(outcome)).toEqual([
      'H1/ICU assignment.ended',
      'H1/ICU assignment.ended',
      'H1/ICU nurse.left',
      'H1/MS1 nurse.arrived',
    ]);
    expect(outcome.answer.nurse).toEqual(asNurse(anna));
    const [left, arrived] = outcome.drafts.slice(-2);
    expect(left!.data).toHaveProperty('moveId', (arrived!.data as { moveId: string }).moveId);
    const after = boardAfter(board, outcome.drafts);
    expect(after.nurses.get('N-1')?.post).toEqual({ wardId: 'MS1', shift: anna.post!.shift });
  });

  it('to the pool and from it', () => {
    expect(eventsOf(move('N-1', '_house')).at(-1)).toBe('H1/_house nurse.arrived');
    expect(eventsOf(move('N-3', 'ICU'))).toEqual(['H1/_house nurse.left', 'H1/ICU nurse.arrived']);
  });

  it('lets a break go on, without the reliever who stays behind', () => {
    expect(move('N-2', 'MS1').answer.nurse).toMatchObject({
      onBreakUntil: LATER,
      relievedBy: null,
    });
  });

  it('to where she is changes nothing', () => {
    expect(move('N-1', 'ICU')).toEqual({
      ward: 'H1/ICU',
      drafts: [],
      answer: { nurse: asNurse(anna) },
    });
  });

  it.each([
    ['not_found', 'N-99', 'MS1'],
    ['not_found', 'N-1', 'XX'],
    ['nurse_off_shift', 'N-4', 'MS1'],
  ])('refuses %s', (code, nurseId, wardId) => {
    expect(refusalOf(() => move(nurseId, wardId)).code).toBe(code);
  });

  it('refuses when her time is up, though the clock has not closed the shift', () => {
    const late = { ...board, at: DAY.endsAt };
    const run = () => moveNurse(late, { hospitalId: 'H1', nurseId: 'N-1', wardId: 'MS1' });
    expect(refusalOf(run).code).toBe('nurse_off_shift');
  });

  it('goes to another hospital, where the id is free or hers', () => {
    const there = { toHospitalId: 'H2' };
    const outcome = move('N-1', 'ICU', there);
    expect(outcome.ward).toBe('H2/ICU');
    expect(eventsOf(outcome).slice(-2)).toEqual(['H1/ICU nurse.left', 'H2/ICU nurse.arrived']);
    expect(boardAfter(board, outcome.drafts).nurses.get('N-1')?.post).toBeNull();
    const namesake = aRecord('N-1', { competencies: ['pacu'] });
    expect(move('N-1', 'ICU', { ...there, namesake }).answer.nurse.competencies).toEqual(['pacu']);
  });

  it.each([
    ['nurse_id_taken', { name: 'Another' }],
    ['nurse_id_taken', { licence: 'CNA' as const }],
    ['shift_overlaps', { post: anna.post }],
  ])('to another hospital refuses %s', (code, rest) => {
    const namesake = aRecord('N-1', rest);
    const run = () => move('N-1', 'ICU', { toHospitalId: 'H2', namesake });
    expect(refusalOf(run).code).toBe(code);
  });
});

describe('break', () => {
  it('starts with its end and reliever, in the log of the shift', () => {
    const input = { hospitalId: 'H1', minutes: 30, relievedBy: 'N-3' };
    const outcome = startBreak(board, { ...input, nurseId: 'N-1' });
    expect(eventsOf(outcome)).toEqual(['H1/ICU nurse.break_started']);
    expect(outcome.answer.nurse).toEqual(asNurse(anna, { onBreakUntil: LATER, relievedBy: 'N-3' }));
    const pool = startBreak(board, { hospitalId: 'H1', minutes: 30, nurseId: 'N-3' });
    expect(eventsOf(pool)).toEqual(['H1/_house nurse.break_started']);
  });

  it.each([
    ['not_found', { nurseId: 'N-99' }],
    ['nurse_off_shift', { nurseId: 'N-4' }],
    ['nurse_on_break', { nurseId: 'N-2' }],
    ['not_found', { nurseId: 'N-1', relievedBy: 'N-99' }],
    ['nurse_off_shift', { nurseId: 'N-1', relievedBy: 'N-4' }],
    ['nurse_on_break', { nurseId: 'N-1', relievedBy: 'N-2' }],
    ['invalid_request', { nurseId: 'N-1', relievedBy: 'N-1' }],
  ])('refuses %s for %j', (code, input) => {
    const run = () => startBreak(board, { hospitalId: 'H1', minutes: 30, ...input });
    expect(refusalOf(run).code).toBe(code);
  });

  it('is relieved from another ward only by one who is not on a break herself', () => {
    const input = { hospitalId: 'H1', minutes: 30, nurseId: 'N-1', relievedBy: 'N-3' };
    const elsewhere = {
      ...board,
      logs: new Map([...board.logs].filter(([key]) => key !== 'H1/_house')),
    };
    expect(refusalOf(() => startBreak(elsewhere, input, LATER)).code).toBe('nurse_on_break');
    const over = board.at;
    expect(startBreak(elsewhere, input, over).answer.nurse.relievedBy).toBe('N-3');
  });

  it('may start anew when the last one has run over', () => {
    const late = { ...board, at: LATER };
    const outcome = startBreak(late, { hospitalId: 'H1', minutes: 10, nurseId: 'N-2' });
    expect(outcome.answer.nurse.onBreakUntil).toBe('2026-03-02T12:40:00.000Z');
  });

  it('ends, early or late', () => {
    for (const at of [NOON, LATER]) {
      const outcome = endBreak({ ...board, at }, { nurseId: 'N-2' });
      expect(eventsOf(outcome)).toEqual(['H1/ICU nurse.break_ended']);
      expect(outcome.answer.nurse).toEqual(asNurse(berta));
    }
  });

  it.each([
    ['not_found', 'N-99'],
    ['nurse_off_shift', 'N-4'],
    ['nurse_not_on_break', 'N-1'],
  ])('that ends refuses %s', (code, nurseId) => {
    expect(refusalOf(() => endBreak(board, { nurseId })).code).toBe(code);
  });
});

describe('end of shift', () => {
  it('before its time becomes the true end; open assignments keep the nurse', () => {
    const outcome = endShift(board, { nurseId: 'N-2' });
    expect(eventsOf(outcome)).toEqual(['H1/ICU shift.ended']);
    expect(outcome.answer.nurse).toEqual(
      asNurse(berta, { shift: { ...berta.post!.shift, endsAt: NOON } }),
    );
    expect(boardAfter(board, outcome.drafts).nurses.get('N-2')?.post).toBeNull();
    expect(wardAfter(board, outcome, 'ICU').assignments).toHaveLength(3);
  });

  it('at its time is when it was planned, however late the clock is', () => {
    const outcome = endShift({ ...board, at: '2026-03-02T19:00:05.000Z' }, { nurseId: 'N-1' });
    expect(outcome.answer.nurse.shift).toEqual(anna.post!.shift);
  });

  it('lets a nurse go whom nothing keeps, from a ward or the pool', () => {
    const free = aBoard([aWard('MS1')], [onDuty('N-8', 'MS1'), clara]);
    for (const id of ['N-8', 'N-3']) {
      const outcome = endShift(free, { nurseId: id });
      const { wardId } = parseWardKey(outcome.ward);
      expect(eventsOf(outcome)).toEqual([`H1/${wardId} shift.ended`, `H1/${wardId} nurse.left`]);
    }
  });

  it('refuses who is not on shift', () => {
    expect(refusalOf(() => endShift(board, { nurseId: 'N-4' })).code).toBe('nurse_off_shift');
    expect(refusalOf(() => endShift(board, { nurseId: 'N-99' })).code).toBe('not_found');
  });
});
