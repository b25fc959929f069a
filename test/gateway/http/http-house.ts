import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import { createGateway, type Gateway } from '../../../server/app.ts';
import { hashPassword } from '../../../server/auth/password-hash.ts';
import { insertUser, type NewMembership } from '../../../server/auth/users.ts';
import { openBus } from '../../../server/bus/open-bus.ts';
import { readConfig } from '../../../server/config/config.ts';
import type { GatewayRole } from '../../../server/config/roles.ts';
import { openDatabase, type Database } from '../../../server/db/database.ts';
import { verifyEpoch } from '../../../server/db/epoch.ts';
import { insertHospital } from '../../../server/db/insert-hospital.ts';
import { migrate } from '../../../server/db/migrate.ts';
import { createLog } from '../../../server/observability/log.ts';
import { createMetrics } from '../../../server/observability/metrics.ts';
import { admitStayAnswerSchema } from '../../../src-shared/contract/commands/admit-stay.ts';
import { problemSchema } from '../../../src-shared/contract/problem.ts';
import { sessionSchema } from '../../../src-shared/contract/session.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';

export const PASSWORD = 'a good password';
const SECRET = 'a secret of the tests, at least 32 bytes';

/** Users of the house, by the role they have and where. */
export type UserName =
  | 'dispatcher'
  | 'nurse'
  | 'admin'
  | 'integration'
  | 'other-dispatcher'
  | 'other-admin'
  | 'other-nurse'
  | 'other-integration'
  | 'stranger';

const MEMBERSHIPS: Record<UserName, NewMembership[]> = {
  dispatcher: [{ hospitalId: 'H1', role: 'dispatcher', wardIds: null }],
  nurse: [{ hospitalId: 'H1', role: 'nurse', wardIds: ['ICU'] }],
  admin: [{ hospitalId: 'H1', role: 'admin', wardIds: null }],
  integration: [{ hospitalId: 'H1', role: 'integration', wardIds: null }],
  'other-dispatcher': [{ hospitalId: 'H2', role: 'dispatcher', wardIds: null }],
  'other-admin': [{ hospitalId: 'H2', role: 'admin', wardIds: null }],
  'other-nurse': [{ hospitalId: 'H2', role: 'nurse', wardIds: ['ICU'] }],
  'other-integration': [{ hospitalId: 'H2', role: 'integration', wardIds: null }],
  stranger: [],
};

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD';
  readonly url: string;
  readonly as?: UserName;
  readonly body?: unknown;
  /** Default: a fresh one for POST and PUT; null: none. */
  readonly key?: string | null;
  readonly headers?: Record<string, string | string[]>;
}

export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly text: string;
  /** The body as JSON; null where it is something else. */
  readonly json: unknown;
  /** The body as the schema has it. Throws where it does not fit. */
  read<S extends z.ZodType>(schema: S): z.output<S>;
}

/**
 * A gateway (role `api`) over inject, with every answer checked against its schema. H1 and H2 each
 * have ICU and MS1 with beds B1 to B4; in H1 nurse N-1 (who signs in as `nurse`) is on shift in the
 * ICU and N-2 in MS1.
 */
export interface HttpHouse {
  readonly gateway: Gateway;
  readonly test: TestDatabase;
  readonly database: Database;
  call(call: Call): Promise<Answer>;
  token(user: UserName): Promise<string>;
  /** Admits a patient to H1 and answers the stay's id. */
  admit(wardId?: string, bedId?: string): Promise<string>;
  /** Positions of all logs and the numbers of all rows: equal before and after what changes nothing. */
  fingerprint(): Promise<string>;
  close(): Promise<void>;
}

export const BEDS = ['B1', 'B2', 'B3', 'B4'].map((id) => ({ id, label: `Bed ${id}` }));

export async function openHttpHouse(roles: readonly GatewayRole[] = ['api']): Promise<HttpHouse> {
  const test = await createTestDatabase();
  await migrate(test.url);
  const database = openDatabase({
    url: test.url,
    maxConnections: 8,
    applicationName: 'wardline http test',
    onIdleError: () => undefined,
  });
  await verifyEpoch(database);
  await addUsers(database);
  const log = createLog('silent');
  const bus = openBus({
    redisUrl: null,
    replayWindowMs: 300_000,
    log,
    onError: () => undefined,
  });
  const metrics = createMetrics({ databasePool: () => ({ total: 0, idle: 0, waiting: 0 }) });
  const config = { ...readConfig({ WARDLINE_JWT_SECRET: SECRET }), roles: new Set(roles) };
  const gateway = await createGateway(config, { database, bus, metrics, log, checkAnswers: true });

  const tokens = new Map<UserName, Promise<string>>();
  const house: HttpHouse = {
    gateway,
    test,
    database,
    token: (user) => {
      const known = tokens.get(user) ?? signIn(house, user);
      tokens.set(user, known);
      return known;
    },
    call: (call) => send(house, call),
    admit: async (wardId = 'ICU', bedId) => {
      const patient = { ref: randomUUID(), label: 'A. Test' };
      const body = { hospitalId: 'H1', wardId, patient, ...(bedId === undefined ? {} : { bedId }) };
      const answer = await house.call({
        method: 'POST',
        url: '/api/v1/stays',
        as: 'dispatcher',
        body,
      });
      return answer.read(admitStayAnswerSchema).stay.id;
    },
    fingerprint: () => fingerprint(test),
    close: async () => {
      await gateway.close();
      await bus.bus.close();
      await database.close();
      await test.drop();
    },
  };
  await furnish(house);
  return house;
}

