import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { insertUser } from '../../../server/auth/users.ts';
import { createCommands } from '../../../server/commands/commands.ts';
import { QUOTA_BURST } from '../../../server/db/notification-quota.ts';
import { appendNotifications, type NotificationDraft } from '../../../server/db/notifications.ts';
import { assignNurseAnswerSchema } from '../../../src-shared/contract/commands/assign-nurse.ts';
import {
  notificationsAnswerSchema,
  postNotificationAnswerSchema,
  sentNotificationsAnswerSchema,
} from '../../../src-shared/contract/notifications.ts';
import { wardAnswerSchema } from '../../../src-shared/contract/reads.ts';
import { ticketSchema } from '../../../src-shared/contract/session.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { until } from '../../support/until.ts';
import { openHttpHouse, problemOf, type HttpHouse, type UserName } from '../http/http-house.ts';
import { openClient, type TestClient } from '../realtime/test-client.ts';

let house: HttpHouse;
let realtimeUrl: string;
const open: TestClient[] = [];
beforeAll(async () => {
  house = await openHttpHouse(['api', 'realtime']);
  const url = await house.gateway.http.app.listen({ port: 0, host: '127.0.0.1' });
  realtimeUrl = `${url.replace('http', 'ws')}/realtime`;
});
afterAll(() => house.close());
afterEach(() => {
  for (const client of open.splice(0)) client.terminate();
});

async function connect(as: UserName, deviceId?: string): Promise<TestClient> {
  const body = deviceId === undefined ? {} : { deviceId };
  const url = '/api/v1/realtime/tickets';
  const answer = await house.call({ method: 'POST', url, as, body, key: null });
  const client = await openClient(`${realtimeUrl}?ticket=${answer.read(ticketSchema).ticket}`);
  open.push(client);
  return client;
}

async function post(as: UserName, body: object): Promise<string> {
  const answer = await house.call({ method: 'POST', url: '/api/v1/notifications', as, body });
  return answer.read(postNotificationAnswerSchema).id;
}

const device = (): string => `device-${randomUUID()}`;
const ids = (client: TestClient): string[] =>
  client.frames.flatMap((frame) => (frame.type === 'notification' ? frame.id : []));
const ack = (client: TestClient, ...notificationIds: string[]): void => {
  client.send({ type: 'ack', notificationIds });
};
const read = (id: string, deviceId?: string): Promise<unknown> =>
  house.call({
    method: 'POST',
    url: `/api/v1/notifications/${id}/read`,
    as: 'nurse',
    body: deviceId === undefined ? {} : { deviceId },
  });
/** Until PostgreSQL has the receipt of a device. */
const received = (id: string, deviceId = ''): Promise<unknown> =>
  until(
    async () =>
      (await house.test.query(
        'select from receipt where notification_id = $1 and device_id = $2',
        [id, deviceId],
      )).length === 1, // prettier-ignore
    { what: `the receipt of ${id}` },
  );
const has = (client: TestClient, id: string): Promise<unknown> =>
  until(() => ids(client).includes(id), { what: `notification ${id}`, every: 5 });
/** All that a socket gets at once has come when a later one has. */
async function settled(client: TestClient): Promise<void> {
  await has(client, await post('integration', { userId: 'nurse', kind: 'system', title: 'last' }));
}

