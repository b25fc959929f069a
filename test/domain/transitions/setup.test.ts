import { describe, expect, it } from 'vitest';
import { boardAfter } from '../../../src-shared/domain/board-after.ts';
import { addBed } from '../../../src-shared/domain/transitions/add-bed.ts';
import { putNurse } from '../../../src-shared/domain/transitions/put-nurse.ts';
import { putWard } from '../../../src-shared/domain/transitions/put-ward.ts';
import {
  aBoard,
  anAssignment,
  asNurse,
  aStay,
  aWard,
  eventsOf,
  onDuty,
  refusalOf,
} from '../support/board-fixture.ts';

const anna = onDuty('N-1', 'ICU');
const board = aBoard(
  [
    aWard('ICU', { stays: [aStay(1, { bedId: 'B2' })] }),
    aWard('MS1', { nurses: [asNurse(anna)], assignments: [anAssignment(1, 'N-1', null)] }),
  ],
  [anna],
);
const beds = [
  { id: 'B2', label: 'two' },
  { id: 'B10', label: 'ten' },
];

describe('put ward', () => {
  const ward = { name: 'Intensive', unitType: 'critical_care', beds };

  it('creates one that was not there, beds by id', () => {
    const outcome = putWard(board, { wardId: 'NEW', ...ward });
    expect(eventsOf(outcome)).toEqual(['H1/NEW ward.updated']);
    expect(outcome.answer.ward).toEqual({
      hospitalId: 'H1',
      wardId: 'NEW',
      ...ward,
      beds: beds.toReversed(),
    });
  });

  it('changes one, or nothing when it is like that', () => {
    const outcome = putWard(board, { wardId: 'ICU', ...ward });
    expect(outcome.drafts).toHaveLength(1);
    const after = boardAfter(board, outcome.drafts);
    expect(putWard(after, { wardId: 'ICU', ...ward }).drafts).toEqual([]);
  });

  it.each([
    ['unknown_unit', { wardId: 'ICU', unitType: 'spa' }],
    ['bed_occupied', { wardId: 'ICU', beds: [] }],
    ['not_found', { wardId: '_house' }],
  ])('refuses %s', (code, change) => {
    expect(refusalOf(() => putWard(board, { ...ward, ...change })).code).toBe(code);
  });
});

describe('put nurse', () => {
  const staff = { name: 'Anna', licence: 'LVN' as const, competencies: ['b', 'a', 'b'] };

  it('tells each log that she stands in', () => {
    const outcome = putNurse(board, { nurseId: 'N-1', ...staff, homeWardId: 'ICU' });
    expect(outcome.ward).toBe('H1/_house');
    expect(eventsOf(outcome)).toEqual(['H1/ICU nurse.updated', 'H1/MS1 nurse.updated']);
    expect(outcome.answer.nurse).toEqual({
      id: 'N-1',
      name: 'Anna',
      licence: 'LVN',
      competencies: ['a', 'b'],
      homeWardId: 'ICU',
      userId: null,
    });
    const after = boardAfter(board, outcome.drafts);
    expect(after.nurses.get('N-1')).toMatchObject({ name: 'Anna', post: anna.post });
    expect(putNurse(after, { nurseId: 'N-1', ...staff }).drafts).toEqual([]);
  });

  it('has no event for one who is nowhere on duty', () => {
    expect(putNurse(board, { nurseId: 'N-50', ...staff }).drafts).toEqual([]);
  });
});

describe('add bed', () => {
  it('makes a bed on demand, once', () => {
    const bed = { id: 'B15', label: '15' };
    const outcome = addBed(board, { wardId: 'ICU', bed });
    expect(outcome.drafts[0]!.data).toMatchObject({
      ward: { beds: [{ id: 'B1' }, bed, { id: 'B2' }, { id: 'B3' }] },
    });
    const after = boardAfter(board, outcome.drafts);
    expect(addBed(after, { wardId: 'ICU', bed: { ...bed, label: 'x' } })).toEqual({
      ward: 'H1/ICU',
      drafts: [],
      answer: { bed },
    });
    expect(refusalOf(() => addBed(board, { wardId: 'XX', bed })).code).toBe('not_found');
  });
});
