import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { assignNurseAnswerSchema } from '../../../src-shared/contract/commands/assign-nurse.ts';
import { postNotificationAnswerSchema } from '../../../src-shared/contract/notifications.ts';
import { problemSchema } from '../../../src-shared/contract/problem.ts';
import { alertsAnswerSchema } from '../../../src-shared/contract/staffing-reads.ts';
import { DEFAULT_CHAIN } from '../../../src-shared/domain/staffing/escalation.ts';
import { AT_ONCE } from '../../support/at-once-pack.ts';
import { wardsAnswerSchema } from '../../../src-shared/contract/reads.ts';
import { accessTokens } from '../../../server/auth/access-token.ts';
import {
  openHttpHouse,
  problemOf,
  type Call,
  type HttpHouse,
  type UserName,
} from './http-house.ts';

// Every route that needs a token stands in ROUTES with who may use it and who may not. A route that
// is added without a case here fails the first test.

interface Ids {
  readonly stay: string;
  readonly otherStay: string;
  readonly assignment: string;
  readonly message: string;
  readonly notification: string;
  readonly alert: string;
}

interface Case {
  /** As fastify knows it. */
  readonly route: string;
  /** A call that is in order, made by `by`. */
  readonly call: (ids: Ids) => Call;
  /** Who may make it; anybody signed in: `everybody`. */
  readonly by: readonly UserName[] | 'everybody';
  /**
   * What they get. Default 200. A case may also name a refusal that comes after authorization,
   * where carrying it out would spoil the other cases.
   */
  readonly then?: number;
  /** Whose answer depends on hospitals without naming one: strangers get 403, or an empty list. */
  readonly unbound?: 'refuses' | 'is empty';
  /** Of one user alone: to others of the hospital, too, it does not exist. */
  readonly own?: true;
}

const DISPATCH = ['dispatcher', 'integration'] as const;
const READ = ['dispatcher', 'admin', 'integration'] as const;
const post = (url: string, body?: unknown): Call => ({ method: 'POST', url, body });
const shift = {
  nurseId: 'N-1',
  wardId: 'MS1',
  startsAt: '2041-01-01T00:00:00Z',
  endsAt: '2041-01-01T08:00:00Z',
};