describe('a notification', () => {
  test('reaches every device of its user, with what the contract names', async () => {
    const [one, other] = [await connect('nurse', device()), await connect('nurse', device())];
    const stranger = await connect('dispatcher', device());
    const id = await post('integration', {
      userId: 'nurse',
      kind: 'alert',
      title: 'Look at this',
      ref: 'r-1',
    });
    for (const client of [one, other]) {
      await has(client, id);
      expect(client.frames.find((f) => f.type === 'notification' && f.id === id)).toEqual({
        ...{ type: 'notification', id, kind: 'alert', title: 'Look at this', ref: 'r-1' },
        ...{ createdAt: expect.any(String) as string, hospitalId: 'H1', wardId: null },
        from: 'The integration',
      });
    }
    expect(ids(stranger)).toEqual([]);
  });

  test('comes again on each connect until that device acknowledges', async () => {
    const [a, b] = [device(), device()];
    const first = await connect('nurse', a);
    const id = await post('integration', { userId: 'nurse', kind: 'system', title: 'again' });
    await has(first, id);
    first.terminate();
    const second = await connect('nurse', a);
    await has(second, id);
    ack(second, id, randomUUID());
    await received(id, a);
    const third = await connect('nurse', a);
    await settled(third);
    expect(ids(third)).not.toContain(id);
    await has(await connect('nurse', b), id);
  });

  test('is acknowledged by nobody but its user', async () => {
    const id = await post('integration', { userId: 'nurse', kind: 'system', title: 'mine' });
    const intruder = await connect('dispatcher', device());
    const own = await post('integration', { userId: 'dispatcher', kind: 'system', title: 'own' });
    await has(intruder, own);
    ack(intruder, id, own);
    await until(
      async () =>
        (await house.test.query('select from receipt where notification_id = $1', [own])).length >
        0,
      { what: 'the receipt' },
    );
    expect(await house.test.query('select from receipt where notification_id = $1', [id])).toEqual([]); // prettier-ignore
  });

  test('without a device id goes to one device a user', async () => {
    const first = await connect('nurse');
    const id = await post('integration', { userId: 'nurse', kind: 'system', title: 'one device' });
    await has(first, id);
    ack(first, id);
    await received(id);
    const second = await connect('nurse');
    await settled(second);
    expect(ids(second)).not.toContain(id);
  });

  test('that nobody told of is found in PostgreSQL within a second', async () => {
    const client = await connect('nurse', device());
    await settled(client);
    const draft: NotificationDraft = {
      ...{ id: randomUUID(), hospitalId: 'H1', wardId: null, to: { userId: 'nurse' } },
      ...{ kind: 'system' as const, title: 'its writer died', ref: null, sender: 'system:test' },
      ...{ senderName: null, urgent: true },
    };
    await house.database.system((tx) => appendNotifications(tx, [draft]));
    const committedAt = performance.now();
    await has(client, draft.id);
    expect(performance.now() - committedAt).toBeLessThan(2_500);
  });
});

