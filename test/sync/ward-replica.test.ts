import { beforeEach, describe, expect, it } from 'vitest';
import type { WardEvent } from '../../src-shared/contract/events/ward-event.ts';
import type { ServerFrameOf } from '../../src-shared/contract/frames/server-frame.ts';
import { parseWardKey } from '../../src-shared/contract/ids.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { emptyState } from '../../src-shared/domain/log/empty-state.ts';
import { WardReplica, type Moment } from '../../src-shared/sync/ward-replica.ts';
import { BEGIN } from './world/sim-clock.ts';

const WARD = 'H1/ICU';

function moment(now: number): Moment {
  return { now, server: BEGIN + now };
}

function event(seq: number, name = `name ${String(seq)}`): WardEvent {
  return {
    seq,
    id: `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`,
    type: 'ward.updated',
    at: new Date(BEGIN).toISOString(),
    actor: 'admin',
    commandId: null,
    data: { ward: { hospitalId: 'H1', wardId: 'ICU', name, unitType: 'ed', beds: [] } },
  };
}

function events(epoch: string, ...list: WardEvent[]): ServerFrameOf<'events'> {
  return { type: 'events', ward: WARD, epoch, events: list };
}

function subscribed(
  recovery: 'current' | 'delta' | 'snapshot',
  seq: number,
  epoch = 'e1',
): ServerFrameOf<'subscribed'> {
  return { type: 'subscribed', id: 1, ward: WARD, recovery, cursor: { epoch, seq } };
}

function snapshot(seq: number, epoch = 'e1', ward = WARD): ServerFrameOf<'snapshot'> {
  const state = emptyState(parseWardKey(ward));
  return { type: 'snapshot', ward: WARD, cursor: { epoch, seq }, state };
}

function nameOf(replica: WardReplica): string | null {
  return (replica.state as WardState).name;
}

let replica: WardReplica;
beforeEach(() => {
  replica = new WardReplica(WARD);
});

/** Asked at 0 ms and recovered to seq 5 of e1. */
function following(): void {
  replica.ask(1, moment(0));
  replica.subscribed(subscribed('snapshot', 5));
  replica.snapshot(snapshot(5));
  expect(replica.phase).toBe('following');
}

/** The socket went and came again; the held cursor is e1:5. */
function askedAgain(): void {
  following();
  replica.rest();
  expect(replica.ask(1, moment(60_000)).cursor).toEqual({ epoch: 'e1', seq: 5 });
}

describe('W2 to W6: recovery', () => {
  it('W2: asks without a cursor at first, and with the held one later', () => {
    expect(replica.ask(1, moment(0)).cursor).toBeNull();
    askedAgain();
  });

  it('W3: what comes before the answer is passed over', () => {
    askedAgain();
    expect(replica.events(events('e1', event(6)), moment(60_100))).toBeNull();
    expect(replica.events(events('e1', event(99)), moment(60_100))).toBeNull();
    expect(replica.snapshot(snapshot(7))).toBeNull();
    expect(replica.cursor).toEqual({ epoch: 'e1', seq: 5 });
    expect(replica.phase).toBe('asked');
  });

  it('W3: an answer to another request is passed over', () => {
    askedAgain();
    expect(replica.subscribed({ ...subscribed('current', 9), id: 7 })).toBeNull();
    expect(replica.phase).toBe('asked');
  });

  it('W4: current is where we are', () => {
    askedAgain();
    expect(replica.subscribed(subscribed('current', 5))).toBeNull();
    expect(replica.phase).toBe('following');
  });

  it('W4: current elsewhere is a fault', () => {
    askedAgain();
    expect(replica.subscribed(subscribed('current', 6))).toMatchObject({ trusted: true });
  });

  it('W4, W5: of another epoch, or upon nothing, is a fault that trusts nothing', () => {
    askedAgain();
    expect(replica.subscribed(subscribed('current', 5, 'e2'))).toMatchObject({ trusted: false });
    expect(replica.subscribed(subscribed('delta', 9, 'e2'))).toMatchObject({ trusted: false });
    const empty = new WardReplica(WARD);
    empty.ask(1, moment(0));
    expect(empty.subscribed(subscribed('delta', 9))).toMatchObject({ trusted: false });
  });

  it('W5: a delta ends exactly where it was told', () => {
    askedAgain();
    expect(replica.subscribed(subscribed('delta', 7))).toBeNull();
    expect(replica.events(events('e1', event(6)), moment(60_100))).toBeNull();
    expect(replica.phase).toBe('delta');
    expect(replica.events(events('e1', event(7)), moment(60_200))).toBeNull();
    expect(replica.phase).toBe('following');
    expect(nameOf(replica)).toBe('name 7');
  });

  it('W5: a delta that goes beyond, or nowhere, is a fault', () => {
    askedAgain();
    expect(replica.subscribed(subscribed('delta', 5))).toMatchObject({ trusted: true });
    replica.ask(1, moment(60_300));
    expect(replica.subscribed(subscribed('delta', 6))).toBeNull();
    const beyond = replica.events(events('e1', event(6), event(7)), moment(60_400));
    expect(beyond).toMatchObject({ trusted: true });
    expect(replica.cursor?.seq).toBe(5);
  });

  it('W6: a snapshot replaces everything, and events in its place are a fault', () => {
    askedAgain();
    expect(replica.subscribed(subscribed('snapshot', 2, 'e2'))).toBeNull();
    expect(replica.events(events('e1', event(6)), moment(60_100))).toMatchObject({ trusted: true });
    expect(replica.snapshot(snapshot(2, 'e2'))).toBeNull();
    expect(replica.cursor).toEqual({ epoch: 'e2', seq: 2 });
  });

  it('W6: one may come unasked', () => {
    following();
    expect(replica.snapshot(snapshot(9))).toBeNull();
    expect(replica.cursor?.seq).toBe(9);
    expect(replica.events(events('e1', event(10)), moment(10))).toBeNull();
  });

  it('W6: the snapshot of another ward is a fault', () => {
    askedAgain();
    replica.subscribed(subscribed('snapshot', 2));
    expect(replica.snapshot(snapshot(2, 'e1', 'H1/ED'))).toMatchObject({ trusted: false });
  });
});