const ROUTES: Case[] = [
  { route: 'GET /api/v1/hospitals', call: () => ({ url: '/api/v1/hospitals' }), by: 'everybody', unbound: 'is empty' },
  { route: 'POST /api/v1/realtime/tickets', call: () => post('/api/v1/realtime/tickets', {}), by: 'everybody', then: 201 },
  { route: 'POST /api/v1/staffing/evaluate', call: () => post('/api/v1/staffing/evaluate', { pack: 'california', unit: 'ed', patients: 1, staff: [] }), by: 'everybody' },
  { route: 'GET /api/v1/hospitals/:h/wards', call: () => ({ url: '/api/v1/hospitals/H1/wards' }), by: [...READ, 'nurse'] },
  { route: 'GET /api/v1/hospitals/:h/wards/:w', call: () => ({ url: '/api/v1/hospitals/H1/wards/MS1' }), by: READ },
  { route: 'GET /api/v1/hospitals/:h/wards/:w/events', call: () => ({ url: '/api/v1/hospitals/H1/wards/MS1/events' }), by: READ },
  { route: 'GET /api/v1/hospitals/:h/nurses', call: () => ({ url: '/api/v1/hospitals/H1/nurses' }), by: READ },
  { route: 'GET /api/v1/hospitals/:h/shifts', call: () => ({ url: '/api/v1/hospitals/H1/shifts' }), by: READ },
  { route: 'GET /api/v1/hospitals/:h/utilization', call: () => ({ url: '/api/v1/hospitals/H1/utilization' }), by: READ },
  { route: 'GET /api/v1/hospitals/:h/locations', call: () => ({ url: '/api/v1/hospitals/H1/locations' }), by: ['admin'] },
  { route: 'PUT /api/v1/hospitals/:h/locations', call: () => ({ method: 'PUT', url: '/api/v1/hospitals/H1/locations', body: [] }), by: ['admin'] },
  { route: 'PUT /api/v1/hospitals/:h/wards/:w', call: () => ({ method: 'PUT', url: '/api/v1/hospitals/H1/wards/W9', body: { name: 'W9', unitType: 'ed', beds: [] } }), by: ['admin'] },
  { route: 'PUT /api/v1/hospitals/:h/nurses/:n', call: () => ({ method: 'PUT', url: '/api/v1/hospitals/H1/nurses/N-8', body: { name: 'N', licence: 'RN', competencies: [] } }), by: ['admin'] },
  { route: 'PUT /api/v1/hospitals/:h/shifts/:s', call: () => ({ method: 'PUT', url: '/api/v1/hospitals/H1/shifts/S9', body: shift }), by: ['admin'] },
  { route: 'POST /api/v1/stays', call: () => post('/api/v1/stays', { hospitalId: 'H1', wardId: 'MS1', patient: { ref: 'r', label: 'l' } }), by: DISPATCH, then: 201 },
  { route: 'POST /api/v1/stays/:id/acuity', call: ({ stay }) => post(`/api/v1/stays/${stay}/acuity`, { acuity: 3 }), by: DISPATCH },
  { route: 'POST /api/v1/stays/:id/bed', call: ({ stay }) => post(`/api/v1/stays/${stay}/bed`, { bedId: null }), by: DISPATCH },
  { route: 'POST /api/v1/stays/:id/swap', call: ({ stay, otherStay }) => post(`/api/v1/stays/${stay}/swap`, { withStayId: otherStay }), by: DISPATCH },
  { route: 'POST /api/v1/stays/:id/transfer', call: ({ stay }) => post(`/api/v1/stays/${stay}/transfer`, { wardId: 'NOPE' }), by: DISPATCH, then: 404 },
  { route: 'POST /api/v1/stays/:id/discharge', call: ({ stay }) => ({ ...post(`/api/v1/stays/${stay}/discharge`), headers: { 'wardline-expires': '2020-01-01T00:00:00Z' } }), by: DISPATCH, then: 409 },
  { route: 'POST /api/v1/assignments', call: () => post('/api/v1/assignments', { hospitalId: 'H1', wardId: 'MS1', nurseId: 'N-1' }), by: DISPATCH, then: 409 },
  { route: 'POST /api/v1/assignments/:id/confirm', call: ({ assignment }) => post(`/api/v1/assignments/${assignment}/confirm`), by: [...DISPATCH, 'nurse'] },
  { route: 'POST /api/v1/assignments/:id/notes', call: ({ assignment }) => post(`/api/v1/assignments/${assignment}/notes`, { text: 'note' }), by: [...DISPATCH, 'nurse'] },
  { route: 'POST /api/v1/assignments/:id/end', call: ({ assignment }) => ({ ...post(`/api/v1/assignments/${assignment}/end`), headers: { 'wardline-expires': '2020-01-01T00:00:00Z' } }), by: [...DISPATCH, 'nurse'], then: 409 },
  { route: 'POST /api/v1/nurses/:n/move', call: () => ({ ...post('/api/v1/nurses/N-1/move', { hospitalId: 'H1', wardId: 'MS1' }), headers: { 'wardline-expires': '2020-01-01T00:00:00Z' } }), by: DISPATCH, then: 409 },
  { route: 'POST /api/v1/nurses/:n/break', call: () => ({ ...post('/api/v1/nurses/N-1/break', { hospitalId: 'H1', minutes: 10 }), headers: { 'wardline-expires': '2020-01-01T00:00:00Z' } }), by: [...DISPATCH, 'nurse'], then: 409 },
  { route: 'POST /api/v1/nurses/:n/break/end', call: () => post('/api/v1/nurses/N-1/break/end', { hospitalId: 'H1' }), by: [...DISPATCH, 'nurse'], then: 409 },
  { route: 'POST /api/v1/nurses/:n/shift/end', call: () => ({ ...post('/api/v1/nurses/N-1/shift/end', { hospitalId: 'H1', reason: 'ill' }), headers: { 'wardline-expires': '2020-01-01T00:00:00Z' } }), by: DISPATCH, then: 409 },
  { route: 'GET /api/v1/intake/messages', call: () => ({ url: '/api/v1/intake/messages' }), by: ['admin', 'other-admin'], unbound: 'refuses' },
  { route: 'POST /api/v1/intake/messages/:id/replay', call: ({ message }) => post(`/api/v1/intake/messages/${message}/replay`), by: ['admin'], then: 409, unbound: 'refuses' },
  { route: 'POST /api/v1/intake/messages/:id/dismiss', call: ({ message }) => post(`/api/v1/intake/messages/${message}/dismiss`), by: ['admin'], then: 409, unbound: 'refuses' },
  { route: 'GET /api/v1/notifications', call: () => ({ url: '/api/v1/notifications?unread=1' }), by: 'everybody', unbound: 'is empty' },
  { route: 'POST /api/v1/notifications', call: () => post('/api/v1/notifications', { hospitalId: 'H1', wardId: 'ICU', kind: 'message', title: 'hello' }), by: DISPATCH, then: 202 },
  { route: 'POST /api/v1/notifications', call: () => post('/api/v1/notifications', { hospitalId: 'H1', wardId: 'ICU', role: 'dispatcher', kind: 'message', title: 'help' }), by: [...DISPATCH, 'nurse'], then: 202 },
  { route: 'POST /api/v1/notifications/:id/read', call: ({ notification }) => post(`/api/v1/notifications/${notification}/read`), by: ['nurse'], own: true },
  { route: 'POST /api/v1/notifications/:id/answer', call: ({ notification }) => post(`/api/v1/notifications/${notification}/answer`, { answer: 'yes' }), by: ['nurse'], own: true },
  { route: 'GET /api/v1/hospitals/:h/messages', call: () => ({ url: '/api/v1/hospitals/H1/messages' }), by: [...DISPATCH, 'nurse'] },
  { route: 'POST /api/v1/alerts/:id/acknowledge', call: ({ alert }) => post(`/api/v1/alerts/${alert}/acknowledge`), by: [...DISPATCH, 'nurse'] },
  { route: 'POST /api/v1/alerts/:id/shelve', call: ({ alert }) => post(`/api/v1/alerts/${alert}/shelve`, { minutes: 5, reason: 'on her way' }), by: DISPATCH },
  { route: 'POST /api/v1/alerts/:id/unshelve', call: ({ alert }) => ({ ...post(`/api/v1/alerts/${alert}/unshelve`), headers: { 'wardline-expires': '2020-01-01T00:00:00Z' } }), by: DISPATCH, then: 409 },
  { route: 'GET /api/v1/hospitals/:h/alerts', call: () => ({ url: '/api/v1/hospitals/H1/alerts' }), by: [...READ, 'nurse'] },
  { route: 'GET /api/v1/hospitals/:h/alerts/load', call: () => ({ url: '/api/v1/hospitals/H1/alerts/load' }), by: READ },
  { route: 'GET /api/v1/hospitals/:h/packs', call: () => ({ url: '/api/v1/hospitals/H1/packs' }), by: [...READ, 'nurse'] },
  { route: 'GET /api/v1/hospitals/:h/packs/:p', call: () => ({ url: '/api/v1/hospitals/H1/packs/oregon' }), by: [...READ, 'nurse'] },
  { route: 'PUT /api/v1/hospitals/:h/packs/:p', call: () => ({ method: 'PUT', url: '/api/v1/hospitals/H1/packs/oregon', body: { title: 'Ours', replaces: 7, body: AT_ONCE } }), by: ['admin'], then: 409 },
  { route: 'PUT /api/v1/hospitals/:h/pack-in-force', call: () => ({ method: 'PUT', url: '/api/v1/hospitals/H1/pack-in-force', body: { packId: 'at-once', version: 1 } }), by: ['admin'] },
  { route: 'PUT /api/v1/hospitals/:h/wards/:w/pack', call: () => ({ method: 'PUT', url: '/api/v1/hospitals/H1/wards/MS1/pack', body: { pack: null } }), by: ['admin'] },
  { route: 'GET /api/v1/hospitals/:h/waivers', call: () => ({ url: '/api/v1/hospitals/H1/waivers' }), by: [...READ, 'nurse'] },
  { route: 'POST /api/v1/hospitals/:h/waivers', call: () => post('/api/v1/hospitals/H1/waivers', { wardId: 'MS1', reason: 'flood', endsAt: new Date(Date.now() + 3_600_000).toISOString() }), by: ['admin'], then: 201 },
  { route: 'POST /api/v1/hospitals/:h/waivers/:id/end', call: () => post(`/api/v1/hospitals/H1/waivers/${randomUUID()}/end`), by: ['admin'], then: 404 },
  { route: 'GET /api/v1/hospitals/:h/escalation', call: () => ({ url: '/api/v1/hospitals/H1/escalation' }), by: READ },
  { route: 'PUT /api/v1/hospitals/:h/escalation', call: () => ({ method: 'PUT', url: '/api/v1/hospitals/H1/escalation', body: DEFAULT_CHAIN }), by: ['admin'] },
  { route: 'GET /api/v1/hospitals/:h/wards/:w/staffing', call: () => ({ url: '/api/v1/hospitals/H1/wards/MS1/staffing?hours=2' }), by: READ },
  { route: 'GET /api/v1/hospitals/:h/wards/:w/records', call: () => ({ url: '/api/v1/hospitals/H1/wards/MS1/records' }), by: READ },
  { route: 'GET /api/v1/hospitals/:h/wards/:w/records/:startsAt', call: () => ({ url: '/api/v1/hospitals/H1/wards/MS1/records/2020-01-01T07:00:00Z' }), by: READ, then: 404 },
]; // prettier-ignore

