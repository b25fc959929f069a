import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashPassword } from '../../../server/auth/password-hash.ts';
import { insertUser, type NewMembership } from '../../../server/auth/users.ts';
import {
  notificationsAnswerSchema,
  postNotificationAnswerSchema,
  sentNotificationsAnswerSchema,
} from '../../../src-shared/contract/notifications.ts';
import { sessionSchema } from '../../../src-shared/contract/session.ts';
import { type Answer, type HttpHouse, openHttpHouse, problemOf } from '../http/http-house.ts';

// A nurse calls for help: the one message she may send, to the dispatchers of a ward of hers.

let house: HttpHouse;
/** Of `icu-desk`. */
let headers: Record<string, string>;
beforeAll(async () => {
  house = await openHttpHouse();
  const passwordHash = await hashPassword('as good as any');
  const add = (id: string, memberships: NewMembership[]) =>
    house.database.system((tx) => insertUser(tx, { id, name: id, passwordHash, memberships }));
  await add('icu-desk', [{ hospitalId: 'H1', role: 'dispatcher', wardIds: ['ICU'] }]);
  await add('ms1-desk', [{ hospitalId: 'H1', role: 'dispatcher', wardIds: ['MS1'] }]);
  await add('two-houses', [
    { hospitalId: 'H1', role: 'admin', wardIds: null },
    { hospitalId: 'H2', role: 'dispatcher', wardIds: null },
  ]);
});
beforeAll(async () => {
  const body = { username: 'icu-desk', password: 'as good as any', client: 'native' };
  const url = '/api/v1/auth/login';
  const session = await house.call({ method: 'POST', url, body, key: null });
  headers = { authorization: `Bearer ${session.read(sessionSchema).accessToken}` };
});
afterAll(() => house.close());

const help = { hospitalId: 'H1', wardId: 'ICU', role: 'dispatcher', kind: 'message', title: 'B2' };
const post = (as: 'nurse' | 'dispatcher' | 'integration' | 'other-nurse', body: object) =>
  house.call({ method: 'POST', url: '/api/v1/notifications', as, body });

async function recipientsOf(answer: Answer): Promise<string[]> {
  expect(answer.status, answer.text).toBe(202);
  const { id, recipients } = answer.read(postNotificationAnswerSchema);
  const rows = await house.test.query<{ user: string }>(
    'select user_id as user from notification where id = $1::uuid order by user_id',
    [id],
  );
  expect(rows).toHaveLength(recipients);
  return rows.map(({ user }) => user);
}

test('goes to the dispatchers of the ward, and to nobody else of any hospital', async () => {
  expect(await recipientsOf(await post('nurse', help))).toEqual(['dispatcher', 'icu-desk']);
});

test('is answered by the desk, and the nurse sees who has it', async () => {
  const sent = (await post('nurse', { ...help, title: 'A second pair of hands' })).read(
    postNotificationAnswerSchema,
  );
  const url = `/api/v1/notifications/${sent.id}/answer`;
  const answered = await house.call({
    ...{ method: 'POST', url, as: 'dispatcher', body: { answer: 'yes' } },
  });
  expect(answered.status, answered.text).toBe(200);
  const mine = await house.call({ url: '/api/v1/notifications', as: 'nurse' });
  const [told] = mine.read(notificationsAnswerSchema).notifications;
  expect(told).toMatchObject({
    ...{ kind: 'system', ref: sent.id, hospitalId: 'H1' },
    title: 'The dispatcher: Yes — “A second pair of hands”',
  });
  const list = await house.call({ url: '/api/v1/hospitals/H1/messages', as: 'nurse' });
  const [message] = list.read(sentNotificationsAnswerSchema).messages;
  expect(message?.id).toBe(sent.id);
  expect(message?.recipients).toMatchObject([
    { userId: 'dispatcher', answer: 'yes' },
    { userId: 'icu-desk', answer: null },
  ]);
});

const answerAs = (as: 'dispatcher' | 'icu-desk', id: string, answer: string) =>
  house.call({
    ...{ method: 'POST', url: `/api/v1/notifications/${id}/answer`, body: { answer } },
    ...(as === 'icu-desk' ? { headers } : { as: 'dispatcher' }),
  });

