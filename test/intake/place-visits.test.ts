import { describe, expect, it } from 'vitest';
import { wardKey } from '../../src-shared/contract/ids.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import type { Stay } from '../../src-shared/contract/state/stay.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { boardAfter } from '../../src-shared/domain/board-after.ts';
import type { Board } from '../../src-shared/domain/board.ts';
import { emptyState } from '../../src-shared/domain/log/empty-state.ts';
import { placeVisits } from '../../server/intake/board/place-visits.ts';
import type { VisitChange, WaitingVisit } from '../../server/intake/board/place-visits.ts';
import type { Wanted, WantedPlace } from '../../server/intake/board/wanted.ts';

const AT = Date.UTC(2026, 2, 1, 12);
const ids = Array.from({ length: 9 }, (_, i) => `00000000-0000-4000-8000-00000000000${i}`);
const [A, B, C] = [ids[1]!, ids[2]!, ids[3]!];

function ward(wardId: string, beds: string[], stays: Stay[] = []): WardState {
  const empty = emptyState({ hospitalId: 'H1', wardId }) as WardState;
  return {
    ...empty,
    name: wardId,
    unitType: 'critical_care',
    beds: beds.map((id) => ({ id, label: id })),
    stays,
  };
}

function stay(id: string, bedId: string | null, label = 'R. Okafor'): Stay {
  return {
    id,
    patient: { ref: 'P1', label },
    bedId,
    acuity: 3,
    admittedAt: new Date(AT).toISOString(),
    expectedDischargeAt: null,
  };
}

function boardOf(...wards: WardState[]): Board {
  const logs = new Map<string, LogState>(wards.map((state) => [wardKey(state), state]));
  let next = 4;
  return {
    hospitalId: 'H1',
    at: new Date(AT).toISOString(),
    actor: 'system:intake',
    logs,
    nurses: new Map(),
    newId: () => ids[next++]!,
  };
}

function place(wardId: string, bedId: string | null, onDemand = false): WantedPlace {
  return {
    hospitalId: 'H1',
    wardId,
    bed: bedId === null ? null : { id: bedId, label: bedId },
    onDemand,
  };
}

function wanted(given: Partial<Wanted>): Wanted {
  return {
    place: null,
    gone: false,
    placedAt: AT,
    patient: { key: 'P1@H1', ref: 'P1', label: 'R. Okafor' },
    admittedAt: AT,
    expectedDischargeAt: null,
    dischargedAt: null,
    ...given,
  };
}

function change(given: Partial<VisitChange> & Pick<VisitChange, 'after'>): VisitChange {
  return {
    before: null,
    stayId: null,
    ended: null,
    deskPlacedAt: null,
    surplus: [],
    again: false,
    ...given,
  };
}

/** Every stay as `ward/bed`, and what else came of it. */
function play(board: Board, changes: VisitChange[], waiting: WaitingVisit[] = []) {
  const result = placeVisits(board, changes, waiting);
  const after = boardAfter(board, result.drafts);
  const where: Record<string, string> = {};
  for (const state of after.logs.values()) {
    if (!('stays' in state)) continue;
    for (const one of state.stays) where[one.id] = `${state.wardId}/${one.bedId ?? '-'}`;
  }
  return { ...result, after, where, types: result.drafts.map(({ type }) => type) };
}