const USERS: UserName[] = [
  'dispatcher',
  'nurse',
  'admin',
  'integration',
  'other-dispatcher',
  'other-admin',
  'other-nurse',
  'other-integration',
  'stranger',
];
const IN_H1: UserName[] = ['dispatcher', 'nurse', 'admin', 'integration'];

const ids0: Ids = {
  stay: '',
  otherStay: '',
  assignment: '',
  message: '',
  notification: '',
  alert: '',
};

let house: HttpHouse;
let ids: Ids;
/** Too many patients for the ICU, by rules that do not wait. */
async function raiseAlert(): Promise<string> {
  const put = (url: string, body: unknown) =>
    house.call({ method: 'PUT', url: `/api/v1/hospitals/H1/${url}`, body, as: 'admin' });
  await put('packs/at-once', { title: 'At once', replaces: null, body: AT_ONCE });
  await put('pack-in-force', { packId: 'at-once', version: 1 });
  await house.admit('ICU', 'B3');
  const answer = await house.call({
    url: '/api/v1/hospitals/H1/alerts?ward=ICU',
    as: 'dispatcher',
  });
  const [alert] = answer.read(alertsAnswerSchema).alerts;
  return alert?.id ?? '';
}

beforeAll(async () => {
  house = await openHttpHouse();
  const stay = await house.admit('ICU', 'B1');
  const otherStay = await house.admit('ICU', 'B2');
  const assignment = await house.call({
    ...post('/api/v1/assignments', {
      hospitalId: 'H1',
      wardId: 'ICU',
      nurseId: 'N-1',
      stayId: stay,
    }),
    as: 'dispatcher',
  });
  const notification = await house.call({
    ...post('/api/v1/notifications', { userId: 'nurse', kind: 'message', title: 'Can you?' }),
    as: 'dispatcher',
  });
  // One of H1 that has been applied: there is nothing left to do with it.
  const [message] = await house.test.query<{ id: number }>(
    `insert into intake_message (received_at, sender, control_id, body_hash, body, answer, status,
       hospital_id)
     values (now(), 'A|B', '1', 'x', '', '', 'applied', 'H1') returning id`,
  );
  ids = {
    stay,
    otherStay,
    assignment: assignment.read(assignNurseAnswerSchema).assignment.id,
    message: String(message?.id),
    notification: notification.read(postNotificationAnswerSchema).id,
    alert: await raiseAlert(),
  };
});
afterAll(() => house.close());

