import { describe, expect, it } from 'vitest';
import {
  applyEvent,
  applyEvents,
  MisplacedEvent,
} from '../../../src-shared/domain/log/apply-event.ts';
import { emptyState } from '../../../src-shared/domain/log/empty-state.ts';
import type { EventBody } from '../../../src-shared/domain/log/event-effects.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';
import {
  aHouse,
  anAssignment,
  aRecord,
  asNurse,
  aStay,
  aWard,
  DAY,
  NOON,
  onDuty,
  uuid,
} from '../support/board-fixture.ts';
import { deepFreeze } from '../support/deep-freeze.ts';

const nurse = asNurse(onDuty('N-2', 'ICU'));
const stay = aStay(2);
const assignment = anAssignment(20, 'N-2', stay.id);
const alert = {
  id: uuid(30),
  ruleId: 'california.ratio',
  severity: 'critical' as const,
  status: 'unacknowledged' as const,
  raisedAt: NOON,
  since: NOON,
  facts: {},
  text: 'One nurse short.',
  acknowledged: null,
  shelved: null,
  escalation: { since: NOON, steps: [] },
};
const shift = { id: 'S-1', nurseId: 'N-2', wardId: null, ...DAY };
const pack = { ...SHIPPED_PACKS.california, hospital: true, wards: [] };
const moveId = uuid(99);

describe('the empty state', () => {
  it('has every field, null or empty', () => {
    expect(emptyState({ hospitalId: 'H1', wardId: 'ICU' })).toEqual({
      hospitalId: 'H1',
      wardId: 'ICU',
      name: null,
      unitType: null,
      beds: [],
      stays: [],
      nurses: [],
      assignments: [],
      alerts: [],
      staffing: null,
    });
    expect(emptyState({ hospitalId: 'H1', wardId: '_house' })).toEqual(aHouse());
  });
});

