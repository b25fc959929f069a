import { beforeEach, describe, expect, test } from 'vitest';
import type { KeptNotifications } from '../../src-shared/sync/kept-notifications.ts';
import { NotificationBook } from '../../src-shared/sync/notification-book.ts';
import type { HttpAnswer, HttpRequest } from '../../src-shared/sync/ports.ts';

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const notification = (n: number) => ({
  ...{ id: uuid(n), kind: 'message' as const, title: `t${n}`, ref: null },
  ...{ createdAt: new Date(1_700_000_000_000 + n * 1_000).toISOString() },
  ...{ hospitalId: 'H1', wardId: null, from: 'Desk' },
});
const frame = (n: number) => ({ type: 'notification' as const, ...notification(n) });
const listed = (n: number, readAt: string | null = null) => ({
  ...notification(n),
  ...{ deliveredAt: null, readAt, answer: null, answeredAt: null, answeredBy: null },
});
const answered = (status: number, body: unknown = {}): HttpAnswer => ({
  ...{ kind: 'answer', status, body, retryAfterMs: null },
});

let now: number;
let isConnected: boolean;
let acked: string[][];
let kept: KeptNotifications[];
let stored: () => void;
let requests: { readonly request: HttpRequest; readonly answer: (answer: HttpAnswer) => void }[];
let nextId: number;
let book: NotificationBook;
beforeEach(() => {
  now = 0;
  isConnected = true;
  acked = [];
  kept = [];
  requests = [];
  nextId = 1_000;
  stored = () => undefined;
  book = new NotificationBook({
    timer: { now: () => now, wall: () => now, after: () => () => undefined },
    ids: () => uuid((nextId += 1)),
    deviceId: 'tablet',
    serverNow: () => Date.parse('2026-01-01T00:00:00.000Z') + now,
    request: (request) =>
      new Promise((answer) => {
        requests.push({ request, answer });
      }),
    isConnected: () => isConnected,
    ack: (ids) => acked.push([...ids]),
    keep: (all) => {
      kept.push(all);
      return new Promise((resolve) => {
        stored = resolve;
      });
    },
  });
});

const turns = async (): Promise<void> => {
  for (let i = 0; i < 5; i += 1) await Promise.resolve();
};
async function connect(list: readonly object[] = []): Promise<void> {
  book.pump();
  requests.shift()?.answer(answered(200, { notifications: list }));
  await turns();
}
const shown = (): string[] =>
  book.view
    .get()
    .map(
      (one) =>
        `${one.title}${one.isRead ? ' read' : ''}${one.isPending ? '…' : ''}${one.answer === null ? '' : ` ${one.answer}`}`,
    );

describe('what comes', () => {
  test('is acknowledged when it is kept, and not before; a repeat is shown once', async () => {
    await connect();
    book.notified(frame(1));
    book.notified(frame(1));
    expect(shown()).toEqual(['t1']);
    await turns();
    expect(acked).toEqual([]);
    expect(kept.at(-1)?.list.map((one) => one.id)).toEqual([uuid(1)]);
    stored();
    await turns();
    expect(acked.flat()).toEqual([uuid(1), uuid(1)]);
  });

  test('stands newest first, and the list of the server fills what this device did not keep', async () => {
    book.notified(frame(3));
    await connect([listed(2, '2026-01-01T00:00:00.000Z'), listed(1)]);
    book.notified(frame(4));
    expect(shown()).toEqual(['t4', 't2 read', 't1']);
  });

  test('while the list is being read is not lost to it', async () => {
    book.pump();
    book.notified(frame(5));
    requests.shift()?.answer(answered(200, { notifications: [listed(1)] }));
    await turns();
    expect(shown()).toEqual(['t5', 't1']);
  });

  test('read on another device is read here, and that is acknowledged', async () => {
    await connect([listed(1)]);
    book.readElsewhere({ type: 'notificationRead', ids: [uuid(1)] });
    expect(shown()).toEqual(['t1 read']);
    stored();
    await turns();
    expect(acked).toEqual([[uuid(1)]]);
  });
});

test('a call for help that somebody else has answered says who did, and what', async () => {
  await connect([listed(1)]);
  book.readElsewhere({ type: 'notificationRead', ids: [uuid(1)] });
  book.pump();
  const answeredBy = { name: 'The other desk', answer: 'yes' };
  const list = [{ ...listed(1, '2026-01-01T00:00:00.000Z'), answeredBy }];
  requests.shift()?.answer(answered(200, { notifications: list }));
  await turns();
  expect(shown()).toEqual(['t1 read']);
  expect(book.view.get()[0]?.answeredBy).toEqual(answeredBy);
});