describe('the list of cases', () => {
  it('has every route that needs a token', () => {
    const routes = house.gateway.http.routes
      .filter(({ open, method }) => !open && method !== 'HEAD')
      .map(({ method, url }) => `${method} ${url}`);
    expect([...new Set(ROUTES.map(({ route }) => route))].sort()).toEqual(routes.sort());
  });

  it('has no open route besides those that must be', () => {
    const open = house.gateway.http.routes
      .filter(({ open, method, url }) => open && method !== 'HEAD' && !url.startsWith('/docs'))
      .map(({ method, url }) => `${method} ${url}`);
    expect(open.sort()).toEqual([
      'GET /*',
      'GET /healthz',
      'GET /metrics',
      'GET /openapi.json',
      'GET /readyz',
      'POST /api/v1/auth/login',
      'POST /api/v1/auth/logout',
      'POST /api/v1/auth/refresh',
    ]);
  });
});

describe.each(ROUTES)('$route', ({ call, by, then = 200, unbound, own }) => {
  const allowed = by === 'everybody' ? USERS : by;

  it('wants a token', async () => {
    const before = await house.fingerprint();
    expect(problemOf(await house.call(call(ids)))).toMatchObject({
      status: 401,
      code: 'unauthenticated',
    });
    const bad = { ...call(ids), headers: { authorization: `Bearer ${await forged()}` } };
    expect(problemOf(await house.call(bad)).code).toBe('unauthenticated');
    expect(await house.fingerprint()).toBe(before);
  });

  it.each(allowed)('serves %s', async (as) => {
    const answer = await house.call({ ...call(ids), as });
    expect(answer.status, answer.text).toBe(then);
  });

  it.each(USERS.filter((user) => !allowed.includes(user)))('refuses %s', async (as) => {
    const before = await house.fingerprint();
    const answer = await house.call({ ...call(ids), as });
    const isNowhere = unbound === 'refuses' && as !== 'other-admin';
    const isForbidden = own !== true && (IN_H1.includes(as) || isNowhere);
    const expected = isForbidden ? 'forbidden' : 'not_found';
    expect(problemOf(answer).code).toBe(expected);
    expect(await house.fingerprint()).toBe(before);
  });
});

