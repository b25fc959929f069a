import type { WardEvent, WardEventType } from '../../contract/events/ward-event.ts';

type BodyOf<E extends WardEvent> = E extends WardEvent
  ? { readonly type: E['type']; readonly data: E['data'] }
  : never;

/** An event without its place in a log: all that a state depends on. */
export type EventBody = BodyOf<WardEvent>;

type LogKind = 'ward' | 'house' | 'any';

/**
 * What an event does, as data, and in which kind of log it may stand. It sets or removes, in the
 * array `of`, the object that `data` holds under `noun`; or it sets the ward's own fields.
 */
export type EventEffect = { readonly in: LogKind } & (
  | { readonly does: 'set' | 'remove'; readonly noun: string; readonly of: string }
  | { readonly does: 'set-ward' }
  | { readonly does: 'set-staffing' }
);

const stay = { in: 'ward', noun: 'stay', of: 'stays' } as const;
const assignment = { in: 'ward', noun: 'assignment', of: 'assignments' } as const;
const alert = { in: 'ward', noun: 'alert', of: 'alerts' } as const;
/** On duty in a ward, or in the house's float pool. */
const nurse = { in: 'any', noun: 'nurse', of: 'nurses' } as const;
const shift = { in: 'house', noun: 'shift', of: 'shifts' } as const;
const pack = { in: 'house', noun: 'pack', of: 'packs' } as const;

const EFFECTS = {
  'stay.admitted': { does: 'set', ...stay },
  'stay.arrived': { does: 'set', ...stay },
  'stay.left': { does: 'remove', ...stay },
  'stay.updated': { does: 'set', ...stay },
  'stay.discharged': { does: 'remove', ...stay },
  'nurse.arrived': { does: 'set', ...nurse },
  'nurse.left': { does: 'remove', ...nurse },
  'nurse.updated': { does: 'set', ...nurse },
  'nurse.break_started': { does: 'set', ...nurse },
  'nurse.break_ended': { does: 'set', ...nurse },
  'shift.started': { does: 'set', ...nurse },
  'shift.updated': { does: 'set', ...nurse },
  'shift.ended': { does: 'set', ...nurse },
  'shift.planned': { does: 'set', ...shift },
  'shift.withdrawn': { does: 'remove', ...shift },
  'assignment.started': { does: 'set', ...assignment },
  'assignment.updated': { does: 'set', ...assignment },
  'assignment.ended': { does: 'remove', ...assignment },
  'handover.noted': { does: 'set', ...assignment },
  'alert.raised': { does: 'set', ...alert },
  'alert.updated': { does: 'set', ...alert },
  'alert.acknowledged': { does: 'set', ...alert },
  'alert.shelved': { does: 'set', ...alert },
  'alert.returned': { does: 'set', ...alert },
  'alert.cleared': { does: 'remove', ...alert },
  'staffing.updated': { in: 'ward', does: 'set-staffing' },
  'ward.updated': { in: 'ward', does: 'set-ward' },
  'pack.updated': { does: 'set', ...pack },
  'pack.withdrawn': { does: 'remove', ...pack },
} as const satisfies Record<WardEventType, EventEffect>;

function effectsIn(kind: LogKind): ReadonlyMap<string, EventEffect> {
  const all: [string, EventEffect][] = Object.entries(EFFECTS);
  return new Map(all.filter(([, effect]) => effect.in === kind || effect.in === 'any'));
}

/** What each type of event does to a ward. */
export const WARD_EFFECTS = effectsIn('ward');

/** What each type of event does to the house. */
export const HOUSE_EFFECTS = effectsIn('house');
