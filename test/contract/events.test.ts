import { describe, expect, it } from 'vitest';
import { busEventSchema } from '../../src-shared/contract/events/bus-event.ts';
import { wardEventSchema } from '../../src-shared/contract/events/ward-event.ts';
import { logStateSchema } from '../../src-shared/contract/state/log-state.ts';
import {
  alert,
  assignment,
  houseState,
  nurse,
  pack,
  shift,
  staffing,
  stay,
  TIME,
  UUID,
  ward,
  wardState,
} from './examples.ts';
import { faultsOf } from './faults-of.ts';

const moveId = UUID;
const DATA: Record<string, object> = {
  'stay.admitted': { stay },
  'stay.arrived': { stay, moveId },
  'stay.left': { stay, moveId },
  'stay.updated': { stay },
  'stay.discharged': { stay },
  'nurse.arrived': { nurse, moveId },
  'nurse.left': { nurse },
  'nurse.updated': { nurse },
  'nurse.break_started': { nurse: { ...nurse, onBreakUntil: TIME, relievedBy: 'N-0002' } },
  'nurse.break_ended': { nurse },
  'shift.started': { nurse },
  'shift.updated': { nurse },
  'shift.ended': { nurse },
  'shift.planned': { shift },
  'shift.withdrawn': { shift },
  'assignment.started': { assignment },
  'assignment.updated': { assignment },
  'assignment.ended': { assignment },
  'staffing.updated': { staffing },
  'alert.raised': { alert },
  'alert.updated': { alert },
  'alert.acknowledged': { alert },
  'alert.shelved': { alert },
  'alert.returned': { alert },
  'alert.cleared': { alert },
  'handover.noted': { assignment },
  'pack.updated': { pack },
  'pack.withdrawn': { pack },
  'ward.updated': { ward },
};

const event = (type: string, data = DATA[type]) => ({
  seq: 42,
  id: UUID,
  type,
  at: TIME,
  actor: 'dispatcher',
  commandId: null,
  data,
});

describe('events', () => {
  it('have an example each', () => {
    const types = wardEventSchema.options.map((option) => option.shape.type.value);
    expect(Object.keys(DATA).sort()).toEqual(types.sort());
  });

  it.each(Object.keys(DATA))('%s comes out as it went in, without what is unknown', (type) => {
    const good = event(type);
    expect(wardEventSchema.parse({ ...good, added: 'later' })).toEqual(good);
    expect(busEventSchema.parse({ ward: 'H1/ICU', epoch: 'e1', ...good })).toMatchObject(good);
  });

  it.each(Object.entries(DATA))('%s needs its object', (type, data) => {
    const noun = Object.keys(data)[0]!;
    expect(faultsOf(wardEventSchema, event(type, {}))).toContain(`data.${noun}`);
    expect(faultsOf(wardEventSchema, event(type, { ...data, [noun]: null }))).toEqual([
      `data.${noun}`,
    ]);
  });

  it.each(['stay.arrived', 'stay.left', 'nurse.arrived'])('%s needs a moveId', (type) => {
    const { moveId: _left, ...data } = DATA[type] as { moveId: string };
    expect(faultsOf(wardEventSchema, event(type, data))).toEqual(['data.moveId']);
  });

  it.each([
    ['seq', 0],
    ['seq', 1.5],
    ['id', 'one'],
    ['at', '2026-03-02T12:00:00Z'],
    ['at', '2026-03-02T13:00:00.000+01:00'],
    ['actor', ''],
    ['commandId', undefined],
    ['type', 'stay.painted'],
  ])('with %s %j are refused', (path, value) => {
    expect(faultsOf(wardEventSchema, { ...event('stay.admitted'), [path]: value })).toEqual([path]);
  });
});

describe('states', () => {
  it('of a ward and of the house come out as they went in', () => {
    expect(logStateSchema.parse(wardState)).toEqual(wardState);
    expect(logStateSchema.parse(houseState)).toEqual(houseState);
  });

  it('have every field, null where unknown', () => {
    for (const field of Object.keys(wardState)) {
      const { [field]: _left, ...rest } = wardState as Record<string, unknown>;
      expect(logStateSchema.safeParse(rest).success, field).toBe(false);
    }
  });

  it('never mix a ward with the house', () => {
    expect(logStateSchema.safeParse({ ...houseState, wardId: 'ICU' }).success).toBe(false);
  });
});