describe('who may not run a command', () => {
  const command = ({ method, url }: Call): boolean =>
    method !== undefined && !/tickets|evaluate/.test(url);
  const commands = ROUTES.filter((route) => command(route.call(ids0)) && route.by !== 'everybody');
  const refused = commands.flatMap(({ route, call, by, own }) =>
    IN_H1.filter((as) => own !== true && !by.includes(as)).map((as) => ({ route, call, as })),
  );
  it.each(refused)('learns so before the key is missed: $route as $as', async ({ call, as }) => {
    expect(problemOf(await house.call({ ...call(ids), as, key: null })).code).toBe('forbidden');
  });
  it.each(commands)('else the key is missed: $route', async ({ call, by }) => {
    const [as] = by as readonly UserName[];
    const answer = await house.call({
      ...call(ids),
      ...(as === undefined ? {} : { as }),
      key: null,
    });
    expect(problemOf(answer).code).toBe('idempotency_key_missing');
  });
});

describe('whatever else is wrong with a request, its sender first learns what is not hers', () => {
  const FAULTS: [string, (call: Call) => Call][] = [
    ['an unknown member', (call) => ({ ...call, body: { ...(call.body as object), nonsense: 1 } })],
    ['no key', (call) => ({ ...call, key: null })],
    ['a key that is none', (call) => ({ ...call, key: 'again' })],
    ['an expiry that is none', (call) => ({ ...call, headers: { 'wardline-expires': 'soon' } })],
  ];
  const writes = ROUTES.filter(
    ({ call, by }) => call(ids0).method !== undefined && by !== 'everybody',
  );
  const cases = writes.flatMap((route) =>
    FAULTS.map(([fault, spoil]) => ({ ...route, fault, spoil })),
  );

  it.each(cases)('$route with $fault', async ({ call, by, spoil }) => {
    const before = await house.fingerprint();
    for (const as of USERS.filter((user) => !by.includes(user))) {
      const good = problemOf(await house.call({ ...call(ids), headers: {}, as }));
      const bad = problemOf(await house.call({ ...spoil(call(ids)), as }));
      expect(bad, as).toEqual(good);
    }
    for (const as of by as readonly UserName[]) {
      const { status } = problemOf(await house.call({ ...spoil(call(ids)), as }));
      expect(status, as).toBe(400);
    }
    expect(await house.fingerprint()).toBe(before);
  });

  it.each(writes)('$route with no JSON, by who has no such role anywhere', async ({ call, by }) => {
    const { stay, ...rest } = ids;
    for (const body of ['{"', '{"hospitalId":7}', '[]']) {
      const answer = await house.call({ ...call({ ...rest, stay }), body, as: 'stranger' });
      expect([403, 404]).toContain(problemOf(answer).status);
    }
    expect(by).not.toContain('stranger');
  });
});

