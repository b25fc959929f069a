import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldVisit } from '../../server/intake/adt/fold-visit.ts';
import type { FoldedVisit, VisitEntry } from '../../server/intake/adt/fold-visit.ts';
import type { VisitInstruction } from '../../server/intake/adt/visit-instruction.ts';

type Kind = VisitInstruction['kind'];

interface Given {
  kind: Kind;
  at: number;
  place?: string;
  patient?: string;
  label?: string | null;
  arrival?: number;
  recordedAt?: number;
  sentAt?: number;
  admittedAt?: number;
  dischargedAt?: number;
  expectedDischargeAt?: number | null;
}

function entry(given: Given): VisitEntry<string> {
  const key = given.patient ?? 'P1';
  const location = { pointOfCare: given.place ?? '', room: '', bed: '', facility: '' };
  return {
    arrival: given.arrival ?? given.at,
    time: {
      eventAt: given.at,
      recordedAt: given.recordedAt ?? given.at,
      sentAt: given.sentAt ?? given.recordedAt ?? given.at,
    },
    instruction: {
      kind: given.kind,
      visit: 'V1',
      patient: { key, ref: key, label: given.label ?? null },
      details: {
        admittedAt: given.admittedAt ?? null,
        dischargedAt: given.dischargedAt ?? null,
        ...(given.expectedDischargeAt === undefined
          ? {}
          : { expectedDischargeAt: given.expectedDischargeAt }),
      },
      location,
    },
    place: given.place ?? null,
  };
}

function merge(at: number, merged: string, survivor: string, label?: string): VisitEntry<string> {
  return {
    arrival: at,
    time: { eventAt: at, recordedAt: at, sentAt: at },
    instruction: {
      kind: 'merge',
      pair: { survivor: { key: survivor, ref: survivor, label: label ?? null }, merged },
    },
    place: null,
  };
}

const KINDS: Readonly<Record<string, Kind>> = {
  A01: 'admit',
  A02: 'transfer',
  A03: 'discharge',
  A06: 'class_change',
  A08: 'update',
  A11: 'cancel_admit',
  A12: 'cancel_transfer',
  A13: 'cancel_discharge',
  A17: 'swap',
};

/** `A01 X, A02 Y, A12` in this order of time. */
function history(text: string): VisitEntry<string>[] {
  return text.split(', ').map((step, i) => {
    const [trigger = '', place] = step.split(' ');
    const kind = KINDS[trigger]!;
    return entry({ kind, at: (i + 1) * 10, ...(place === undefined ? {} : { place }) });
  });
}

function placeAfter(text: string): string | null {
  return foldVisit(history(text)).place;
}

