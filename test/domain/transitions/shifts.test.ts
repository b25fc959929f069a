import { describe, expect, it } from 'vitest';
import { planShift } from '../../../src-shared/domain/transitions/plan-shift.ts';
import { putShift } from '../../../src-shared/domain/transitions/put-shift.ts';
import { startShift } from '../../../src-shared/domain/transitions/start-shift.ts';
import { withdrawShift } from '../../../src-shared/domain/transitions/withdraw-shift.ts';
import {
  aBoard,
  aHouse,
  anAssignment,
  aRecord,
  asNurse,
  aWard,
  DAY,
  eventsOf,
  NOON,
  onDuty,
  refusalOf,
} from '../support/board-fixture.ts';

const NIGHT = { startsAt: '2026-03-02T19:00:00.000Z', endsAt: '2026-03-03T07:00:00.000Z' };
const night = { id: 'S-9', nurseId: 'N-2', wardId: 'ICU', ...NIGHT };
const anna = onDuty('N-1', 'ICU');
const berta = aRecord('N-2');
const board = aBoard([aWard('ICU'), aWard('MS1'), aHouse({ shifts: [night] })], [anna, berta]);
const plan = (shift: object) => planShift(board, { shift: { ...night, ...shift } });

describe('plan', () => {
  it('announces what begins within 48 hours, in the house', () => {
    expect(
      eventsOf(
        plan({
          id: 'S-1',
          startsAt: '2026-03-03T19:00:00.000Z',
          endsAt: '2026-03-04T07:00:00.000Z',
        }),
      ),
    ).toEqual(['H1/_house shift.planned']);
    const edge = {
      id: 'S-1',
      startsAt: '2026-03-04T12:00:00.000Z',
      endsAt: '2026-03-04T13:00:00.000Z',
    };
    expect(plan(edge).drafts).toHaveLength(1);
  });

  it('has no event for what is further off, or as it was', () => {
    const off = {
      id: 'S-1',
      startsAt: '2026-03-04T12:00:00.001Z',
      endsAt: '2026-03-04T13:00:00.000Z',
    };
    expect(plan(off).drafts).toEqual([]);
    expect(plan({})).toEqual({ ward: 'H1/_house', drafts: [], answer: { shift: night } });
  });

  it('takes back what was announced and is put off', () => {
    const off = { startsAt: '2026-03-09T19:00:00.000Z', endsAt: '2026-03-10T07:00:00.000Z' };
    expect(plan(off).drafts).toEqual([
      { ward: 'H1/_house', type: 'shift.withdrawn', data: { shift: night } },
    ]);
  });

  it('changes what was announced', () => {
    expect(plan({ wardId: null }).drafts).toEqual([
      { ward: 'H1/_house', type: 'shift.planned', data: { shift: { ...night, wardId: null } } },
    ]);
  });

  it('starts at once what has begun', () => {
    const outcome = plan({ id: 'S-1', ...DAY });
    expect(outcome.ward).toBe('H1/ICU');
    expect(eventsOf(outcome)).toEqual(['H1/ICU shift.started']);
    expect(eventsOf(plan({ ...DAY }))).toEqual([
      'H1/_house shift.withdrawn',
      'H1/ICU shift.started',
    ]);
  });

  it.each([
    ['not_found', { nurseId: 'N-99' }],
    ['not_found', { wardId: 'XX' }],
    ['shift_fixed', { startsAt: DAY.startsAt, endsAt: NOON }],
    ['shift_overlaps', { id: 'S-1' }],
    ['shift_overlaps', { id: 'S-1', nurseId: 'N-1', startsAt: '2026-03-02T18:59:59.999Z' }],
    ['shift_overlaps', { id: 'S-1', nurseId: 'N-1', ...DAY }],
  ])('refuses %s for %j', (code, shift) => {
    expect(refusalOf(() => plan(shift)).code).toBe(code);
  });
});