describe('reading', () => {
  test('on one device clears it on the others, and on those that come later', async () => {
    const [a, b, c] = [device(), device(), device()];
    const [one, other, later] = [
      await connect('nurse', a),
      await connect('nurse', b),
      await connect('nurse', c),
    ];
    const id = await post('integration', { userId: 'nurse', kind: 'system', title: 'read me' });
    for (const [client, name] of [[one, a], [other, b], [later, c]] as const) {
      await has(client, id);
      ack(client, id);
      await received(id, name);
    } // prettier-ignore
    later.terminate();
    await read(id, a);
    expect((await other.next('notificationRead')).ids).toEqual([id]);
    const back = await connect('nurse', c);
    expect((await back.next('notificationRead')).ids).toContain(id);
    ack(back, id);
    await until(
      async () =>
        (await house.test.query(
          'select from receipt where notification_id = $1 and device_id = $2 and read_at is not null',
          [id, c],
        )).length === 1, // prettier-ignore
      { what: 'that the device knows' },
    );
    const again = await connect('nurse', c);
    await settled(again);
    expect(again.frames.filter((f) => f.type === 'notificationRead' && f.ids.includes(id))).toEqual([]); // prettier-ignore
    const fresh = await connect('nurse', device());
    await settled(fresh);
    expect(ids(fresh)).not.toContain(id);
    const reader = one.frames.filter((f) => f.type === 'notificationRead' && f.ids.includes(id));
    expect(reader).toEqual([]);
  });

  test('while it waits for its turn takes it out of the line: no device gets it', async () => {
    const clients = [await connect('nurse', device()), await connect('nurse', device())];
    const made = await Promise.all(
      Array.from({ length: 35 }, (_, i) =>
        post('integration', { userId: 'nurse', kind: 'system', title: `w${i}` }),
      ),
    );
    const waiting = await house.test.query<{ id: string }>(
      'select id from notification where id = any ($1::uuid[]) and seq is null order by turn, queued',
      [made],
    );
    const some = waiting.slice(-4).map(({ id }) => id);
    expect(some).toHaveLength(4);
    await Promise.all(some.map((id) => read(id, 'somewhere')));
    const last = await post('integration', { userId: 'nurse', kind: 'system', title: 'wlast' });
    for (const client of clients) {
      await until(() => ids(client).includes(last), { what: 'the last', within: 20_000 });
      const got = ids(client).filter((id) => made.includes(id));
      expect(got.sort()).toEqual(made.filter((id) => !some.includes(id)).sort());
    }
  });

  test('before its device has acknowledged is told again to the device that then does', async () => {
    const [a, b] = [device(), device()];
    const [one, other] = [await connect('nurse', a), await connect('nurse', b)];
    const id = await post('integration', { userId: 'nurse', kind: 'system', title: 'quick' });
    for (const client of [one, other])
      await until(() => ids(client).includes(id), { what: 'it', within: 20_000 });
    await read(id, a);
    const told = (client: TestClient): number =>
      client.frames.filter((f) => f.type === 'notificationRead' && f.ids.includes(id)).length;
    await until(() => told(other) === 1, { what: 'that it was read' });
    ack(other, id);
    await until(() => told(other) === 2, { what: 'that it was read, again' });
    ack(other, id);
    await until(
      async () =>
        (await house.test.query(
          'select from receipt where notification_id = $1 and device_id = $2 and read_at is not null',
          [id, b],
        )).length === 1, // prettier-ignore
      { what: 'that the device knows' },
    );
    expect(told(other)).toBe(2);
  });

  test('takes it off the unread list and leaves it on the other', async () => {
    const id = await post('integration', { userId: 'nurse', kind: 'system', title: 'listed' });
    const list = async (unread: 0 | 1): Promise<string[]> => {
      const url = `/api/v1/notifications?unread=${unread}`;
      const { notifications } = (await house.call({ url, as: 'nurse' })).read(
        notificationsAnswerSchema,
      );
      return notifications.map((one) => one.id);
    };
    expect((await list(1))[0]).toBe(id);
    await read(id);
    expect(await list(1)).not.toContain(id);
    expect((await list(0))[0]).toBe(id);
  });
});