describe('visit, played in event-time order', () => {
  it.each([
    ['A01 X', 'X'],
    ['A01 X, A02 Y', 'Y'],
    ['A01 X, A02 Y, A02 Z, A12', 'Y'],
    ['A01 X, A02 Y, A02 Z, A12, A12', 'X'],
    ['A01 X, A02 Y, A12, A12', 'X'],
    ['A01 X, A02 Y, A12, A02 Z', 'Z'],
    ['A01 X, A03', null],
    ['A01 X, A02 Y, A03, A13', 'Y'],
    ['A01 X, A03, A13, A03', null],
    ['A01 X, A03, A13, A03, A13', 'X'],
    ['A01 X, A11', null],
    ['A01 X, A11, A01 Y', 'Y'],
    ['A01 X, A02 Y, A11', null],
    ['A02 Y, A11', null],
    ['A01 E, A01 X, A11', 'E'],
    ['A01 X, A01 X, A11', null],
    ['A01 X, A03, A11', null],
    ['A01 X, A03, A01 Y', 'Y'],
    ['A01 X, A03, A01 Y, A11', null],
    ['A02 Y', 'Y'],
    ['A01 X, A06 Y', 'Y'],
    ['A01 X, A06', 'X'],
    ['A01 X, A17 Y', 'Y'],
    ['A01 X, A17 Y, A12', 'Y'],
    ['A01 X, A08 Y', 'X'],
    ['A08 Y', null],
    ['A03', null],
    ['A11', null],
    ['A12', null],
    ['A12 Y', null],
    ['A13', null],
    ['A01 X, A12 Y', 'Y'],
    ['A13 Y', 'Y'],
    ['A01 X, A03, A13 Y', 'Y'],
    ['A01 X, A03, A13, A02 Y, A12', 'X'],
    ['A02 Y, A12 X', 'X'],
    ['A02 Y, A12 Y', null],
    ['A02 Y, A12', null],
    ['A01 X, A02 Y, A12 Z', 'X'],
    ['A02 Y, A03, A12 X', null],
  ])('%s ends at %s', (text, place) => {
    expect(placeAfter(text)).toBe(place);
  });

  it.each([
    ['A08', 'B', false],
    ['A02 Y', 'Y', false],
    ['A02 Y, A12', 'B', false],
    ['A02 Y, A12 X', 'B', false],
    ['A03', null, true],
    ['A03, A13', 'B', false],
    ['A11', null, true],
    ['A01 X, A11', null, true],
    ['A02 Y, A11', null, true],
  ])('after a patient was found in B, %s ends at %s', (text, place, gone) => {
    expect(foldVisit(history(text), 'B')).toMatchObject({ place, gone });
  });

  it.each([
    ['A01 X', false],
    ['A08', false],
    ['A12', false],
    ['A13', false],
    ['A03', true],
    ['A11', true],
    ['A03, A13', false],
    ['A01 X, A03', true],
    ['A01 X, A03, A13', false],
    ['A01 X, A11', true],
    ['A01 E, A01 X, A11', false],
    ['A03, A01 X', false],
  ])('%s: known to be gone %s', (text, gone) => {
    expect(foldVisit(history(text)).gone).toBe(gone);
  });

  it('is the same in whatever order the messages arrive', () => {
    const steps = fc.array(
      fc.record({
        kind: fc.constantFrom(...Object.values(KINDS)),
        place: fc.option(fc.constantFrom('X', 'Y', 'Z'), { nil: undefined }),
        label: fc.option(fc.constantFrom('A', 'B'), { nil: null }),
        expected: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
        gap: fc.integer({ min: 1, max: 3 }),
      }),
      { minLength: 1, maxLength: 9 },
    );
    const histories = steps.chain((list) => {
      let at = 0;
      const inOrder = list.map(({ kind, place, label, expected, gap }) =>
        entry({
          kind,
          at: (at += gap),
          label,
          ...(place === undefined ? {} : { place }),
          ...(expected === undefined ? {} : { expectedDischargeAt: expected }),
        }),
      );
      if (inOrder.length > 3) inOrder.push(merge((at += 1), 'P1', 'P9'));
      const shuffled = fc.shuffledSubarray(inOrder, { minLength: inOrder.length });
      return fc.tuple(fc.constant(inOrder), shuffled);
    });
    fc.assert(
      fc.property(histories, ([inOrder, arrived]) => {
        const numbered = (entries: VisitEntry<string>[]) =>
          entries.map((one, i) => ({ ...one, arrival: i + 1 }));
        expect(foldVisit(numbered(arrived))).toEqual(foldVisit(numbered(inOrder)));
      }),
      { numRuns: 500 },
    );
  });

  it('orders what ties by when it was recorded, sent, and last by arrival', () => {
    const ties = [
      entry({ kind: 'transfer', at: 10, recordedAt: 12, sentAt: 13, arrival: 1, place: 'last' }),
      entry({ kind: 'transfer', at: 10, recordedAt: 11, sentAt: 15, arrival: 4, place: 'B' }),
      entry({ kind: 'transfer', at: 10, recordedAt: 12, sentAt: 12, arrival: 3, place: 'C' }),
      entry({ kind: 'transfer', at: 10, recordedAt: 12, sentAt: 12, arrival: 5, place: 'D' }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(ties, { minLength: 4 }), (given) => {
        expect(foldVisit(given).place).toBe('last');
        const rest = given.filter(({ place }) => place !== 'last');
        expect(foldVisit(rest).place).toBe('D');
      }),
    );
  });

  it('a cancel bears the time of what it cancels, and may even come first', () => {
    const admit = entry({ kind: 'admit', at: 5, place: 'X' });
    const transfer = entry({ kind: 'transfer', at: 10, sentAt: 10, place: 'Y' });
    const cancel = entry({ kind: 'cancel_transfer', at: 10, recordedAt: 30 });
    const later = entry({ kind: 'transfer', at: 20, place: 'Z' });
    expect(foldVisit([admit, transfer, later, cancel]).place).toBe('Z');
    expect(foldVisit([admit, transfer, cancel]).place).toBe('X');
    const early = entry({ kind: 'cancel_transfer', at: 10, arrival: 1 });
    expect(foldVisit([admit, early, transfer]).place).toBe('X');
    const discharge = entry({ kind: 'discharge', at: 10 });
    const undo = entry({ kind: 'cancel_discharge', at: 10, arrival: 1 });
    expect(foldVisit([admit, undo, discharge]).place).toBe('X');
    const gone = entry({ kind: 'cancel_admit', at: 5, arrival: 1 });
    expect(foldVisit([gone, admit]).place).toBeNull();
  });

  it('tells when the patient came, leaves and left', () => {
    const steps = [
      entry({ kind: 'admit', at: 10, place: 'X' }),
      entry({ kind: 'update', at: 20, expectedDischargeAt: 90 }),
      entry({ kind: 'transfer', at: 30, place: 'Y' }),
      entry({ kind: 'update', at: 40, admittedAt: 8, expectedDischargeAt: null }),
      entry({ kind: 'discharge', at: 50, dischargedAt: 49 }),
      entry({ kind: 'admit', at: 60, place: 'Z' }),
    ];
    const after = (count: number): Partial<FoldedVisit<string>> => foldVisit(steps.slice(0, count));
    expect(after(1)).toMatchObject({
      admittedAt: 10,
      expectedDischargeAt: null,
      dischargedAt: null,
    });
    expect(after(3)).toMatchObject({ admittedAt: 10, expectedDischargeAt: 90 });
    expect(after(4)).toMatchObject({ admittedAt: 8, expectedDischargeAt: null });
    expect(after(5)).toMatchObject({ place: null, dischargedAt: 49 });
    expect(after(6)).toMatchObject({ place: 'Z', admittedAt: 60, dischargedAt: null });
    expect(foldVisit([])).toEqual({
      place: null,
      gone: false,
      placedAt: null,
      patient: null,
      admittedAt: null,
      expectedDischargeAt: null,
      dischargedAt: null,
    });
  });

  it('names the patient as the latest message that names one does', () => {
    const steps = [
      entry({ kind: 'admit', at: 10, place: 'X', label: 'old' }),
      entry({ kind: 'update', at: 30, label: 'new' }),
      entry({ kind: 'update', at: 40 }),
      entry({ kind: 'update', at: 20, label: 'late', arrival: 50 }),
    ];
    expect(foldVisit(steps).patient).toEqual({ key: 'P1', ref: 'P1', label: 'new' });
  });

  it('follows merges, chains and rings of them', () => {
    const admit = entry({ kind: 'admit', at: 10, place: 'X', label: 'A' });
    const after = (...more: VisitEntry<string>[]) => foldVisit([admit, ...more]).patient;
    expect(after(merge(20, 'P1', 'P2', 'B'))).toEqual({ key: 'P2', ref: 'P2', label: 'B' });
    expect(after(merge(20, 'P1', 'P2'))).toEqual({ key: 'P2', ref: 'P2', label: 'A' });
    expect(after(merge(20, 'P7', 'P8'))?.ref).toBe('P1');
    expect(after(merge(20, 'P1', 'P2'), merge(30, 'P2', 'P3'))?.ref).toBe('P3');
    expect(after(merge(20, 'P2', 'P3'), merge(30, 'P1', 'P2'))?.ref).toBe('P3');
    expect(after(merge(20, 'P1', 'P2'), entry({ kind: 'update', at: 30, label: 'C' }))).toEqual({
      key: 'P2',
      ref: 'P2',
      label: 'C',
    });
    expect(after(merge(20, 'P1', 'P2'), merge(30, 'P2', 'P1'))?.ref).toMatch(/^P[12]$/);
  });
});