describe('W7, W8: events that do not fit', () => {
  it.each([
    ['a gap', events('e1', event(7))],
    ['a gap inside', events('e1', event(6), event(8))],
    ['a repeat', events('e1', event(5))],
    ['a repeat inside', events('e1', event(6), event(6))],
    ['another order', events('e1', event(7), event(6))],
    ['another epoch', events('e2', event(6))],
  ])('W7: %s is a fault, and nothing of it is applied', (_what, frame) => {
    following();
    const { state } = replica;
    const fault = replica.events(frame, moment(100));
    expect(fault).toMatchObject({ trusted: true });
    expect(replica.state).toBe(state);
    expect(replica.cursor).toEqual({ epoch: 'e1', seq: 5 });
    replica.distrust(fault!);
    expect(replica.ask(2, moment(200)).cursor).toEqual({ epoch: 'e1', seq: 5 });
  });

  it('W8: an event that has no place there takes the cursor with it', () => {
    following();
    const shift = {
      id: 's',
      nurseId: 'n',
      wardId: null,
      startsAt: event(1).at,
      endsAt: event(1).at,
    };
    const planned: WardEvent = { ...event(6), type: 'shift.planned', data: { shift } };
    const fault = replica.events(events('e1', planned), moment(100));
    expect(fault).toMatchObject({ trusted: false });
    replica.distrust(fault!);
    expect(replica.toKeep()).toBeNull();
    expect(replica.ask(2, moment(200)).cursor).toBeNull();
  });
});

describe('W9, W10, W13: heads', () => {
  it('W9: a head that was told has to be here by the next heartbeat', () => {
    following();
    expect(replica.heartbeat(6, moment(8_000))).toBeNull();
    expect(replica.isAtHead).toBe(false);
    expect(replica.heartbeat(6, moment(16_000))).toMatchObject({ trusted: true });
  });

  it('W9: it may come in between', () => {
    following();
    replica.heartbeat(6, moment(8_000));
    replica.events(events('e1', event(6)), moment(8_100));
    expect(replica.isAtHead).toBe(true);
    expect(replica.heartbeat(7, moment(16_000))).toBeNull();
  });

  it('W10: left out once after a recovery is let off, twice is not verified', () => {
    following();
    replica.heartbeat(undefined, moment(100));
    expect(replica.verifiedAt).toBe(0);
    replica.heartbeat(undefined, moment(8_100));
    expect(replica.verifiedAt).toBeNull();
    replica.heartbeat(5, moment(16_100));
    expect(replica.verifiedAt).toBe(16_100);
    replica.heartbeat(undefined, moment(24_100));
    expect(replica.verifiedAt).toBeNull();
  });

  it('W13: a recovery is as old as its question', () => {
    replica.ask(1, moment(1_000));
    replica.subscribed(subscribed('snapshot', 5));
    replica.snapshot(snapshot(5));
    expect(replica.verifiedAt).toBe(1_000);
    expect(replica.asOf).toBe(BEGIN + 1_000);
  });

  it('a snapshot of another epoch makes what was told of the old one void', () => {
    following();
    replica.heartbeat(8, moment(8_000));
    replica.snapshot(snapshot(2, 'e2'));
    expect(replica.verifiedAt).toBeNull();
    expect(replica.heartbeat(2, moment(16_000))).toBeNull();
    expect(replica.isAtHead).toBe(true);
  });
});

describe('W11, W12', () => {
  it('W11: a denied ward keeps nothing', () => {
    following();
    replica.deny();
    expect(replica.state).toBeNull();
    expect(replica.cursor).toBeNull();
    expect(replica.toKeep()).toBeNull();
    expect(replica.events(events('e1', event(6)), moment(100))).toBeNull();
  });

  it('W12: a recovery without progress is a fault after 60 ticks', () => {
    replica.ask(1, moment(0));
    for (let i = 0; i < 60; i++) expect(replica.tick()).toBeNull();
    expect(replica.tick()).toMatchObject({ trusted: true });
    following();
    for (let i = 0; i < 200; i++) expect(replica.tick()).toBeNull();
  });
});