describe('a message', () => {
  test('to everybody on a ward is answered with one tap, and its sender learns of it', async () => {
    const desk = await connect('dispatcher', device());
    const id = await post('dispatcher', {
      ...{ hospitalId: 'H1', wardId: 'ICU', kind: 'message', title: 'Can you stay longer?' },
    });
    const answer = (value: string) =>
      house.call({
        ...{ method: 'POST', url: `/api/v1/notifications/${id}/answer`, as: 'nurse' },
        body: { answer: value },
      });
    expect((await answer('call_me')).status).toBe(200);
    const told = await until(
      () => desk.frames.find((frame) => frame.type === 'notification' && frame.ref === id) ?? false,
      { what: 'the answer at the desk' },
    );
    expect(told).toMatchObject({ kind: 'system', from: 'The nurse', wardId: null });
    expect(told).toMatchObject({ title: 'The nurse: Call me — “Can you stay longer?”' });
    expect((await answer('no')).status).toBe(200);
    const sent = (
      await house.call({ url: '/api/v1/hospitals/H1/messages', as: 'dispatcher' })
    ).read(sentNotificationsAnswerSchema);
    expect(sent.messages.find((message) => message.id === id)).toMatchObject({
      wardId: 'ICU',
      recipients: [{ userId: 'nurse', name: 'The nurse', answer: 'no' }],
    });
    const others = await house.call({ url: '/api/v1/hospitals/H1/messages', as: 'integration' });
    expect(others.read(sentNotificationsAnswerSchema).messages.map((m) => m.id)).not.toContain(id);
  });

  test('keeps the answer that was given last, whichever came in last', async () => {
    const id = await post('dispatcher', {
      ...{ userId: 'nurse', kind: 'message', title: 'Until nine?' },
    });
    await house.test.query(
      `update notification set created_at = created_at - interval '1 hour' where id = $1`,
      [id],
    );
    const answer = (value: string, ago: number | null, headers: Record<string, string> = {}) =>
      house.call({
        ...{ method: 'POST', url: `/api/v1/notifications/${id}/answer`, as: 'nurse', headers },
        body: { answer: value, ...(ago === null ? {} : { givenAt: before(ago) }) },
      });
    const before = (ms: number): string => new Date(Date.now() - ms).toISOString();
    const stands = async () => {
      const [row] = await house.test.query<{ answer: string }>(
        'select answer from notification where id = $1',
        [id],
      );
      const told = await house.test.query('select from notification where ref = $1', [id]);
      return [row?.answer, told.length];
    };
    expect((await answer('no', 5_000)).status).toBe(200);
    expect(await stands()).toEqual(['no', 1]);
    const late = await answer('yes', 60_000);
    expect(problemOf(late)).toMatchObject({ code: 'changed_since', status: 409 });
    expect(await stands()).toEqual(['no', 1]);
    // The same once more is no other answer; a later one is, also where it waited for its way here.
    expect((await answer('no', 60_000)).status).toBe(200);
    expect((await answer('call_me', 2_000)).status).toBe(200);
    expect(await stands()).toEqual(['call_me', 2]);
    const expired = await answer('yes', 1_000, { 'wardline-expires': before(500) });
    expect(problemOf(expired)).toMatchObject({ code: 'command_expired', status: 409 });
    expect(await stands()).toEqual(['call_me', 2]);
    expect((await answer('yes', null)).status).toBe(200);
    expect(await stands()).toEqual(['yes', 3]);
  });

  test('is all that is answered, and all that a dispatcher sends', async () => {
    const id = await post('integration', { userId: 'nurse', kind: 'system', title: 'no answer' });
    const answered = await house.call({
      ...{ method: 'POST', url: `/api/v1/notifications/${id}/answer`, as: 'nurse' },
      body: { answer: 'yes' },
    });
    expect(problemOf(answered).code).toBe('not_answerable');
    const sent = await house.call({
      ...{ method: 'POST', url: '/api/v1/notifications', as: 'dispatcher' },
      body: { userId: 'nurse', kind: 'system', title: 'not a message' },
    });
    expect(problemOf(sent).code).toBe('forbidden');
  });

  test.each([
    [{ kind: 'message', title: 'to whom?' }, 'userId'],
    [{ userId: 'nurse', hospitalId: 'H1', wardId: 'ICU', kind: 'message', title: 'x' }, 'userId'],
    [{ wardId: 'ICU', kind: 'message', title: 'x' }, 'hospitalId'],
    [{ userId: 'nurse', kind: 'gossip', title: 'x' }, 'kind'],
    [{ userId: 'nurse', kind: 'message', title: '  ' }, 'title'],
    [{ userId: 'nurse', kind: 'message', title: 'x'.repeat(281) }, 'title'],
    [{ userId: 'nurse', kind: 'message', title: 'x', more: 1 }, 'more'],
  ])('says what is wrong with %j', async (body, path) => {
    const before = await house.fingerprint();
    const answer = await house.call({
      ...{ method: 'POST', url: '/api/v1/notifications', as: 'dispatcher', body },
    });
    expect(problemOf(answer)).toMatchObject({ code: 'invalid_request', paths: [path] });
    expect(await house.fingerprint()).toBe(before);
  });

  test('is sent once under one key', async () => {
    const key = randomUUID();
    const body = { userId: 'nurse', kind: 'message', title: 'once' };
    const call = { method: 'POST', url: '/api/v1/notifications', as: 'dispatcher', key } as const;
    const first = await house.call({ ...call, body });
    expect(await house.call({ ...call, body })).toMatchObject({ status: 202, text: first.text });
    const other = await house.call({ ...call, body: { ...body, title: 'twice' } });
    expect(problemOf(other).code).toBe('idempotency_key_reused');
    const { id } = first.read(postNotificationAnswerSchema);
    expect(await house.test.query('select from notification where id = $1', [id])).toHaveLength(1);
  });
});

