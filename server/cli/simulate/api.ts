import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { problemSchema } from '../../../src-shared/contract/problem.ts';
import { sessionSchema, type Session } from '../../../src-shared/contract/session.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** A command that Wardline refused: its stable code and HTTP status. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, what: string) {
    super(`${what}: ${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

/** The gateway did not answer, however often it was asked; `cause` is the last fault. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

const ATTEMPTS = 6;
/** The session is renewed when less than this is left of the access token, in ms. */
const RENEW_BEFORE_MS = 60_000;

/** One signed-in user of Wardline's HTTP interface. */
export class Api {
  readonly #url: string;
  readonly #credentials: Credentials;
  #session: Promise<Session> | null = null;

  /** `url` is the gateway's address without a path. */
  constructor(url: string, credentials: Credentials) {
    this.#url = url.replace(/\/$/, '');
    this.#credentials = credentials;
  }

  /** @throws Refused, or Unreachable after several attempts. */
  async get<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
    return schema.parse(await this.#call('GET', path, undefined, undefined));
  }

  /** A command under one idempotency key, so that an attempt whose answer was lost does no harm. */
  async command(method: 'POST' | 'PUT', path: string, body: unknown): Promise<unknown> {
    return this.#call(method, path, body, randomUUID());
  }

  async #call(
    method: string,
    path: string,
    body: unknown,
    key: string | undefined,
  ): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(method, path, body, key);
      } catch (error) {
        const final = error instanceof Refused && error.status < 500 && error.status !== 429;
        if (final) throw error;
        if (attempt === ATTEMPTS) {
          throw new Unreachable(`${this.#url} does not answer`, { cause: error });
        }
        await delay(250 * 2 ** (attempt - 1));
      }
    }
  }

  async #once(method: string, path: string, body: unknown, key?: string): Promise<unknown> {
    const { accessToken } = await this.#signedIn();
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return this.#answer(response, `${method} ${path}`);
  }

  async #answer(response: Response, what: string): Promise<unknown> {
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return answer;
    if (response.status === 401) this.#session = null;
    const problem = problemSchema.safeParse(answer);
    throw new Refused(response.status, problem.success ? problem.data.code : 'unreadable', what);
  }

  async #signedIn(): Promise<Session> {
    const session = await (this.#session ??= this.#signIn());
    if (Date.parse(session.expiresAt) - Date.now() > RENEW_BEFORE_MS) return session;
    return (this.#session = this.#signIn());
  }

  async #signIn(): Promise<Session> {
    try {
      const response = await fetch(`${this.#url}/api/v1/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...this.#credentials, client: 'native' }),
      });
      return sessionSchema.parse(await this.#answer(response, 'sign-in'));
    } catch (error) {
      this.#session = null;
      throw error;
    }
  }
}