describe('placing visits on the board', () => {
  const at = (wardId: string, bedId: string | null) => wanted({ place: place(wardId, bedId) });

  it('admits into the bed, in one event', () => {
    const result = play(boardOf(ward('ICU', ['1'])), [change({ after: at('ICU', '1') })]);
    const { stayId } = result.placed[0]!;
    expect(result.types).toEqual(['stay.admitted']);
    expect(result.where).toEqual({ [stayId!]: 'ICU/1' });
    expect(result.placed).toEqual([
      { stayId: ids[4], moved: true, conflict: null, overruled: null },
    ]);
  });

  it('admits without a bed where it is taken, or the ward has no such bed', () => {
    const board = boardOf(ward('ICU', ['1'], [stay(A, '1')]));
    for (const bedId of ['1', '9']) {
      const result = play(board, [change({ after: at('ICU', bedId) })]);
      expect(result.where[ids[4]!] ?? result.where[ids[5]!]).toBe('ICU/-');
      expect(result.placed[0]?.conflict).toMatchObject({ bedId });
    }
  });

  it('makes a bed on demand, once', () => {
    const after = wanted({ place: place('ICU', '7-A', true) });
    const result = play(boardOf(ward('ICU', [])), [change({ after })]);
    expect(result.types).toEqual(['ward.updated', 'stay.admitted']);
    expect(Object.values(result.where)).toEqual(['ICU/7-A']);
    const again = play(boardOf(ward('ICU', ['7-A'])), [change({ after })]);
    expect(again.types).toEqual(['stay.admitted']);
  });

  it('transfers, changes bed, and takes a bed away', () => {
    const board = boardOf(ward('ICU', ['1', '2'], [stay(A, '1')]), ward('MS1', ['1']));
    const from = { before: at('ICU', '1'), stayId: A };
    expect(play(board, [change({ ...from, after: at('MS1', '1') })]).types).toEqual([
      'stay.left',
      'stay.arrived',
    ]);
    expect(play(board, [change({ ...from, after: at('ICU', '2') })]).where).toEqual({
      [A]: 'ICU/2',
    });
    expect(play(board, [change({ ...from, after: at('ICU', null) })]).where).toEqual({
      [A]: 'ICU/-',
    });
    expect(play(board, [change({ ...from, after: at('MS1', '9') })])).toMatchObject({
      where: { [A]: 'MS1/-' },
      placed: [{ conflict: { bedId: '9' } }],
    });
  });

  it('leaves alone what a dispatcher did since, until messages say something new', () => {
    const moved = boardOf(ward('ICU', ['1', '2', '3'], [stay(A, '2')]));
    const same = { before: at('ICU', '1'), after: at('ICU', '1'), stayId: A };
    expect(play(moved, [change(same)]).drafts).toEqual([]);
    expect(play(moved, [change({ ...same, again: true })]).drafts).toEqual([]);
    const waits = boardOf(ward('ICU', ['1'], [stay(A, null)]));
    expect(play(waits, [change(same)]).drafts).toEqual([]);
    expect(play(waits, [change({ ...same, again: true })]).where).toEqual({ [A]: 'ICU/1' });
    expect(play(moved, [change({ ...same, after: at('ICU', '3') })]).where).toEqual({
      [A]: 'ICU/3',
    });
    const discharged = boardOf(ward('ICU', ['1', '3']));
    const ended = { wardId: 'ICU', stay: stay(A, '1'), at: AT - 1 };
    expect(play(discharged, [change({ ...same, ended })]).drafts).toEqual([]);
    expect(play(discharged, [change({ ...same, ended, after: at('ICU', '3') })]).where).toEqual({
      [A]: 'ICU/3',
    });
  });

  it('discharges who is gone, once', () => {
    const board = boardOf(ward('ICU', ['1'], [stay(A, '1')]));
    const gone = wanted({ gone: true });
    expect(play(board, [change({ before: at('ICU', '1'), after: gone, stayId: A })]).types).toEqual(
      ['stay.discharged'],
    );
    expect(play(board, [change({ before: gone, after: gone, stayId: A })]).drafts).toEqual([]);
    expect(play(boardOf(ward('ICU', [])), [change({ after: gone })]).drafts).toEqual([]);
  });

  it('takes back a discharge: the same stay, with its acuity, where messages say', () => {
    const gone = wanted({ gone: true });
    const ended = { wardId: 'ICU', stay: stay(A, '1'), at: AT - 1 };
    const board = boardOf(ward('ICU', ['1']), ward('MS1', ['1']));
    const back = play(board, [change({ before: gone, after: at('ICU', '1'), stayId: A, ended })]);
    expect(back.types).toEqual(['stay.admitted']);
    expect(back.where).toEqual({ [A]: 'ICU/1' });
    expect(back.drafts[0]?.data).toMatchObject({ stay: { id: A, acuity: 3 } });
    const elsewhere = play(board, [
      change({ before: gone, after: at('MS1', '1'), stayId: A, ended }),
    ]);
    expect(elsewhere.where).toEqual({ [A]: 'MS1/1' });
    const taken = boardOf(ward('ICU', ['1'], [stay(B, '1')]));
    const waits = play(taken, [change({ before: gone, after: at('ICU', '1'), stayId: A, ended })]);
    expect(waits.where).toEqual({ [A]: 'ICU/-', [B]: 'ICU/1' });
    expect(waits.placed[0]?.conflict).not.toBeNull();
  });

  it('swaps two patients, in a ward and across wards', () => {
    const within = boardOf(ward('ICU', ['1', '2'], [stay(A, '1'), stay(B, '2')]));
    const across = boardOf(ward('ICU', ['1'], [stay(A, '1')]), ward('MS1', ['2'], [stay(B, '2')]));
    for (const [board, other] of [
      [within, 'ICU'],
      [across, 'MS1'],
    ] as const) {
      const result = play(board, [
        change({ stayId: A, before: at('ICU', '1'), after: at(other, '2') }),
        change({ stayId: B, before: at(other, '2'), after: at('ICU', '1') }),
      ]);
      expect(result.where).toEqual({ [A]: `${other}/2`, [B]: 'ICU/1' });
      expect(result.placed.map(({ conflict }) => conflict)).toEqual([null, null]);
    }
  });

  it('a swap that a third patient is in the way of is a conflict', () => {
    const board = boardOf(ward('ICU', ['1', '2', '3'], [stay(A, '1'), stay(B, '2'), stay(C, '3')]));
    const result = play(board, [
      change({ stayId: A, before: at('ICU', '1'), after: at('ICU', '3') }),
      change({ stayId: B, before: at('ICU', '2'), after: at('ICU', '1') }),
    ]);
    expect(result.where).toEqual({ [A]: 'ICU/-', [B]: 'ICU/1', [C]: 'ICU/3' });
    expect(result.placed[0]?.conflict?.reason).toContain('occupied');
  });

  it('corrects what messages say anew, and only that', () => {
    const there = {
      ...stay(A, '1', 'by hand'),
      expectedDischargeAt: new Date(AT + 5).toISOString(),
    };
    const board = boardOf(ward('ICU', ['1'], [there]));
    const before = at('ICU', '1');
    const correct = (after: Wanted) => play(board, [change({ before, after, stayId: A })]);
    expect(correct(before).drafts).toEqual([]);
    const renamed = correct({ ...before, patient: { key: 'P2@H1', ref: 'P2', label: null } });
    expect(renamed.drafts).toMatchObject([
      {
        type: 'stay.updated',
        data: {
          stay: {
            patient: { ref: 'P2', label: 'P2' },
            expectedDischargeAt: there.expectedDischargeAt,
          },
        },
      },
    ]);
    const expected = correct({ ...before, expectedDischargeAt: AT + 9 });
    expect(expected.drafts).toMatchObject([
      {
        data: {
          stay: {
            patient: { label: 'by hand' },
            expectedDischargeAt: new Date(AT + 9).toISOString(),
          },
        },
      },
    ]);
  });

  it('ends the other stays of a patient who was merged', () => {
    const board = boardOf(ward('ICU', ['1', '2'], [stay(A, '1'), stay(B, '2')]));
    const result = play(board, [
      change({ stayId: B, before: at('ICU', '2'), after: at('ICU', '1'), surplus: [A] }),
    ]);
    expect(result.where).toEqual({ [B]: 'ICU/1' });
  });

  it('gives a bed that became free to who waits for it', () => {
    const board = boardOf(ward('ICU', ['1', '2'], [stay(A, '1'), stay(B, null), stay(C, null)]));
    const waits = (stayId: string, bedId: string): WaitingVisit => ({
      visit: stayId,
      stayId,
      wardId: 'ICU',
      bedId,
    });
    const waiting = [waits(B, '1'), waits(C, '1')];
    expect(play(board, [], waiting).healed).toEqual([]);
    const result = play(
      board,
      [change({ stayId: A, before: at('ICU', '1'), after: at('ICU', '2') })],
      waiting,
    );
    expect(result.where).toEqual({ [A]: 'ICU/2', [B]: 'ICU/1', [C]: 'ICU/-' });
    expect(result.healed).toEqual([waiting[0]]);
    expect(play(board, [], [{ ...waits(B, '2'), wardId: 'MS1' }]).healed).toEqual([]);
  });
});