test('one that is older than seven days is answered like one that nobody knows', async () => {
  const id = await post('dispatcher', { userId: 'nurse', kind: 'message', title: 'old' });
  await house.test.query(
    `update notification set created_at = now() - interval '169 hours' where id = $1`,
    [id],
  );
  const before = await house.fingerprint();
  for (const [verb, body] of [['read', {}], ['answer', { answer: 'yes' }]] as const) {
    const call = (of: string, sent: object) =>
      house.call({
        ...{ method: 'POST', url: `/api/v1/notifications/${of}/${verb}`, as: 'nurse' },
        body: sent,
      });
    const old = await call(id, body);
    expect(problemOf(old)).toMatchObject({ code: 'not_found', status: 404 });
    expect(old.json).toEqual((await call(randomUUID(), body)).json);
    const bad = { answer: 'maybe', more: 1 };
    expect((await call(id, bad)).json).toEqual((await call(randomUUID(), bad)).json);
  } // prettier-ignore
  expect(await house.fingerprint()).toBe(before);
});

describe('an own id that is taken', () => {
  const sent = (as: UserName, body: object) =>
    house.call({ method: 'POST', url: '/api/v1/notifications', as, body });

  test('is refused under another key, with the same text or another, and nothing is dropped', async () => {
    const id = randomUUID();
    const body = { id, userId: 'nurse', kind: 'message', title: 'first' };
    expect((await sent('dispatcher', body)).status).toBe(202);
    const before = await house.fingerprint();
    for (const other of [
      body,
      { ...body, title: 'second' },
      { ...body, id: id.toUpperCase() },
      { ...body, userId: 'admin' },
      { id, hospitalId: 'H1', wardId: 'ICU', kind: 'message', title: 'to the ward' },
    ]) {
      expect(problemOf(await sent('dispatcher', other)).code).toBe('notification_exists');
    }
    expect(await house.fingerprint()).toBe(before);
  });

  test('by another hospital is refused in the words of one that is taken here', async () => {
    const userId = `both-${randomUUID()}`;
    const memberships = ['H1', 'H2'].map((hospitalId) => ({
      ...{ hospitalId, role: 'nurse' as const, wardIds: null },
    }));
    await house.database.system((tx) =>
      insertUser(tx, { id: userId, name: 'Both', passwordHash: 'x', memberships }),
    );
    const [known, own] = [randomUUID(), randomUUID()];
    const body = { userId, kind: 'system', title: 'from one' };
    expect((await sent('integration', { ...body, id: known })).status).toBe(202);
    expect((await sent('other-integration', { ...body, id: own })).status).toBe(202);
    const before = await house.fingerprint();
    const foreign = await sent('other-integration', { ...body, id: known });
    const mine = await sent('other-integration', { ...body, id: own });
    expect(problemOf(foreign)).toMatchObject({ code: 'notification_exists', status: 409 });
    expect(foreign.json).toEqual(mine.json);
    expect(await house.fingerprint()).toBe(before);
  });

  test('by two at once is one’s', async () => {
    const id = randomUUID();
    const all = await Promise.all(
      ['nurse', 'admin', 'nurse', 'admin'].map((userId) =>
        sent('dispatcher', { id, userId, kind: 'message', title: `to ${userId}` }),
      ),
    );
    expect(all.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409]);
  });
});

