import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionSchema, ticketSchema, type Session } from '../../../src-shared/contract/session.ts';
import { removeExpiredCredentials } from '../../../server/auth/expired-credentials.ts';
import { redeemTickets } from '../../../server/auth/tickets.ts';
import { disableUser, orderWipe } from '../../../server/auth/users.ts';
import { until } from '../../support/until.ts';
import { openHttpHouse, PASSWORD, problemOf, type Answer, type HttpHouse } from './http-house.ts';

let house: HttpHouse;
beforeAll(async () => {
  house = await openHttpHouse();
});
afterAll(() => house.close());

const COOKIE = 'wardline_refresh';

function login(username: string, more: object = {}, password = PASSWORD): Promise<Answer> {
  const body = { username, password, ...more };
  return house.call({ method: 'POST', url: '/api/v1/auth/login', body, key: null });
}

function refresh(body: object, headers: Record<string, string> = {}): Promise<Answer> {
  return house.call({ method: 'POST', url: '/api/v1/auth/refresh', body, headers, key: null });
}

async function native(username: string): Promise<Session & { refreshToken: string }> {
  const session = (await login(username, { client: 'native' })).read(sessionSchema);
  if (session.refreshToken === undefined) throw new Error('a native client gets its token told');
  return { ...session, refreshToken: session.refreshToken };
}

