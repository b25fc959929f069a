import { describe, expect, it } from 'vitest';
import { clientFrameSchema } from '../../src-shared/contract/frames/client-frame.ts';
import { serverFrameSchema } from '../../src-shared/contract/frames/server-frame.ts';
import { cursor, stay, TIME, UUID, wardState } from './examples.ts';
import { faultsOf } from './faults-of.ts';

const admitted = {
  seq: 42,
  id: UUID,
  type: 'stay.admitted',
  at: TIME,
  actor: 'dispatcher',
  commandId: UUID,
  data: { stay },
};

const CLIENT = {
  subscribe: { type: 'subscribe', id: 1, ward: 'H1/ICU', cursor },
  unsubscribe: { type: 'unsubscribe', id: 2, ward: 'H1/ICU' },
  ack: { type: 'ack', notificationIds: [UUID] },
  auth: { type: 'auth', token: 'jwt' },
};

const SERVER = {
  welcome: {
    type: 'welcome',
    connectionId: 'c1',
    serverTime: TIME,
    heartbeatMs: 8000,
    replayWindowMs: 300_000,
  },
  subscribed: { type: 'subscribed', id: 1, ward: 'H1/ICU', recovery: 'delta', cursor },
  snapshot: { type: 'snapshot', ward: 'H1/ICU', cursor, state: wardState },
  events: { type: 'events', ward: 'H1/ICU', epoch: 'e1', events: [admitted] },
  notification: {
    type: 'notification',
    id: UUID,
    kind: 'assignment',
    title: 'A new patient',
    ref: null,
    createdAt: TIME,
    hospitalId: 'H1',
    wardId: 'ICU',
    from: 'Sam at the desk',
  },
  notificationRead: { type: 'notificationRead', ids: [UUID] },
  presence: { type: 'presence', hospital: 'H1', users: [{ id: 'dispatcher', name: 'Dora' }] },
  unsubscribed: { type: 'unsubscribed', ward: 'H1/ICU', code: 'forbidden' },
  heartbeat: { type: 'heartbeat', serverTime: TIME, wards: { 'H1/ICU': 42 } },
  error: { type: 'error', id: null, code: 'forbidden', message: 'No.' },
  goodbye: { type: 'goodbye', reason: 'draining', reconnectAfterMs: 1200 },
};

describe('what a client says', () => {
  it('has an example of each type', () => {
    const types = clientFrameSchema.options.map((option) => option.shape.type.value);
    expect(Object.keys(CLIENT).sort()).toEqual(types.sort());
  });

  it.each(Object.entries(CLIENT))('%s comes out as it went in', (_type, frame) => {
    expect(clientFrameSchema.parse(frame)).toEqual(frame);
  });

  it('subscribes without a cursor when it has no state', () => {
    const first = { ...CLIENT.subscribe, cursor: null };
    expect(clientFrameSchema.parse(first)).toEqual(first);
  });

  it.each([
    [CLIENT.subscribe, 'id', -1],
    [CLIENT.subscribe, 'id', '1'],
    [CLIENT.subscribe, 'ward', 'ICU'],
    [CLIENT.subscribe, 'ward', 'H1/ICU/x'],
    [CLIENT.subscribe, 'cursor', undefined],
    [CLIENT.subscribe, 'cursor', 41],
    [CLIENT.unsubscribe, 'ward', ''],
    [CLIENT.ack, 'notificationIds', null],
    [CLIENT.auth, 'token', ''],
    [CLIENT.auth, 'type', 'shout'],
  ])('%j with %s %j is refused', (frame, path, value) => {
    expect(faultsOf(clientFrameSchema, { ...frame, [path]: value })).toEqual([path]);
  });

  it('names the fault inside', () => {
    const bad = { ...CLIENT.subscribe, cursor: { epoch: 'e1', seq: -1 } };
    expect(faultsOf(clientFrameSchema, bad)).toEqual(['cursor.seq']);
    const acks = { ...CLIENT.ack, notificationIds: [UUID, 'x'] };
    expect(faultsOf(clientFrameSchema, acks)).toEqual(['notificationIds.1']);
  });
});

describe('what a server says', () => {
  it('has an example of each type', () => {
    const types = serverFrameSchema.options.map((option) => option.shape.type.value);
    expect(Object.keys(SERVER).sort()).toEqual(types.sort());
  });

  it.each(Object.entries(SERVER))('%s comes out as it went in', (_type, frame) => {
    expect(serverFrameSchema.parse(frame)).toEqual(frame);
  });

  it.each(Object.entries(SERVER))('%s needs each of its fields', (_type, frame) => {
    for (const field of Object.keys(frame)) {
      const { [field]: _left, ...rest } = frame as Record<string, unknown>;
      expect(faultsOf(serverFrameSchema, rest)).toEqual([field]);
    }
  });

  it('never sends an empty list of events, and names the event at fault', () => {
    expect(faultsOf(serverFrameSchema, { ...SERVER.events, events: [] })).toEqual(['events']);
    const bad = { ...SERVER.events, events: [admitted, { ...admitted, seq: 0 }] };
    expect(faultsOf(serverFrameSchema, bad)).toEqual(['events.1.seq']);
  });
});