describe('an assignment', () => {
  async function icu(): Promise<WardState> {
    const answer = await house.call({ url: '/api/v1/hospitals/H1/wards/ICU', as: 'dispatcher' });
    return answer.read(wardAnswerSchema).state as WardState;
  }

  test('is delivered on the board by its nurse’s first device, once', async () => {
    const [one, other] = [await connect('nurse', device()), await connect('nurse', device())];
    const desk = await connect('dispatcher');
    const { cursor } = await desk.subscribe('H1/ICU');
    const stayId = await house.admit('ICU', 'B1');
    const given = await house.call({
      ...{ method: 'POST', url: '/api/v1/assignments', as: 'dispatcher' },
      body: { hospitalId: 'H1', wardId: 'ICU', nurseId: 'N-1', stayId },
    });
    const { assignment } = given.read(assignNurseAnswerSchema);
    expect(assignment.deliveredAt).toBeNull();
    const frame = await until(
      () => {
        const of = one.frames.filter((f) => f.type === 'notification');
        return of.find((f) => f.ref === assignment.id) ?? false;
      },
      { what: 'the notification' },
    );
    expect(frame).toMatchObject({ kind: 'assignment', wardId: 'ICU' });
    await has(other, frame.id);
    ack(one, frame.id);
    ack(other, frame.id);
    ack(one, frame.id);
    await until(
      async () =>
        (await icu()).assignments.find((a) => a.id === assignment.id)?.deliveredAt != null,
      { what: 'deliveredAt on the board' },
    );
    await until(
      () =>
        desk.frames.some(
          (f) => f.type === 'events' && f.events.some((e) => e.type === 'assignment.updated'),
        ),
      { what: 'the event' },
    );
    await until(
      async () =>
        (await house.test.query('select from receipt where notification_id = $1', [frame.id]))
          .length === 2,
      { what: 'receipts of both devices' },
    );
    const updates = await house.test.query(
      `select data from ward_event where hospital_id = 'H1' and ward_id = 'ICU' and seq > $1
         and type = 'assignment.updated'`,
      [cursor.seq],
    );
    expect(updates).toHaveLength(1);
    const [row] = await house.test.query<{ same: boolean }>(
      `select a.delivered_at is not null and n.delivered_at is not null as same
       from assignment a join notification n on n.ref = a.id::text where a.id = $1::uuid`,
      [assignment.id],
    );
    expect(row).toEqual({ same: true });
  });

  test.each([
    ['read', ['read', 'ack']],
    ['read, and never acknowledged', ['read']],
    ['acknowledged and then read', ['ack', 'read']],
    ['answered like a message, which it is not,', ['answer', 'ack']],
  ] as const)('that is %s is delivered on the board, once', async (_, doings) => {
    const client = await connect('nurse', device());
    const stayId = await house.admit('ICU');
    const given = await house.call({
      ...{ method: 'POST', url: '/api/v1/assignments', as: 'dispatcher' },
      body: { hospitalId: 'H1', wardId: 'ICU', nurseId: 'N-1', stayId },
    });
    const { assignment } = given.read(assignNurseAnswerSchema);
    const told = await until(
      () =>
        client.frames.find((f) => f.type === 'notification' && f.ref === assignment.id) ?? false,
      { what: 'the notification', within: 20_000 },
    );
    const id = told.type === 'notification' ? told.id : '';
    const delivered = async (): Promise<string | null> =>
      (await icu()).assignments.find((a) => a.id === assignment.id)?.deliveredAt ?? null;
    for (const doing of doings) {
      if (doing === 'read') {
        await read(id);
        expect(await delivered()).not.toBeNull();
      } else if (doing === 'answer') {
        const answered = await house.call({
          ...{ method: 'POST', url: `/api/v1/notifications/${id}/answer`, as: 'nurse' },
          body: { answer: 'yes' },
        });
        expect(problemOf(answered).code).toBe('not_answerable');
        expect(await delivered()).toBeNull();
      } else {
        ack(client, id);
        await until(async () => (await delivered()) !== null, { what: 'deliveredAt' });
      }
    }
    await read(id);
    const updates = await house.test.query(
      `select actor from ward_event
       where type = 'assignment.updated' and data -> 'assignment' ->> 'id' = $1`,
      [assignment.id],
    );
    expect(updates).toEqual([{ actor: 'system:delivery' }]);
  });

  test('is not delivered by a notification that only speaks of it', async () => {
    const stayId = await house.admit('ICU', 'B2');
    const given = await house.call({
      ...{ method: 'POST', url: '/api/v1/assignments', as: 'dispatcher' },
      body: { hospitalId: 'H1', wardId: 'ICU', nurseId: 'N-1', stayId },
    });
    const { assignment } = given.read(assignNurseAnswerSchema);
    const admin = await connect('admin', device());
    const forged = await post('integration', {
      ...{ userId: 'admin', kind: 'assignment', title: 'forged', ref: assignment.id },
    });
    await has(admin, forged);
    ack(admin, forged);
    await until(
      async () =>
        (await house.test.query('select from receipt where notification_id = $1', [forged])).length > 0,
      { what: 'the receipt' },
    ); // prettier-ignore
    const url = `/api/v1/notifications/${forged}/read`;
    expect((await house.call({ method: 'POST', url, as: 'admin', body: {} })).status).toBe(200);
    const after = (await icu()).assignments.find((a) => a.id === assignment.id);
    expect(after?.deliveredAt).toBeNull();
  });
});

