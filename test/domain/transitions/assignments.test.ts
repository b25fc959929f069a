import { describe, expect, it } from 'vitest';
import { addNote } from '../../../src-shared/domain/transitions/add-note.ts';
import { assignNurse } from '../../../src-shared/domain/transitions/assign-nurse.ts';
import { confirmAssignment } from '../../../src-shared/domain/transitions/confirm-assignment.ts';
import { endAssignment } from '../../../src-shared/domain/transitions/end-assignment.ts';
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

const ended = { id: 'D-N-5', startsAt: DAY.startsAt, endsAt: '2026-03-02T10:00:00.000Z' };
const board = aBoard(
  [
    aWard('ICU', {
      stays: [aStay(1), aStay(2)],
      nurses: [asNurse(aRecord('N-5'), { shift: ended })],
      assignments: [
        anAssignment(11, 'N-1', uuid(1)),
        anAssignment(12, 'N-1', null),
        anAssignment(13, 'N-5', uuid(2), { deliveredAt: DAY.startsAt }),
      ],
    }),
    aWard('MS1', {
      unitType: 'medical_surgical',
      stays: [aStay(3)],
      assignments: [anAssignment(14, 'N-2', uuid(3)), anAssignment(15, 'N-2', null)],
    }),
  ],
  [
    onDuty('N-1', 'ICU'),
    onDuty('N-2', 'MS1'),
    onDuty('N-3', '_house'),
    onDuty('N-4', 'ICU', { competencies: ['MS1'] }),
    aRecord('N-5'),
    onDuty('N-6', 'ICU', { post: { wardId: 'ICU', shift: { ...DAY, id: 'S', endsAt: NOON } } }),
    onDuty('N-7', 'MS1', { competencies: [] }),
  ],
);
const input = { hospitalId: 'H1', wardId: 'ICU', nurseId: 'N-1', stayId: uuid(2) };
const override = { reason: 'nobody else' };

describe('assign', () => {
  it('gives a nurse a patient', () => {
    const outcome = assignNurse(board, { ...input, id: uuid(20) });
    const assignment = anAssignment(20, 'N-1', uuid(2), { startedAt: NOON });
    expect(outcome).toEqual({
      ward: 'H1/ICU',
      drafts: [{ ward: 'H1/ICU', type: 'assignment.started', data: { assignment } }],
      answer: { assignment },
    });
  });

  it('gives a post on the ward when no patient is named', () => {
    const post = { ...input, nurseId: 'N-4', stayId: null, override };
    expect(assignNurse(board, post).answer.assignment.stayId).toBeNull();
  });

  it.each([
    ['not_found', { wardId: 'XX' }],
    ['not_found', { wardId: '_house' }],
    ['not_found', { nurseId: 'N-99' }],
    ['not_found', { stayId: uuid(3) }],
    ['nurse_already_assigned', { stayId: uuid(1) }],
    ['nurse_already_assigned', { stayId: null }],
    ['nurse_already_assigned', { stayId: uuid(1), id: uuid(11) }],
    ['nurse_already_assigned', { nurseId: 'N-5' }],
    ['assignment_exists', { id: uuid(13) }],
    ['nurse_off_shift', { nurseId: 'N-5', stayId: uuid(1) }],
    ['nurse_off_shift', { nurseId: 'N-5', stayId: uuid(1), override }],
    ['nurse_off_shift', { nurseId: 'N-6' }],
    ['nurse_elsewhere', { nurseId: 'N-2' }],
    ['nurse_elsewhere', { nurseId: 'N-3' }],
    ['nurse_elsewhere', { nurseId: 'N-7' }],
    ['not_competent', { nurseId: 'N-4' }],
  ])('refuses %s for %j', (code, change) => {
    expect(refusalOf(() => assignNurse(board, { ...input, ...change })).code).toBe(code);
  });

  it('says where the nurse is, without that ward being on the board', () => {
    const icuAlone = {
      ...board,
      logs: new Map([...board.logs].filter(([key]) => key === 'H1/ICU')),
    };
    expect(refusalOf(() => assignNurse(icuAlone, { ...input, nurseId: 'N-2' }))).toMatchObject({
      detail: 'Nurse N-2 is on shift in MS1.',
      extra: { wardId: 'MS1' },
    });
  });

  it('takes a ward named among the competencies for its unit type', () => {
    const msOne = { ...input, wardId: 'MS1', nurseId: 'N-4', stayId: null };
    expect(refusalOf(() => assignNurse(board, msOne)).code).toBe('nurse_elsewhere');
    const there = aBoard([aWard('MS1')], [onDuty('N-4', 'MS1', { competencies: ['MS1'] })]);
    expect(assignNurse(there, msOne).drafts).toHaveLength(1);
  });

  it('with an override moves a nurse here from another ward, whose assignments end', () => {
    const outcome = assignNurse(board, { ...input, nurseId: 'N-2', override });
    expect(outcome.ward).toBe('H1/ICU');
    expect(eventsOf(outcome)).toEqual([
      'H1/MS1 assignment.ended',
      'H1/MS1 assignment.ended',
      'H1/MS1 nurse.left',
      'H1/ICU nurse.arrived',
      'H1/ICU assignment.started',
    ]);
    expect(wardAfter(board, outcome, 'MS1').assignments).toEqual([]);
  });

  it('with an override moves a nurse here from the pool, competent or not', () => {
    const outcome = assignNurse(board, { ...input, nurseId: 'N-3', override });
    expect(eventsOf(outcome)).toEqual([
      'H1/_house nurse.left',
      'H1/ICU nurse.arrived',
      'H1/ICU assignment.started',
    ]);
    const both = assignNurse(board, { ...input, nurseId: 'N-7', override });
    expect(both.drafts.at(-1)!.type).toBe('assignment.started');
  });
});