describe('start', () => {
  it('in the ward, no longer announced', () => {
    const outcome = startShift(board, { shift: night });
    expect(outcome.ward).toBe('H1/ICU');
    expect(outcome.drafts).toEqual([
      { ward: 'H1/_house', type: 'shift.withdrawn', data: { shift: night } },
      {
        ward: 'H1/ICU',
        type: 'shift.started',
        data: { nurse: asNurse(berta, { shift: { id: 'S-9', ...NIGHT } }) },
      },
    ]);
  });

  it('in the pool', () => {
    const outcome = startShift(board, { shift: { ...night, id: 'S-1', wardId: null } });
    expect(eventsOf(outcome)).toEqual(['H1/_house shift.started']);
  });

  it('gives a nurse kept by an assignment her new shift', () => {
    const kept = aBoard(
      [
        aWard('ICU', {
          nurses: [asNurse(berta, { shift: { id: 'S-0', ...DAY, endsAt: NOON } })],
          assignments: [anAssignment(1, 'N-2', null)],
        }),
      ],
      [berta],
    );
    expect(startShift(kept, { shift: night }).answer.nurse.shift?.id).toBe('S-9');
  });

  it.each([
    ['shift_overlaps', { nurseId: 'N-1' }],
    ['not_found', { nurseId: 'N-99' }],
    ['not_found', { wardId: 'XX' }],
  ])('refuses %s', (code, change) => {
    expect(refusalOf(() => startShift(board, { shift: { ...night, ...change } })).code).toBe(code);
  });
});

describe('withdraw', () => {
  it('takes back an announced shift; one never announced has no event', () => {
    expect(eventsOf(withdrawShift(board, { shift: night }))).toEqual(['H1/_house shift.withdrawn']);
    expect(withdrawShift(board, { shift: { ...night, id: 'S-1' } }).drafts).toEqual([]);
  });
});

describe('put', () => {
  const put = (change: object, status: 'planned' | 'running' | 'ended' | 'cancelled' | null) =>
    putShift(board, { shiftId: 'D-N-1', nurseId: 'N-1', wardId: 'ICU', ...DAY, ...change, status });

  it('changes the times of a running shift', () => {
    const outcome = put({ endsAt: '2026-03-02T20:00:00.000Z' }, 'running');
    expect(outcome.drafts).toEqual([
      {
        ward: 'H1/ICU',
        type: 'shift.updated',
        data: {
          nurse: asNurse(anna, {
            shift: { id: 'D-N-1', ...DAY, endsAt: '2026-03-02T20:00:00.000Z' },
          }),
        },
      },
    ]);
    expect(put({}, 'running').drafts).toEqual([]);
  });

  it('plans one that is new, planned or was cancelled; the pool goes by null or its name', () => {
    for (const status of [null, 'planned', 'cancelled'] as const) {
      const outcome = put({ shiftId: 'S-1', wardId: '_house', ...NIGHT }, status);
      expect(outcome.answer.shift.wardId).toBeNull();
      expect(eventsOf(outcome)).toEqual(['H1/_house shift.planned']);
    }
  });

  it.each([
    ['shift_fixed', { wardId: 'MS1' }, 'running' as const],
    ['shift_fixed', { nurseId: 'N-2' }, 'running' as const],
    ['shift_fixed', { startsAt: '2026-03-02T12:00:00.001Z' }, 'running' as const],
    ['shift_fixed', {}, 'ended' as const],
    ['not_found', { nurseId: 'N-99' }, 'running' as const],
  ])('refuses %s for %j of one %s', (code, change, status) => {
    expect(refusalOf(() => put(change, status)).code).toBe(code);
  });

  it('refuses to run a shift into the next', () => {
    const next = { ...night, id: 'S-8', nurseId: 'N-1' };
    const full = aBoard([aWard('ICU'), aHouse({ shifts: [next] })], [anna]);
    const input = { shiftId: 'D-N-1', nurseId: 'N-1', wardId: 'ICU', ...DAY };
    const run = () =>
      putShift(full, { ...input, endsAt: '2026-03-02T19:30:00.000Z', status: 'running' });
    expect(refusalOf(run).code).toBe('shift_overlaps');
  });
});