test('ten a second reach a user, in order, and the rest follows', async () => {
  // Another gateway's commands: what waits goes out whoever made it.
  const commands = createCommands({
    ...{ database: house.database, publisher: { publish: async () => undefined } },
    ...{ onPublishError: () => undefined, newId: randomUUID },
  });
  const client = await connect('nurse', device());
  await settled(client);
  const mine = new Map<string, number>();
  client.webSocket.on('message', (data) => {
    const frame = JSON.parse((data as Buffer).toString()) as { type: string; title?: string };
    if (frame.type === 'notification') mine.set(String(frame.title), performance.now());
  });
  await commands.system('system:test', async (run) => {
    run.notify(
      Array.from({ length: 35 }, (_, i) => ({
        ...{ id: randomUUID(), hospitalId: 'H1', wardId: null, to: { userId: 'nurse' } },
        ...{ kind: 'system', title: `n${i}`, ref: null, sender: 'system:test' },
        ...{ senderName: null, urgent: false },
      })),
    );
  });
  await until(() => mine.size >= 35, { what: 'all of them', within: 20_000 });
  expect([...mine.keys()]).toEqual(Array.from({ length: 35 }, (_, i) => `n${i}`));
  const released = await house.test.query<{ at: Date }>(
    `select released_at as at from notification where title ~ '^n[0-9]+$' order by seq`,
  );
  const times = released.map((row) => row.at.getTime());
  for (let i = 10; i < times.length; i += 1) {
    expect((times[i] ?? 0) - (times[i - 10] ?? 0)).toBeGreaterThanOrEqual(999);
  }
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(10_000);
});

test('a quota is one integration’s in one hospital: no other waits for it', async () => {
  const send = (as: UserName) =>
    house.call({
      ...{ method: 'POST', url: '/api/v1/notifications', as },
      body: { userId: 'nurse', kind: as === 'integration' ? 'system' : 'message', title: 'q' },
    });
  const burst = QUOTA_BURST / 10;
  await house.test.query(
    `insert into notification_quota values ('H1', 'integration', now() + make_interval(secs => $1))
     on conflict (hospital_id, sender) do update set spent_until = excluded.spent_until`,
    [burst + 7],
  );
  const before = await house.fingerprint();
  const refused = await send('integration');
  expect(problemOf(refused)).toMatchObject({ code: 'notification_quota', status: 429 });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(6);
  expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(8);
  expect(await house.fingerprint()).toBe(before);
  expect((await send('dispatcher')).status).toBe(202);
  await house.test.query(`update notification_quota set sender = 'dispatcher'`);
  expect((await send('integration')).status).toBe(202);
});