describe('reading and answering', () => {
  test('without a network is shown, kept and told in order when there is one', async () => {
    await connect([listed(2), listed(1)]);
    isConnected = false;
    book.read(uuid(1));
    book.answer(uuid(2), 'call_me');
    book.read(uuid(1));
    expect(shown()).toEqual(['t2 read… call_me', 't1 read…']);
    expect(requests).toEqual([]);
    expect(kept.at(-1)?.marks.map((mark) => [mark.id, mark.answer])).toEqual([
      [uuid(1), null],
      [uuid(2), 'call_me'],
    ]);
    now += 30_000;
    const left = book.kept();
    book.reset();
    book.restore(left);
    isConnected = true;
    await connect([listed(2), listed(1)]);
    expect(shown()).toEqual(['t2 read… call_me', 't1 read…']);
    const first = requests.shift();
    expect(first?.request).toMatchObject({
      path: `/api/v1/notifications/${uuid(1)}/read`,
      body: { deviceId: 'tablet' },
    });
    expect(requests).toEqual([]);
    first?.answer(answered(200));
    await turns();
    expect(requests[0]?.request).toMatchObject({
      path: `/api/v1/notifications/${uuid(2)}/answer`,
      headers: { 'wardline-expires': '2026-01-01T00:02:00.000Z' },
      body: { deviceId: 'tablet', answer: 'call_me', givenAt: '2026-01-01T00:00:00.000Z' },
    });
    requests.shift()?.answer(answered(200));
    await turns();
    expect(shown()).toEqual(['t2 read call_me', 't1 read']);
    expect(book.kept().marks).toEqual([]);
  });

  test.each([[{ kind: 'unreachable' } as const], [answered(503)], [answered(429)]])(
    'is told again under the same key after %j',
    async (answer) => {
      await connect([listed(1)]);
      book.read(uuid(1));
      const first = requests.shift();
      first?.answer(answer);
      await turns();
      book.pump();
      expect(requests).toEqual([]);
      now += 5_000;
      book.pump();
      expect(requests[0]?.request.headers).toEqual(first?.request.headers);
    },
  );

  test('of another user counts no more', async () => {
    await connect([listed(1)]);
    book.read(uuid(1));
    const [sent] = requests;
    book.reset();
    book.notified(frame(2));
    sent?.answer(answered(200));
    await turns();
    expect(shown()).toEqual(['t2']);
  });
});

describe('an answer that the server does not take', () => {
  const problem = (code: string, status = 409): HttpAnswer =>
    answered(status, { type: 'about:blank', title: `${code}.`, status, code });
  const refused = () => book.view.get()[0]?.refused ?? null;
  async function refuse(by: HttpAnswer, list: readonly object[]): Promise<void> {
    await connect([listed(1)]);
    book.answer(uuid(1), 'yes');
    requests.shift()?.answer(by);
    await turns();
    // The server's list is read again, for it knows better.
    expect(requests[0]?.request).toMatchObject({ method: 'GET', path: '/api/v1/notifications' });
    requests.shift()?.answer(answered(200, { notifications: list }));
    await turns();
  }

  test('because it is too old is to be given anew, and stays told over a restart', async () => {
    await refuse(problem('command_expired'), [listed(1)]);
    expect(shown()).toEqual(['t1']);
    expect(refused()).toMatchObject({ answer: 'yes', code: 'command_expired' });
    expect(kept.at(-1)?.list[0]?.refused).toEqual(refused());
    const left = book.kept();
    book.reset();
    book.restore(left);
    await connect([listed(1)]);
    expect(refused()).not.toBeNull();
    book.answer(uuid(1), 'no');
    expect(refused()).toBeNull();
    expect(shown()).toEqual(['t1 read… no']);
  });

  test('because of a later one shows that one, and is told until it has been seen', async () => {
    const later = { ...listed(1, '2026-01-01T00:00:00.000Z'), answer: 'no' };
    await refuse(problem('changed_since'), [later]);
    expect(shown()).toEqual(['t1 read no']);
    expect(refused()).toMatchObject({ answer: 'yes', code: 'changed_since' });
    book.read(uuid(1));
    expect(refused()).toBeNull();
    expect(shown()).toEqual(['t1 read no']);
    expect(requests).toEqual([]);
  });

  test('because the message is gone is told, though the list has it no more', async () => {
    await refuse(problem('not_found', 404), []);
    expect(refused()).toMatchObject({ answer: 'yes', code: 'not_found' });
    expect(shown()).toEqual(['t1']);
  });

  test('is told also where the list was being read when it was refused', async () => {
    await connect([listed(1)]);
    isConnected = false;
    book.answer(uuid(1), 'yes');
    const left = book.kept();
    book.reset();
    book.restore(left);
    isConnected = true;
    book.pump();
    const [list, sent] = requests.splice(0);
    sent?.answer(problem('command_expired'));
    await turns();
    list?.answer(answered(200, { notifications: [listed(1)] }));
    await turns();
    book.pump();
    expect(requests.shift()?.request.path).toBe('/api/v1/notifications');
    expect(shown()).toEqual(['t1']);
    expect(refused()).not.toBeNull();
  });

  test('leaves a newer one alone, which is on its way', async () => {
    await connect([listed(1)]);
    book.answer(uuid(1), 'yes');
    book.answer(uuid(1), 'no');
    requests.shift()?.answer(problem('command_expired'));
    await turns();
    expect(shown()).toEqual(['t1 read… no']);
    requests.find(({ request }) => request.method === 'POST')?.answer(answered(200));
    await turns();
    expect(shown()).toEqual(['t1 read no']);
  });
});
