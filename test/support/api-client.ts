import { randomUUID } from 'node:crypto';

export interface ApiAnswer<Body = unknown> {
  status: number;
  body: Body;
}

/** One signed-in user of a gateway's HTTP interface; every call names the gateway it goes to. */
export interface ApiClient {
  token: string;
  get<Body>(url: string, path: string): Promise<ApiAnswer<Body>>;
  /** A command; `key` is its Idempotency-Key, a new one where none is given. */
  send<Body>(
    url: string,
    method: 'POST' | 'PUT',
    path: string,
    body: unknown,
    key?: string,
  ): Promise<ApiAnswer<Body>>;
  /** A ticket for one socket. */
  ticket(url: string, deviceId?: string): Promise<string>;
}

/** @throws Error when the sign-in is refused */
export async function signIn(
  url: string,
  username: string,
  password = 'wardline-demo',
): Promise<ApiClient> {
  const answer = await call<{ accessToken: string }>(url, 'POST', '/api/v1/auth/login', {
    body: { username, password, client: 'native' },
  });
  if (answer.status !== 200) throw new Error(`sign-in: ${JSON.stringify(answer)}`);
  return withToken(answer.body.accessToken);
}

/** The same for an access token at hand. */
export function withToken(token: string): ApiClient {
  const client: ApiClient = {
    token,
    get: (url, path) => call(url, 'GET', path, { token: client.token }),
    send: (url, method, path, body, key = randomUUID()) =>
      call(url, method, path, { token: client.token, body, key }),
    ticket: async (url, deviceId) => {
      const answer = await call<{ ticket: string }>(url, 'POST', '/api/v1/realtime/tickets', {
        token: client.token,
        body: deviceId === undefined ? {} : { deviceId },
      });
      if (answer.status !== 201) throw new Error(`ticket: ${JSON.stringify(answer)}`);
      return answer.body.ticket;
    },
  };
  return client;
}

async function call<Body>(
  url: string,
  method: string,
  path: string,
  { token, body, key }: { token?: string; body?: unknown; key?: string },
): Promise<ApiAnswer<Body>> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as Body };
}