async function addUsers(database: Database): Promise<void> {
  const passwordHash = await hashPassword(PASSWORD);
  await database.system(async (tx) => {
    for (const id of ['H1', 'H2']) {
      await insertHospital(tx, { id, name: `Hospital ${id}`, timeZone: 'UTC' });
    }
    for (const [id, memberships] of Object.entries(MEMBERSHIPS)) {
      await insertUser(tx, { id, name: `The ${id}`, passwordHash, memberships });
    }
  });
}

async function furnish(house: HttpHouse): Promise<void> {
  const put = async (as: UserName, url: string, body: unknown): Promise<void> => {
    const answer = await house.call({ method: 'PUT', url, as, body });
    if (answer.status !== 200) throw new Error(`${url}: ${answer.text}`);
  };
  const units = { ICU: 'critical_care', MS1: 'medical_surgical' };
  for (const [h, as] of [
    ['H1', 'admin'],
    ['H2', 'other-admin'],
  ] as const) {
    const base = `/api/v1/hospitals/${h}`;
    for (const [w, unitType] of Object.entries(units)) {
      await put(as, `${base}/wards/${w}`, { name: `${w} of ${h}`, unitType, beds: BEDS });
    }
    const startsAt = new Date(Date.now() - 3_600_000).toISOString();
    const endsAt = new Date(Date.now() + 8 * 3_600_000).toISOString();
    for (const [n, w] of [
      ['N-1', 'ICU'],
      ['N-2', 'MS1'],
    ] as const) {
      const userId = h === 'H1' && n === 'N-1' ? 'nurse' : null;
      const competencies = [units[w]];
      await put(as, `${base}/nurses/${n}`, {
        name: `Nurse ${n}`,
        licence: 'RN',
        competencies,
        userId,
      });
      await put(as, `${base}/shifts/S-${n}`, { nurseId: n, wardId: w, startsAt, endsAt });
    }
  }
}

async function signIn(house: HttpHouse, user: UserName): Promise<string> {
  const body = { username: user, password: PASSWORD, client: 'native' };
  const answer = await house.call({ method: 'POST', url: '/api/v1/auth/login', body, key: null });
  return answer.read(sessionSchema).accessToken;
}

async function send(house: HttpHouse, call: Call): Promise<Answer> {
  const { method = 'GET', url, as, body } = call;
  const writes = method === 'POST' || method === 'PUT';
  const key = call.key === undefined ? (writes ? randomUUID() : null) : call.key;
  const text =
    body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const response = await house.gateway.http.app.inject({
    method,
    url,
    headers: {
      ...(as === undefined ? {} : { authorization: `Bearer ${await house.token(as)}` }),
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === null ? {} : { 'idempotency-key': key }),
      ...call.headers,
    },
    ...(text === undefined ? {} : { payload: text }),
  });
  const isJson = /json/.test(String(response.headers['content-type'] ?? ''));
  const json: unknown = isJson ? JSON.parse(response.body) : null;
  return {
    status: response.statusCode,
    headers: response.headers,
    text: response.body,
    json,
    read: (schema) => schema.parse(json),
  };
}

const COUNTED = [
  'stay', 'assignment', 'nurse', 'shift', 'bed', 'location', 'ward_event', 'audit',
  'idempotency_key', 'membership', 'app_user', 'intake_message', 'notification',
]; // prettier-ignore

async function fingerprint(test: TestDatabase): Promise<string> {
  const counts = COUNTED.map((table) => `(select count(*) from ${table}) as ${table}`).join(', ');
  const [row] = await test.query(
    `select (select json_object_agg(hospital_id || '/' || id, seq order by hospital_id, id)
       from ward) as wards, ${counts}`,
  );
  return JSON.stringify(row);
}

/** What any refusal must look like. */
export function problemOf(answer: Answer): { status: number; code: string; paths: string[] } {
  if (!String(answer.headers['content-type']).startsWith('application/problem+json')) {
    throw new Error(`not a problem document: ${answer.status} ${answer.text}`);
  }
  const { code, status, errors = [] } = answer.read(problemSchema);
  if (status !== answer.status) throw new Error(`status ${answer.status} says ${status}`);
  return { status, code, paths: errors.map(({ path }) => path) };
}