function hospitals(accessToken: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${accessToken}` };
  return house.call({ url: '/api/v1/hospitals', headers });
}

describe('signing in', () => {
  it('gives a browser its refresh token as a cookie that no script reads', async () => {
    const answer = await login('nurse');
    const session = answer.read(sessionSchema);
    expect(answer.status).toBe(200);
    expect(session).not.toHaveProperty('refreshToken');
    expect(session.user).toEqual({
      id: 'nurse',
      name: 'The nurse',
      roles: ['nurse'],
      hospitals: ['H1'],
      nurseIds: { H1: 'N-1' },
    });
    expect(Date.parse(session.expiresAt) - Date.now()).toBeGreaterThan(14 * 60_000);
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(
      /^wardline_refresh=[\w-]{43}; Max-Age=\d+; Path=\/api\/v1\/auth; HttpOnly; SameSite=Strict$/,
    );
  });

  it('asks for encryption of the cookie where the client came encrypted', async () => {
    const answer = await house.call({
      method: 'POST',
      url: '/api/v1/auth/login',
      body: { username: 'nurse', password: PASSWORD },
      headers: { 'x-forwarded-proto': 'https' },
      key: null,
    });
    expect(String(answer.headers['set-cookie'])).toContain('Secure');
  });

  it('says nothing of rights in the access token', async () => {
    const { accessToken } = await native('dispatcher');
    const payload = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString();
    expect(Object.keys(JSON.parse(payload) as object).sort()).toEqual(['exp', 'fam', 'iss', 'sub']);
  });

  it('refuses unknown users and wrong passwords with the same words', async () => {
    const wrong = await login('dispatcher', {}, 'wrong');
    const unknown = await login('somebody', {}, 'wrong');
    expect(problemOf(wrong)).toEqual({ status: 401, code: 'bad_credentials', paths: [] });
    expect(unknown.json).toEqual(wrong.json);
  });

  it('refuses a user after ten failures, also with the right password, and nobody else', async () => {
    const codes = [];
    for (let i = 0; i < 11; i += 1) {
      codes.push(problemOf(await login('integration', {}, `wrong ${String(i)}`)).code);
    }
    expect(codes.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'bad_credentials'));
    expect(codes[10]).toBe('too_many_requests');
    const late = await login('integration');
    expect(problemOf(late)).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect(Number(late.headers['retry-after'])).toBeGreaterThan(0);
    expect((await login('other-admin')).status).toBe(200);
  });

  it('does not count those that succeed', async () => {
    for (let i = 0; i < 15; i += 1) expect((await login('other-dispatcher')).status).toBe(200);
  });
});

describe('renewing a session', () => {
  it('rotates the cookie', async () => {
    const first = cookieOf(await login('admin'));
    const renewed = await refresh({}, { cookie: first });
    expect(renewed.status).toBe(200);
    expect(cookieOf(renewed)).not.toBe(first);
    expect((await hospitals(renewed.read(sessionSchema).accessToken)).status).toBe(200);
  });

  it('revokes the family of a token that is used twice', async () => {
    const first = await native('admin');
    const second = (await refresh({ refreshToken: first.refreshToken })).read(sessionSchema);
    expect(problemOf(await refresh({ refreshToken: first.refreshToken })).code).toBe(
      'refresh_token_invalid',
    );
    const heir = await refresh({ refreshToken: second.refreshToken });
    expect(problemOf(heir).code).toBe('refresh_token_invalid');
    await until(async () => (await hospitals(second.accessToken)).status === 401, {
      within: 5_000,
      what: 'the end of the access token',
    });
  });

  it('lets two who use one token at once have one successor between them', async () => {
    const { refreshToken } = await native('admin');
    const both = await Promise.all([refresh({ refreshToken }), refresh({ refreshToken })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it('refuses a token whose time is up', async () => {
    const { refreshToken } = await native('admin');
    await house.test.query(`update refresh_token set expires_at = now() - interval '1 second'`);
    expect(problemOf(await refresh({ refreshToken })).code).toBe('refresh_token_invalid');
  });

  it('drops the cookie that did not do', async () => {
    const answer = await refresh({}, { cookie: `${COOKIE}=nonsense` });
    expect(answer.status).toBe(401);
    expect(String(answer.headers['set-cookie'])).toMatch(/^wardline_refresh=; Max-Age=0/);
  });
});

describe('signing out', () => {
  it('ends the sign-in with all its tokens', async () => {
    const { accessToken, refreshToken } = await native('admin');
    const other = await native('admin');
    const body = { refreshToken };
    const url = '/api/v1/auth/logout';
    expect((await house.call({ method: 'POST', url, body, key: null })).status).toBe(204);
    expect((await hospitals(accessToken)).status).toBe(401);
    expect((await refresh({ refreshToken })).status).toBe(401);
    expect((await hospitals(other.accessToken)).status).toBe(200);
    expect((await house.call({ method: 'POST', url, body, key: null })).status).toBe(204);
  });

  it('works by the access token alone', async () => {
    const { accessToken } = await native('admin');
    const headers = { authorization: `Bearer ${accessToken}` };
    const call = { method: 'POST', url: '/api/v1/auth/logout', body: {}, key: null } as const;
    expect((await house.call({ ...call, headers })).status).toBe(204);
    expect((await hospitals(accessToken)).status).toBe(401);
  });
});

describe('a user who is disabled', () => {
  it('is refused within seconds, and cannot come back', async () => {
    const session = await native('stranger');
    expect((await hospitals(session.accessToken)).status).toBe(200);
    await disableUser(house.database, 'stranger');
    await until(async () => (await hospitals(session.accessToken)).status === 401, {
      within: 5_000,
      what: 'the end of the disabled user',
    });
    expect(problemOf(await login('stranger')).code).toBe('bad_credentials');
    expect(problemOf(await refresh({ refreshToken: session.refreshToken }))).toMatchObject({
      status: 401,
      code: 'wipe_ordered',
    });
  });
});

describe('an order to delete what devices keep', () => {
  const renew = (refreshToken: string) => refresh({ refreshToken });

  it('is told to each device of that user, again and late, and to nobody else', async () => {
    const desk = await native('dispatcher');
    const tablet = await native('dispatcher');
    const elsewhere = await native('other-dispatcher');
    const colleague = await native('admin');
    expect(await orderWipe(house.database, 'dispatcher')).toBe(true);
    await until(async () => (await hospitals(desk.accessToken)).status === 401, {
      within: 5_000,
      what: 'the end of the session',
    });
    for (const token of [desk.refreshToken, tablet.refreshToken, desk.refreshToken]) {
      expect(problemOf(await renew(token)).code).toBe('wipe_ordered');
    }
    // Another hospital's, and the same hospital's.
    for (const other of [elsewhere, colleague]) {
      expect((await renew(other.refreshToken)).status).toBe(200);
    }
    await house.test.query(
      `update refresh_token set expires_at = now() - interval '30 days' where user_id = $1`,
      ['dispatcher'],
    );
    await removeExpiredCredentials(house.database);
    expect(problemOf(await renew(desk.refreshToken)).code).toBe('wipe_ordered');
  });

  it('is told to nobody who has no token of that sign-in', async () => {
    await native('dispatcher');
    await orderWipe(house.database, 'dispatcher');
    expect(problemOf(await renew('A'.repeat(43))).code).toBe('refresh_token_invalid');
    const kept = await refresh({}, { cookie: `${COOKIE}=nonsense` });
    expect(problemOf(kept).code).toBe('refresh_token_invalid');
  });

  it('leaves a browser its cookie, so that it is told again, and lets the user sign in anew', async () => {
    const cookie = cookieOf(await login('dispatcher'));
    await orderWipe(house.database, 'dispatcher');
    const told = await refresh({}, { cookie });
    expect(problemOf(told).code).toBe('wipe_ordered');
    expect(told.headers['set-cookie']).toBeUndefined();
    const { refreshToken } = await native('dispatcher');
    expect((await renew(refreshToken)).status).toBe(200);
  });

  it('needs a user', async () => {
    expect(await orderWipe(house.database, 'nobody')).toBe(false);
  });
});

describe('a ticket', () => {
  const ask = (): Promise<Answer> =>
    house.call({
      method: 'POST',
      url: '/api/v1/realtime/tickets',
      as: 'dispatcher',
      body: { deviceId: 'desk 1' },
      key: null,
    });

  it('opens once', async () => {
    const { ticket, expiresAt } = (await ask()).read(ticketSchema);
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(31_000);
    const both = await Promise.all([
      redeemTickets(house.database, [ticket, 'unknown']),
      redeemTickets(house.database, [ticket]),
    ]);
    const [holder, ...more] = both.flatMap((found) => [...found.values()]);
    expect(holder).toMatchObject({ userId: 'dispatcher', deviceId: 'desk 1' });
    expect(more).toEqual([]);
  });

  it('is worth nothing after its time, and in the database', async () => {
    const { ticket } = (await ask()).read(ticketSchema);
    const kept = await house.test.query(`select ticket_hash from realtime_ticket`);
    expect(JSON.stringify(kept)).not.toContain(ticket);
    await house.test.query(`update realtime_ticket set expires_at = now() - interval '1 second'`);
    expect((await redeemTickets(house.database, [ticket])).size).toBe(0);
  });
});

describe('what nobody can use any more', () => {
  it('is removed, and the rest stays', async () => {
    const kept = await native('admin');
    await house.test.query(
      `insert into refresh_token (token_hash, family, user_id, expires_at)
       values ('old', gen_random_uuid(), 'admin', now() - interval '1 day')`,
    );
    await house.test.query(
      `insert into session_family (id, user_id, created_at)
       values (gen_random_uuid(), 'admin', now() - interval '90 days')`,
    );
    // Orders that nobody has come for in three months are given up.
    await house.test.query(
      `update session_family set wipe_ordered_at = now() - interval '91 days'
       where wipe_ordered_at is not null`,
    );
    await removeExpiredCredentials(house.database);
    const [left] = await house.test.query(
      `select (select count(*)::int from refresh_token where expires_at < now()) as tokens,
         (select count(*)::int from session_family where created_at < now() - interval '60 days')
           as families`,
    );
    expect(left).toEqual({ tokens: 0, families: 0 });
    expect((await refresh({ refreshToken: kept.refreshToken })).status).toBe(200);
  });
});

function cookieOf(answer: Answer): string {
  return /wardline_refresh=[^;]+/.exec(String(answer.headers['set-cookie']))?.[0] ?? '';
}
