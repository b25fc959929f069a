import { describe, expect, it } from 'vitest';
import { ServerClock } from '../../src-shared/sync/server-clock.ts';
import type { HttpAnswer, HttpRequest } from '../../src-shared/sync/ports.ts';
import { Session } from '../../src-shared/sync/session.ts';
import { SimClock } from './world/sim-clock.ts';

const USER = { id: 'd', name: 'Dana', roles: [], hospitals: ['H1'], nurseIds: {} };

/** A session of a program that is no browser, against scripted answers. */
function desk(kept: string | null, answers: (request: HttpRequest) => HttpAnswer) {
  const timer = new SimClock().deviceTimer();
  const requests: HttpRequest[] = [];
  const tokens: (string | null)[] = [kept];
  const session = new Session({
    http: {
      request: async (request) => {
        requests.push(request);
        return answers(request);
      },
    },
    timer,
    clock: new ServerClock(timer),
    refreshToken: {
      get: () => tokens.at(-1) ?? null,
      set: (token) => {
        tokens.push(token);
      },
    },
  });
  return { session, requests, tokens };
}

function granted(refreshToken: string): HttpAnswer {
  const expiresAt = new Date(4e12).toISOString();
  const body = { accessToken: 'a', expiresAt, user: USER, refreshToken };
  return { kind: 'answer', status: 200, body, retryAfterMs: null };
}

const NO: HttpAnswer = { kind: 'answer', status: 401, body: null, retryAfterMs: null };

describe('V6: the session of a desktop', () => {
  it('signs in as a program and keeps the token it is given', async () => {
    const { session, requests, tokens } = desk(null, () => granted('r1'));
    expect(await session.signIn('dispatcher', 'secret')).toBeNull();
    expect(requests[0]?.body).toMatchObject({ client: 'native' });
    expect(tokens.at(-1)).toBe('r1');
    session.close();
  });

  it('renews with the token that was kept, and keeps the next one', async () => {
    const { session, requests, tokens } = desk('r1', () => granted('r2'));
    expect(await session.renew()).toBe('renewed');
    expect(requests).toMatchObject([
      { path: '/api/v1/auth/refresh', body: { refreshToken: 'r1' } },
    ]);
    expect(tokens.at(-1)).toBe('r2');
    session.close();
  });

  it('asks nobody where no token was kept', async () => {
    const { session, requests } = desk(null, () => NO);
    expect(await session.renew()).toBe('refused');
    expect(requests).toEqual([]);
    expect(session.view.get()).toEqual({ status: 'signed-out', reason: 'never-signed-in' });
  });

  it('does not end over a renewal that was asked for during the sign-in', async () => {
    const { session, tokens } = desk(null, () => granted('r1'));
    const signIn = session.signIn('dispatcher', 'secret');
    expect(await session.renew()).toBe('renewed');
    expect(await signIn).toBeNull();
    expect(session.view.get().status).toBe('signed-in');
    expect(tokens.at(-1)).toBe('r1');
    session.close();
  });

  it('keeps the token while nobody answers, and drops it when it is refused', async () => {
    let answer: HttpAnswer = { kind: 'unreachable' };
    const { session, tokens } = desk('r1', () => answer);
    expect(await session.renew()).toBe('unreachable');
    expect(tokens).toEqual(['r1']);
    answer = NO;
    expect(await session.renew()).toBe('refused');
    expect(tokens.at(-1)).toBeNull();
  });

  it('signs out with the token, and has none after', async () => {
    const { session, requests, tokens } = desk('r1', () => NO);
    await session.signOut();
    expect(requests).toMatchObject([{ path: '/api/v1/auth/logout', body: { refreshToken: 'r1' } }]);
    expect(tokens.at(-1)).toBeNull();
  });
});

describe('V7: an order to delete what is kept', () => {
  const body = { type: 'about:blank', title: '', status: 401, code: 'wipe_ordered' };
  const ORDER: HttpAnswer = { kind: 'answer', status: 401, body, retryAfterMs: null };

  it('ends the session as wiped, and is asked for again until somebody signs in', async () => {
    let answer: HttpAnswer = ORDER;
    const { session, tokens } = desk('r1', () => answer);
    session.assume(USER);
    expect(await session.renew()).toBe('refused');
    expect(session.view.get()).toEqual({ status: 'signed-out', reason: 'wiped' });
    expect(tokens.at(-1)).toBe('r1');
    answer = granted('r2');
    expect(await session.signIn('dispatcher', 'secret')).toBeNull();
    expect(tokens.at(-1)).toBe('r2');
    session.close();
  });

  it('is none where the session has only ended', async () => {
    const { session, tokens } = desk('r1', () => NO);
    session.assume(USER);
    await session.renew();
    expect(session.view.get()).toEqual({ status: 'signed-out', reason: 'session-ended' });
    expect(tokens.at(-1)).toBeNull();
    session.close();
  });
});