test('is answered by one dispatcher: the others are let off, and see who has it', async () => {
  const { id } = (await post('nurse', { ...help, title: 'Who comes?' })).read(
    postNotificationAnswerSchema,
  );
  expect((await answerAs('dispatcher', id, 'yes')).status).toBe(200);
  const list = await house.call({ url: '/api/v1/notifications', headers });
  const [theirs] = list.read(notificationsAnswerSchema).notifications;
  expect(theirs).toMatchObject({
    ...{ id, answer: null, answeredBy: { name: 'The dispatcher', answer: 'yes' } },
    readAt: expect.any(String) as string,
  });
  const own = await house.call({ url: '/api/v1/notifications', as: 'dispatcher' });
  const mine = own.read(notificationsAnswerSchema).notifications.find((one) => one.id === id);
  expect(mine).toMatchObject({ answer: 'yes', answeredBy: null });

  const before = await house.fingerprint();
  const second = await answerAs('icu-desk', id, 'no');
  expect(problemOf(second)).toMatchObject({ code: 'already_answered', status: 409 });
  expect(second.text).toContain('The dispatcher: Yes.');
  expect(await house.fingerprint()).toBe(before);

  // She who has it may think again, and is still the one; the nurse is told. Nobody else has read it.
  expect((await answerAs('dispatcher', id, 'call_me')).status).toBe(200);
  expect(problemOf(await answerAs('icu-desk', id, 'yes')).code).toBe('already_answered');
  const sent = await house.call({ url: '/api/v1/hospitals/H1/messages', as: 'nurse' });
  const [message] = sent.read(sentNotificationsAnswerSchema).messages;
  expect(message?.recipients).toMatchObject([
    { userId: 'dispatcher', answer: 'call_me', readAt: expect.any(String) as string },
    { userId: 'icu-desk', answer: null, readAt: null },
  ]);
});

test('is answered once, however many answer at the same moment', async () => {
  const { id } = (await post('nurse', { ...help, title: 'Now' })).read(
    postNotificationAnswerSchema,
  );
  const answers = await Promise.all([
    answerAs('dispatcher', id, 'yes'),
    answerAs('icu-desk', id, 'no'),
  ]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  const told = await house.test.query('select from notification where ref = $1', [id]);
  expect(told).toHaveLength(1);
});

test('is not made of another message by sending it with that one’s id', async () => {
  const { id } = (
    await post('dispatcher', { userId: 'icu-desk', kind: 'message', title: 'x' })
  ).read(postNotificationAnswerSchema);
  await post('nurse', { ...help, id });
  expect(await house.test.query('select from help_call where notification_id = $1', [id])).toEqual(
    [],
  );
});

test('may be sent by the desk to itself, and by integrations as any kind', async () => {
  expect(await recipientsOf(await post('dispatcher', help))).toContain('icu-desk');
  const alert = await post('integration', { ...help, kind: 'alert' });
  expect(await recipientsOf(alert)).toEqual(['dispatcher', 'icu-desk']);
});

test.each([
  ['another kind', { ...help, kind: 'system' }, 'forbidden', 403],
  ['everybody on the ward', { ...help, role: undefined }, 'forbidden', 403],
  ['a ward that is not hers', { ...help, wardId: 'MS1' }, 'forbidden', 403],
  ['a ward that nobody knows', { ...help, wardId: 'W404' }, 'not_found', 404],
  ['another hospital’s ward', { ...help, hospitalId: 'H2' }, 'not_found', 404],
  ['a user', { userId: 'dispatcher', kind: 'message', title: 'x' }, 'forbidden', 403],
  [
    'another hospital’s user',
    { userId: 'other-dispatcher', kind: 'message', title: 'x' },
    'not_found',
    404,
  ],
])('a nurse may not write to %s', async (_, body, code, status) => {
  const before = await house.fingerprint();
  expect(problemOf(await post('nurse', body))).toMatchObject({ code, status });
  expect(await house.fingerprint()).toBe(before);
});

test('a nurse of another hospital reaches nobody here', async () => {
  const before = await house.fingerprint();
  expect(problemOf(await post('other-nurse', help))).toMatchObject({ code: 'not_found' });
  expect(await house.fingerprint()).toBe(before);
});

test.each([
  ['no ward', { ...help, wardId: undefined, userId: 'dispatcher' }, ['wardId']],
  ['another role', { ...help, role: 'admin' }, ['role']],
])('%s with a role is refused, and nothing is sent', async (_, body, paths) => {
  const before = await house.fingerprint();
  expect(problemOf(await post('dispatcher', body))).toMatchObject({
    ...{ status: 400, code: 'invalid_request' },
    paths,
  });
  expect(await house.fingerprint()).toBe(before);
});