describe('applying an event', () => {
  const set: [EventBody, keyof WardState][] = [
    [{ type: 'stay.admitted', data: { stay } }, 'stays'],
    [{ type: 'stay.arrived', data: { stay, moveId } }, 'stays'],
    [{ type: 'stay.updated', data: { stay } }, 'stays'],
    [{ type: 'nurse.arrived', data: { nurse, moveId } }, 'nurses'],
    [{ type: 'nurse.updated', data: { nurse } }, 'nurses'],
    [{ type: 'nurse.break_started', data: { nurse } }, 'nurses'],
    [{ type: 'nurse.break_ended', data: { nurse } }, 'nurses'],
    [{ type: 'shift.started', data: { nurse } }, 'nurses'],
    [{ type: 'shift.updated', data: { nurse } }, 'nurses'],
    [{ type: 'shift.ended', data: { nurse } }, 'nurses'],
    [{ type: 'assignment.started', data: { assignment } }, 'assignments'],
    [{ type: 'assignment.updated', data: { assignment } }, 'assignments'],
    [{ type: 'handover.noted', data: { assignment } }, 'assignments'],
    [{ type: 'alert.raised', data: { alert } }, 'alerts'],
    [{ type: 'alert.updated', data: { alert } }, 'alerts'],
    [{ type: 'alert.acknowledged', data: { alert } }, 'alerts'],
    [{ type: 'alert.shelved', data: { alert } }, 'alerts'],
    [{ type: 'alert.returned', data: { alert } }, 'alerts'],
  ];
  it.each(set)('$type sets its object', (event, collection) => {
    const before = deepFreeze(aWard('ICU'));
    const after = applyEvent(before, event);
    expect(after[collection]).toEqual([Object.values(event.data)[0]]);
    expect({ ...after, [collection]: [] }).toEqual(before);
    expect(applyEvent(after, event)).toEqual(after);
  });

  const removed: [EventBody, keyof WardState][] = [
    [{ type: 'stay.left', data: { stay, moveId } }, 'stays'],
    [{ type: 'stay.discharged', data: { stay } }, 'stays'],
    [{ type: 'nurse.left', data: { nurse } }, 'nurses'],
    [{ type: 'assignment.ended', data: { assignment } }, 'assignments'],
    [{ type: 'alert.cleared', data: { alert } }, 'alerts'],
  ];
  it.each(removed)('$type removes its object, and nothing when it is not there', (event, of) => {
    const full = deepFreeze(
      aWard('ICU', {
        stays: [aStay(1), stay],
        nurses: [asNurse(aRecord('N-1')), nurse],
        assignments: [anAssignment(10, 'N-1', null), assignment],
        alerts: [{ ...alert, id: uuid(3) }, alert],
      }),
    );
    const after = applyEvent(full, event);
    expect(after[of]).toEqual((full[of] as unknown[]).slice(0, 1));
    expect(applyEvent(after, event)).toBe(after);
  });

  it('ward.updated sets name, unit type and beds, and leaves who is there', () => {
    const before = aWard('ICU', { stays: [stay] });
    const beds = [
      { id: 'B9', label: '9' },
      { id: 'B10', label: '10' },
    ];
    const after = applyEvent(before, {
      type: 'ward.updated',
      data: { ward: { hospitalId: 'H1', wardId: 'ICU', name: 'New', unitType: 'step_down', beds } },
    });
    expect(after).toEqual({
      ...before,
      name: 'New',
      unitType: 'step_down',
      beds: beds.toReversed(),
    });
  });

  it('staffing.updated sets the verdict alone', () => {
    const before = aWard('ICU');
    const staffing = {
      pack: { id: 'california', version: 1 },
      required: 1,
      present: 0,
      ratio: null,
      asOf: NOON,
      waiver: null,
      waived: [],
    };
    expect(applyEvent(before, { type: 'staffing.updated', data: { staffing } })).toEqual({
      ...before,
      staffing,
    });
  });

  it('sets and removes planned shifts, packs and pool nurses of the house', () => {
    const house = deepFreeze(aHouse());
    const after = applyEvents(house, [
      { type: 'shift.planned', data: { shift } },
      { type: 'pack.updated', data: { pack } },
      { type: 'shift.started', data: { nurse } },
    ]);
    expect(after).toEqual({ ...house, shifts: [shift], packs: [pack], nurses: [nurse] });
    const later = applyEvent(after, { type: 'shift.withdrawn', data: { shift } });
    expect(later).toEqual({ ...after, shifts: [] });
    const withdrawn = applyEvent(later, { type: 'pack.withdrawn', data: { pack } });
    expect(withdrawn).toEqual({ ...later, packs: [] });
  });

  it('keeps arrays sorted by id whatever the order of arrival', () => {
    const state = [5, 1, 4, 2, 3, 1].reduce<WardState>(
      (ward, n) => applyEvent(ward, { type: 'stay.admitted', data: { stay: aStay(n) } }),
      aWard('ICU'),
    );
    expect(state.stays.map((one) => one.id)).toEqual([1, 2, 3, 4, 5].map(uuid));
  });

  it('shares with the old state what did not change', () => {
    const before = aWard('ICU', { stays: [aStay(1)], nurses: [nurse] });
    const after = applyEvent(before, { type: 'stay.admitted', data: { stay } });
    expect(after.nurses).toBe(before.nurses);
    expect(after.beds).toBe(before.beds);
    expect(after.stays[0]).toBe(before.stays[0]);
  });

  it('refuses an event that has no place in that kind of log, or that it does not know', () => {
    const ward = aWard('ICU');
    expect(() => applyEvent(ward, { type: 'shift.planned', data: { shift } })).toThrow(
      new MisplacedEvent(ward, 'shift.planned'),
    );
    expect(() => applyEvent(aHouse(), { type: 'stay.admitted', data: { stay } })).toThrow(
      'An event "stay.admitted" has no place in the log of the house (H1/_house)',
    );
    const unknown = { type: 'ward.painted', data: {} } as unknown as EventBody;
    expect(() => applyEvent(ward, unknown)).toThrow(MisplacedEvent);
    const inherited = { type: 'constructor', data: {} } as unknown as EventBody;
    expect(() => applyEvent(ward, inherited)).toThrow(MisplacedEvent);
  });
});
