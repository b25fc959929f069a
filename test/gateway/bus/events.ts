import { committedEvent } from '../../../server/bus/bus-event.ts';
import type { CommittedEvents } from '../../../server/bus/bus.ts';
import type { WardEvent } from '../../../src-shared/contract/events/ward-event.ts';

/** The wall clock's hour, so that events are of now and tests need no clock. */
const START = Date.UTC(2026, 10, 22, 3);

export interface EventOptions {
  actor?: string;
  /** Time between two seqs, in milliseconds. Default 0. */
  everyMs?: number;
}

/** Events `first` … `first + count - 1` of a ward; the same arguments give the same texts. */
export function events(
  ward: string,
  epoch: string,
  first: number,
  count: number,
  options: EventOptions = {},
): CommittedEvents {
  const list = Array.from({ length: count }, (_, index) => event(first + index, options));
  return { ward, epoch, events: list.map((one) => committedEvent(ward, epoch, one)) };
}

export function event(seq: number, options: EventOptions = {}): WardEvent {
  return {
    seq,
    id: `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`,
    type: 'stay.discharged',
    at: new Date(START + seq * (options.everyMs ?? 0)).toISOString(),
    actor: options.actor ?? 'dispatcher',
    commandId: null,
    data: {
      stay: {
        id: '00000000-0000-4000-8000-000000000001',
        patient: { ref: 'P1', label: 'Patient "at":"1" Müller' },
        bedId: null,
        acuity: null,
        admittedAt: '2026-11-22T00:00:00.000Z',
        expectedDischargeAt: null,
      },
    },
  };
}