describe('confirm', () => {
  it('counts as delivered', () => {
    const { drafts, answer } = confirmAssignment(board, { assignmentId: uuid(11) });
    expect(drafts).toEqual([
      {
        ward: 'H1/ICU',
        type: 'assignment.updated',
        data: {
          assignment: anAssignment(11, 'N-1', uuid(1), { deliveredAt: NOON, confirmedAt: NOON }),
        },
      },
    ]);
    expect(answer.assignment.confirmedAt).toBe(NOON);
  });

  it('keeps the time of delivery, and of an earlier confirmation', () => {
    const { assignment } = confirmAssignment(board, { assignmentId: uuid(13) }).answer;
    expect(assignment).toMatchObject({ deliveredAt: DAY.startsAt, confirmedAt: NOON });
    const confirmed = aBoard(
      [aWard('ICU', { assignments: [{ ...assignment, confirmedAt: DAY.startsAt }] })],
      [],
    );
    const again = confirmAssignment(confirmed, { assignmentId: uuid(13) });
    expect(again.drafts).toEqual([]);
    expect(again.answer.assignment.confirmedAt).toBe(DAY.startsAt);
  });
});

describe('notes', () => {
  it('follow each other', () => {
    const first = addNote(board, { assignmentId: uuid(11), text: 'zoster' });
    const then = aBoard([wardAfter(board, first, 'ICU')], [onDuty('N-1', 'ICU')]);
    const second = addNote({ ...then, actor: 'n2' }, { assignmentId: uuid(11), text: 'allergy' });
    expect(eventsOf(second)).toEqual(['H1/ICU handover.noted']);
    expect(second.answer.assignment.notes).toEqual([
      { at: NOON, by: 'dispatcher', text: 'zoster' },
      { at: NOON, by: 'n2', text: 'allergy' },
    ]);
  });
});

describe('end', () => {
  it('leaves a nurse on shift where she is', () => {
    const outcome = endAssignment(board, { assignmentId: uuid(11) });
    expect(eventsOf(outcome)).toEqual(['H1/ICU assignment.ended']);
    expect(outcome.answer.assignment.id).toBe(uuid(11));
  });

  it('lets a nurse go whom only this assignment kept', () => {
    const outcome = endAssignment(board, { assignmentId: uuid(13) });
    expect(eventsOf(outcome)).toEqual(['H1/ICU assignment.ended', 'H1/ICU nurse.left']);
    expect(outcome.drafts[1]!.data).not.toHaveProperty('moveId');
  });

  it('keeps a nurse off shift as long as another assignment does', () => {
    const two = aBoard(
      [
        aWard('ICU', {
          nurses: [asNurse(aRecord('N-5'), { shift: ended })],
          assignments: [anAssignment(1, 'N-5', null), anAssignment(2, 'N-5', uuid(9))],
        }),
      ],
      [aRecord('N-5')],
    );
    expect(eventsOf(endAssignment(two, { assignmentId: uuid(1) }))).toEqual([
      'H1/ICU assignment.ended',
    ]);
  });

  it.each([
    ['confirm', confirmAssignment],
    ['note', addNote],
    ['end', endAssignment],
  ])('%s refuses what is not open', (_name, run) => {
    expect(refusalOf(() => run(board, { assignmentId: uuid(77), text: 'x' })).code).toBe(
      'not_found',
    );
  });
});
