import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bus } from '../../../server/bus/bus.ts';
import { createMemoryBus } from '../../../server/bus/memory-bus.ts';
import { until } from '../../support/until.ts';
import { DISPATCHER_H1 } from './test-auth.ts';
import { openWardDatabase, type WardDatabase } from './test-database.ts';
import { startRealtime, type TestRealtime } from './test-realtime.ts';
import { write } from './ward-writer.ts';

let wards: WardDatabase;
let bus: Bus;
let realtime: TestRealtime;

beforeAll(async () => {
  wards = await openWardDatabase();
  bus = createMemoryBus({ replayWindowMs: 300_000 });
  realtime = await startRealtime({
    database: wards.database,
    bus,
    limits: { authorityMs: 50, batchSpacingMs: 5 },
  });
});
afterAll(async () => {
  await realtime.close();
  await bus.close();
  await wards.close();
});

test('an access token that ends closes 4001', async () => {
  const client = await realtime.connect({ expiresIn: 300 });
  expect(await client.closed).toMatchObject({ code: 4001 });
});

test('a renewed token keeps the socket open', async () => {
  const family = '11111111-1111-4111-8111-111111111111';
  const kept = await realtime.connect({ userId: 'rene', family, expiresIn: 300 });
  const token = realtime.auth.token('rene', family, Date.now() + 3_600_000);
  kept.send({ type: 'auth', token });
  const other = await realtime.connect({ expiresIn: 1_500 });
  await other.closed;
  await kept.subscribe(await wards.newWard());
  kept.terminate();
});

test('a token of a later sign-in of the same user renews too', async () => {
  const family = '33333333-3333-4333-8333-333333333333';
  const kept = await realtime.connect({ userId: 'rolf', family, expiresIn: 1_500 });
  const second = '44444444-4444-4444-8444-444444444444';
  kept.send({ type: 'auth', token: realtime.auth.token('rolf', second, Date.now() + 3_600_000) });
  const other = await realtime.connect({ expiresIn: 1_600 });
  await other.closed;
  await kept.subscribe(await wards.newWard());
  realtime.auth.revoke(family);
  await kept.subscribe(await wards.newWard());
  // The socket lives by its newest sign-in now, and goes with that one.
  realtime.auth.revoke(second);
  expect(await kept.closed).toMatchObject({ code: 4001 });
});

test('a token of a sign-in that was revoked closes 4001', async () => {
  const client = await realtime.connect({ userId: 'rita' });
  const revoked = '55555555-5555-4555-8555-555555555555';
  realtime.auth.revoke(revoked);
  const token = realtime.auth.token('rita', revoked, Date.now() + 3_600_000);
  client.send({ type: 'auth', token });
  expect(await client.closed).toMatchObject({ code: 4001 });
});

test("a bad token, or somebody else's, closes 4001", async () => {
  const bad = await realtime.connect();
  bad.send({ type: 'auth', token: 'no token' });
  expect(await bad.closed).toMatchObject({ code: 4001 });
  const family = '22222222-2222-4222-8222-222222222222';
  const other = await realtime.connect({ userId: 'olga', family });
  const token = realtime.auth.token('paul', family, Date.now() + 3_600_000);
  other.send({ type: 'auth', token });
  expect(await other.closed).toMatchObject({ code: 4001 });
});

test('a revoked or disabled user is closed 4001', async () => {
  const client = await realtime.connect({ userId: 'rosa' });
  realtime.auth.setMemberships('rosa', null);
  expect(await client.closed).toMatchObject({ code: 4001 });
});

test('a user who has no access left is closed 4003', async () => {
  const client = await realtime.connect({ userId: 'nick' });
  realtime.auth.setMemberships('nick', []);
  expect(await client.closed).toMatchObject({ code: 4003 });
});

test('who is narrowed is told which wards are gone, and gets nothing more of them', async () => {
  const [kept = '', gone = ''] = await wards.newWards(2);
  const client = await realtime.connect({ userId: 'lena', memberships: DISPATCHER_H1 });
  await client.subscribe(kept);
  await client.subscribe(gone);
  const [, keptId = ''] = kept.split('/');
  realtime.auth.setMemberships('lena', [{ hospitalId: 'H1', role: 'nurse', wardIds: [keptId] }]);
  expect(await client.next('unsubscribed')).toEqual({
    type: 'unsubscribed',
    ward: gone,
    code: 'forbidden',
  });
  await write({ database: wards.database, bus }, gone, 1);
  await write({ database: wards.database, bus }, kept, 1);
  await client.reaches(kept, 1);
  expect(client.cursors.get(gone)?.seq).toBe(0);
});

test('an answer from before a narrowing that comes after it does not last', async () => {
  const [gone = '', forbidden = ''] = await wards.newWards(2);
  const [, goneId = ''] = gone.split('/');
  const { auth } = realtime;
  const client = await realtime.connect({
    userId: 'late',
    memberships: [{ hospitalId: 'H1', role: 'nurse', wardIds: [goneId] }],
  });
  await client.subscribe(gone);
  const { principals } = auth;
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  auth.principals = async (sessions) => {
    const found = await principals(sessions);
    ask();
    await released;
    return found;
  };
  client.send({ type: 'subscribe', id: 91, ward: forbidden, cursor: null });
  await asked;
  auth.principals = principals;
  auth.setMemberships('late', [{ hospitalId: 'H1', role: 'nurse', wardIds: [] }]);
  expect(await client.next('unsubscribed')).toMatchObject({ ward: gone });
  release();
  expect(await client.next('error')).toMatchObject({ id: 91, code: 'forbidden' });
  // By then one has begun, and ended, after the late answer.
  const before = auth.reads;
  await until(() => auth.reads >= before + 3, { what: 'rights that are read again' });
  client.send({ type: 'subscribe', id: 92, ward: gone, cursor: null });
  expect(await client.next('error')).toMatchObject({ id: 92, code: 'forbidden' });
});

test('while rights cannot be read, what was said last holds', async () => {
  const client = await realtime.connect({ userId: 'hans' });
  realtime.auth.isDown = true;
  const ward = await wards.newWard();
  await client.subscribe(ward);
  await write({ database: wards.database, bus }, ward, 1);
  await client.reaches(ward, 1);
  realtime.auth.isDown = false;
});

test('the rights of many sockets are read together', async () => {
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => realtime.connect({ userId: `u${index}` })),
  );
  const before = realtime.auth.reads;
  const began = performance.now();
  const probe = await realtime.connect({ userId: 'probe' });
  realtime.auth.setMemberships('probe', null);
  await probe.closed;
  // One read for the handshake, and one each 50 ms.
  const polls = Math.ceil((performance.now() - began) / 50) + 1;
  expect(realtime.auth.reads - before).toBeLessThanOrEqual(polls + 1);
});