describe('what is unknown and what is another hospital’s', () => {
  const bound = ROUTES.filter(({ by, unbound }) => by !== 'everybody' && unbound === undefined);
  it.each(bound)('look the same: $route', async (route) => {
    const { call } = route;
    const known = await house.call({ ...call(ids), as: 'other-dispatcher' });
    const nowhere = {
      ...ids,
      stay: randomUUID(),
      assignment: randomUUID(),
      message: '987654',
      notification: randomUUID(),
    };
    const text = JSON.stringify(call(nowhere)).replaceAll('H1', 'H77').replaceAll('N-1', 'N-77');
    const unknown = await house.call({ ...(JSON.parse(text) as Call), as: 'other-dispatcher' });
    expect(problemOf(known).status).toBe(404);
    expect(unknown.read(problemSchema).title).toBe(known.read(problemSchema).title);
    expect(problemOf(unknown)).toEqual(problemOf(known));
  });

  it('gives another hospital’s administrator no part in a message of this one', async () => {
    for (const verb of ['replay', 'dismiss']) {
      const url = `/api/v1/intake/messages/${ids.message}/${verb}`;
      const answer = await house.call({ ...post(url), as: 'other-admin' });
      expect(problemOf(answer).code).toBe('not_found');
    }
    const list = await house.call({ url: '/api/v1/intake/messages', as: 'other-admin' });
    expect(list.json).toEqual({ messages: [], more: false });
  });

  it('keeps a nurse to her wards', async () => {
    const read = (w: string) => house.call({ url: `/api/v1/hospitals/H1/wards/${w}`, as: 'nurse' });
    expect((await read('ICU')).status).toBe(200);
    expect(problemOf(await read('MS1')).code).toBe('forbidden');
    expect(problemOf(await read('_house')).code).toBe('forbidden');
    expect(problemOf(await read('NOPE')).code).toBe('not_found');
    const { wards } = (await house.call({ url: '/api/v1/hospitals/H1/wards', as: 'nurse' })).read(
      wardsAnswerSchema,
    );
    expect(wards.map(({ id }) => id)).toEqual(['ICU']);
  });

  it('lets a nurse end no break but her own', async () => {
    const url = '/api/v1/nurses/N-2/break/end';
    const answer = await house.call({ ...post(url, { hospitalId: 'H1' }), as: 'nurse' });
    expect(problemOf(answer).code).toBe('forbidden');
  });
});

describe('bad input, for each field that the interface description names', () => {
  it.each(ROUTES)('$route', async ({ route, call, by }) => {
    const [method = '', url = ''] = route.split(' ');
    const { body, query } = await describedInput(method, url);
    const { headers: _, ...good } = call(ids);
    const as = by === 'everybody' ? 'dispatcher' : by[0]!;
    const given = (good.body ?? {}) as Record<string, unknown>;
    const bad: [path: string, call: Call][] = [
      ...body.fields.map((field): [string, Call] => [
        field,
        { ...good, body: { ...given, [field]: { of: 'no kind' } } },
      ]),
      ...body.required.map((field): [string, Call] => [
        field,
        { ...good, body: Object.fromEntries(Object.entries(given).filter(([f]) => f !== field)) },
      ]),
      ...query.map((name): [string, Call] => [
        `query.${name}`,
        { ...good, url: `${good.url}?${name}=no%20such` },
      ]),
    ];
    if (method !== 'GET') bad.push(['', { ...good, body: '{"' }], ['', { ...good, body: '7' }]);
    const before = await house.fingerprint();
    for (const [field, spoilt] of bad) {
      const problem = problemOf(await house.call({ ...spoilt, as }));
      expect(problem, field).toMatchObject({ status: 400, code: 'invalid_request' });
      expect(
        problem.paths.some((path) => path.startsWith(field)),
        field,
      ).toBe(true);
    }
    expect(await house.fingerprint()).toBe(before);
  });
});

const operationSchema = z.object({
  parameters: z.array(z.object({ in: z.string(), name: z.string() })).default([]),
  requestBody: z
    .object({
      content: z.object({
        'application/json': z.object({
          schema: z.object({
            properties: z.record(z.string(), z.unknown()).default({}),
            required: z.array(z.string()).default([]),
          }),
        }),
      }),
    })
    .optional(),
});

/** What openapi.json says that a route takes. Throws where it is not described. */
async function describedInput(method: string, url: string) {
  const { json } = await house.call({ url: '/openapi.json' });
  const { paths } = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse(json);
  const path = url.replaceAll(/:(\w+)/g, '{$1}');
  const operation = operationSchema.parse(paths[path]?.[method.toLowerCase()]);
  const schema = operation.requestBody?.content['application/json'].schema;
  return {
    body: { fields: Object.keys(schema?.properties ?? {}), required: schema?.required ?? [] },
    query: operation.parameters.filter((one) => one.in === 'query').map(({ name }) => name),
  };
}

/** Signed well, by another secret. */
async function forged(): Promise<string> {
  const tokens = accessTokens('another secret that is long enough to sign');
  return (await tokens.sign('dispatcher', randomUUID())).token;
}
