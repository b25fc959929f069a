import type { LogState } from '../../contract/state/log-state.ts';
import type { WardConfig } from '../../contract/state/ward-config.ts';
import { type Identified, sortedById, withItem, withoutItem } from './by-id.ts';
import { type EventBody, type EventEffect, HOUSE_EFFECTS, WARD_EFFECTS } from './event-effects.ts';
import { isHouse } from './log-kind.ts';

/** An event that cannot stand in this kind of log, or of a type this build does not know. */
export class MisplacedEvent extends Error {
  constructor(state: LogState, type: string) {
    const kind = isHouse(state) ? 'the house' : 'a ward';
    super(
      `An event "${type}" has no place in the log of ${kind} (${state.hospitalId}/${state.wardId})`,
    );
    this.name = 'MisplacedEvent';
  }
}

/**
 * The state after an event (CONTRACT §4): a new object that shares with the old one whatever did
 * not change, arrays sorted by id. The only place where events become state, for server, desktop
 * and tablet; it looks at nothing but its arguments, evaluates no rule, and changes neither.
 * Throws `MisplacedEvent`.
 */
export function applyEvent<S extends LogState>(state: S, event: EventBody): S {
  const effect = (isHouse(state) ? HOUSE_EFFECTS : WARD_EFFECTS).get(event.type);
  if (effect === undefined) throw new MisplacedEvent(state, event.type);
  return take(state, effect, event.data);
}

/** The state after several events, in order. */
export function applyEvents<S extends LogState>(state: S, events: Iterable<EventBody>): S {
  let next = state;
  for (const event of events) next = applyEvent(next, event);
  return next;
}

/**
 * The table of `event-effects.ts` pairs each type with what its `data` holds and with an array that
 * its kind of log has, so the look-ups by name below cannot miss on a parsed event.
 */
function take<S extends LogState>(state: S, effect: EventEffect, data: object): S {
  const held = data as Readonly<Record<string, unknown>>;
  switch (effect.does) {
    case 'set-staffing':
      return { ...state, staffing: held['staffing'] };
    case 'set-ward': {
      const { name, unitType, beds } = held['ward'] as WardConfig;
      return { ...state, name, unitType, beds: sortedById(beds) };
    }
    case 'set':
    case 'remove': {
      const object = held[effect.noun] as Identified;
      const before = (state as unknown as Record<string, readonly Identified[]>)[effect.of] ?? [];
      const after =
        effect.does === 'set' ? withItem(before, object) : withoutItem(before, object.id);
      return after === before ? state : { ...state, [effect.of]: after };
    }
  }
}
