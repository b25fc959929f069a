import { describe, expect, it } from 'vitest';
import type { HouseState } from '../../src-shared/contract/state/house-state.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { bedItems } from '../../src-renderer/view/bed-items.ts';
import { myWork } from '../../src-renderer/view/my-shift.ts';
import { nurseItems } from '../../src-renderer/view/nurse-items.ts';
import { pendingMarks } from '../../src-renderer/view/pending-marks.ts';
import { byStanding, wardFigures } from '../../src-renderer/view/ward-row.ts';
import { houseState, type WardSpec, wardState } from './support/demo-states.ts';

const now = Date.parse('2026-11-22T02:00:00.000Z');
const HOUR = 60 * 60 * 1000;
const icu: WardSpec = {
  hospitalId: 'H1',
  wardId: 'ICU',
  name: 'Intensive care',
  unitType: 'critical_care',
  beds: 14,
  stays: 12,
  nurses: 7,
  waiting: 1,
  alone: 2,
};
const none = pendingMarks([]);

function withNursesUntil(state: WardState, ends: number): WardState {
  const endsAt = new Date(ends).toISOString();
  const nurses = state.nurses.map((nurse) => ({
    ...nurse,
    onBreakUntil: null,
    shift: nurse.shift && { ...nurse.shift, endsAt },
  }));
  return { ...state, nurses };
}

function verdict(state: WardState, required: number, present: number): WardState {
  if (!state.staffing) throw new Error('no verdict');
  return { ...state, staffing: { ...state.staffing, required, present } };
}

describe('bedItems', () => {
  it('shows every bed in the order of labels, then who waits for one', () => {
    const items = bedItems(wardState(icu, now), none);
    expect(items.slice(0, 14).map((item) => item.bed?.label)).toEqual(
      Array.from({ length: 14 }, (_, index) => `ICU-${String(index + 1).padStart(2, '0')}`),
    );
    expect(items.slice(14).map((item) => item.bed)).toEqual([null]);
  });

  it('gives the same object for each bed on which nothing changed', () => {
    const before = wardState(icu, now);
    const first = bedItems(before, none);
    const [changed] = before.stays.filter((stay) => stay.bedId !== null);
    if (!changed) throw new Error('no patient in a bed');
    const after = {
      ...before,
      stays: before.stays.map((stay) => (stay === changed ? { ...stay, acuity: 1 } : stay)),
    };
    const second = bedItems(after, none);
    const different = second.filter((item, index) => item !== first[index]);
    expect(different.map((item) => item.bed?.id)).toEqual([changed.bedId]);
  });

  it('marks what is being sent, and no longer what the server has taken', () => {
    const state = wardState(icu, now);
    const stayId = state.stays[0]?.id ?? '';
    const pending = (status: 'sending' | 'accepted' | 'question') => [
      {
        commandId: 'c',
        command: { kind: 'discharge-stay' as const, ward: 'H1/ICU', stayId },
        madeAt: now,
        expiresAt: now + 1,
        status,
        problem: null,
        meanwhile: [],
        shown: true,
        changeable: false,
        behind: null,
      },
    ];
    const markIn = (status: 'sending' | 'accepted' | 'question') =>
      bedItems(state, pendingMarks(pending(status))).find((item) => item.stay?.id === stayId)?.mark;
    expect(markIn('sending')).toBe('sending');
    expect(markIn('question')).toBe('question');
    expect(markIn('accepted')).toBeNull();
  });
});

describe('nurseItems', () => {
  it('counts patients, names the limit of the unit and keeps identity', () => {
    const state = wardState(icu, now);
    const items = nurseItems(state, none, 2);
    expect(items.reduce((sum, item) => sum + item.patients.length, 0)).toBe(10);
    expect(new Set(items.map((item) => item.limit))).toEqual(new Set([2]));
    expect(nurseItems({ ...state, alerts: [] }, none, 2)[0]).toBe(items[0]);
  });
});

describe('wardFigures', () => {
  const house: HouseState = houseState('H1', 0, now);

  it('counts patients, beds, those who wait and those without a nurse', () => {
    expect(wardFigures(wardState(icu, now), house, now)).toMatchObject({
      census: 12,
      beds: 14,
      waiting: 1,
      withoutNurse: 2,
      onBreak: 1,
    });
  });

  it('says how short a ward is and since when', () => {
    const short = verdict(wardState(icu, now), 8, 6);
    expect(wardFigures(short, house, now).standing).toMatchObject({ kind: 'short', by: 2 });
  });

  it('sees an hour ahead that shifts end without relief', () => {
    const ending = withNursesUntil(verdict(wardState(icu, now), 6, 6), now + HOUR / 2);
    expect(wardFigures(ending, house, now).standing).toMatchObject({
      kind: 'near',
      at: now + HOUR / 2,
    });
    const relieved: HouseState = {
      ...house,
      shifts: Array.from({ length: 6 }, (_, index) => ({
        id: `S${index}`,
        nurseId: `N${index}`,
        wardId: 'ICU',
        startsAt: new Date(now + HOUR / 2).toISOString(),
        endsAt: new Date(now + 9 * HOUR).toISOString(),
      })),
    };
    expect(wardFigures(ending, relieved, now).standing.kind).toBe('fine');
    expect(wardFigures(ending, null, now).standing.kind).toBe('fine');
  });

  it('puts the worst first and leaves equals in the order of their codes', () => {
    const figures = (wardId: string, required: number, present: number) =>
      wardFigures(
        withNursesUntil(
          verdict(wardState({ ...icu, wardId }, now), required, present),
          now + 5 * HOUR,
        ),
        house,
        now,
      );
    const rows = [figures('A', 4, 4), figures('B', 6, 5), figures('C', 9, 6), figures('D', 4, 9)];
    expect(
      [...rows]
        .reverse()
        .sort(byStanding)
        .map((row) => row.key),
    ).toEqual(['H1/C', 'H1/B', 'H1/A', 'H1/D']);
  });
});

describe('myWork', () => {
  it('parts what is to be confirmed from what is, and sorts patients by bed', () => {
    const state = wardState(icu, now);
    const nurseId = state.nurses[0]?.id ?? '';
    const work = myWork(nurseId, [state, wardState({ ...icu, wardId: 'MS1' }, now)]);
    expect(work.me?.id).toBe(nurseId);
    expect(work.meIn?.wardId).toBe('ICU');
    const all = [...work.unconfirmed, ...work.confirmed];
    expect(all).toHaveLength(state.assignments.filter((one) => one.nurseId === nurseId).length);
    expect(work.unconfirmed.every((one) => one.assignment.confirmedAt === null)).toBe(true);
  });
});
