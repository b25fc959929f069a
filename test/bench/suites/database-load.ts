import type { WardKey } from '../../../src-shared/contract/ids.ts';
import { withToken, type ApiClient } from '../../support/api-client.ts';
import { startWardline } from '../../support/gateway-process.ts';
import { until } from '../../support/until.ts';
import { WardClient } from '../../support/ward-client.ts';
import { printTable } from '../figures.ts';
import { HttpLines } from '../http-lines.ts';
import { startPolling } from '../pollers.ts';
import { spreadWards, type Stage } from '../stage.ts';
import { halves, readTargets, type Target, write } from '../writer.ts';

const CLIENTS = 1_000;
const WARDS = 60;
const SECONDS = 30;
const WRITES_PER_SECOND = 5;
/** A user may hold 256 sockets. */
const CLIENTS_A_USER = 200;

interface Served {
  queries: number;
  rows: number;
}

/**
 * Rows and queries that PostgreSQL serves in a minute to clients that poll each three seconds, and
 * to the same number of pushed ones, over the same writes; the writes alone are told beside.
 */
export async function databaseLoad(stage: Stage): Promise<void> {
  await stage.database.query('create extension if not exists pg_stat_statements');
  const wards = spreadWards(stage, WARDS);
  const targets = await readTargets(stage, wards);
  const users = await addUsers(stage, Math.ceil(CLIENTS / CLIENTS_A_USER));
  const quiet = await count(stage, () => writeAwhile(stage, wards, targets));
  const pushed = await withPushed(stage, wards, users, () =>
    count(stage, () => writeAwhile(stage, wards, targets)),
  );
  const polled = await withPolling(stage, wards, users, () =>
    count(stage, () => writeAwhile(stage, wards, targets)),
  );
  const row = (what: string, served: Served) => ({
    what,
    'queries/min': perMinute(served.queries),
    'rows/min': perMinute(served.rows),
    'above the writes': perMinute(served.queries - quiet.queries),
  });
  printTable(`PostgreSQL under ${CLIENTS} clients, ${WRITES_PER_SECOND} writes/s`, [
    row('no clients, the writes alone', quiet),
    row('pushed', pushed),
    row('polling each 3 s', polled),
  ]);
}

function perMinute(count: number): string {
  return Math.round((count * 60) / SECONDS).toLocaleString('en');
}

async function addUsers(stage: Stage, count: number): Promise<ApiClient[]> {
  const users: ApiClient[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = `bench-${index}`;
    const { env } = stage.gateways[0];
    await stage.database.query(
      `insert into app_user (id, name, password_hash) values ($1, $1, '-')`,
      [name],
    );
    await stage.database.query(
      `insert into membership (user_id, hospital_id, role) select $1, id, 'dispatcher' from hospital`,
      [name],
    );
    const token = startWardline(['token', '--user', name], { from: 'bundle', env });
    if ((await token.exited).code !== 0) throw new Error(token.logs());
    users.push(withToken(token.logs().trim()));
  }
  return users;
}

async function writeAwhile(
  stage: Stage,
  wards: readonly WardKey[],
  targets: readonly Target[],
): Promise<void> {
  const lines = new HttpLines(stage.dispatcher.token);
  const load = { perSecond: WRITES_PER_SECOND, seconds: SECONDS, gatewayOf: halves(wards) };
  await write(stage, lines, targets, load, new Map());
  lines.close();
}

async function count(stage: Stage, work: () => Promise<void>): Promise<Served> {
  await stage.database.query('select pg_stat_statements_reset()');
  await work();
  const [served] = await stage.database.query<Served & Record<string, unknown>>(
    `select sum(calls)::float8 as queries, sum(rows)::float8 as rows from pg_stat_statements s
     join pg_database d on d.oid = s.dbid
     where d.datname = current_database() and query !~* '^(begin|commit|rollback|select pg_stat)'`,
  );
  if (served === undefined) throw new Error('pg_stat_statements says nothing');
  return served;
}

async function withPushed<T>(
  stage: Stage,
  wards: readonly WardKey[],
  users: readonly ApiClient[],
  work: () => Promise<T>,
): Promise<T> {
  const clients = Array.from({ length: CLIENTS }, (_, i) => {
    const gateway = stage.gateways[i % 2] ?? stage.gateways[0];
    const user = users[Math.floor(i / CLIENTS_A_USER)] ?? stage.dispatcher;
    return new WardClient({
      wards: [wards[i % wards.length] ?? ''],
      dial: async () => ({
        realtimeUrl: gateway.realtimeUrl,
        ticket: await user.ticket(gateway.url),
      }),
    }).start();
  });
  try {
    await until(() => clients.every((client) => client.isLive), { within: 60_000, what: 'live' });
    return await work();
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

async function withPolling<T>(
  stage: Stage,
  wards: readonly WardKey[],
  users: readonly ApiClient[],
  work: () => Promise<T>,
): Promise<T> {
  const lines = users.map((user) => new HttpLines(user.token));
  const pollers = Array.from({ length: CLIENTS }, (_, i) => ({
    ward: wards[i % wards.length] ?? '',
    url: (stage.gateways[i % 2] ?? stage.gateways[0]).url,
    line: lines[Math.floor(i / CLIENTS_A_USER)] ?? new HttpLines(''),
  }));
  const stop = startPolling(pollers);
  try {
    return await work();
  } finally {
    await stop();
    for (const line of lines) line.close();
  }
}
