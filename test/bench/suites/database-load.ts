import type { WardKey } from '../../../src-shared/contract/ids.ts';
import { withToken, type ApiClient } from '../../support/api-client.ts';
import { startWardline } from '../../support/gateway-process.ts';
import { printTable } from '../figures.ts';
import { HttpLines } from '../http-lines.ts';
import { listen, type Listener } from '../listener.ts';
import { startPolling } from '../pollers.ts';
import { spreadWards, type Stage } from '../stage.ts';
import { evenly, readTargets, type Target, write } from '../writer.ts';

const CLIENTS = 1_000;
const WARDS = 60;
const SECONDS = 30;
const WRITES_PER_SECOND = 5;
/** A user may hold 256 sockets. */
const CLIENTS_A_USER = 200;
/** How many clients connect at the same time. */
const AT_ONCE = 50;

/** What PostgreSQL served in `SECONDS`, and what the clients took from it. */
interface Served {
  queries: number;
  rows: number;
  /** Events or polls that came to the clients. */
  received: number;
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
  const writes = () => writeAwhile(stage, targets);
  const quiet = await count(stage, () => 0, writes);
  const pushed = await withPushed(stage, wards, users, (events) => count(stage, events, writes));
  const polled = await withPolling(stage, wards, users, (polls) => count(stage, polls, writes));
  const row = (what: string, served: Served, received: string) => ({
    what,
    'queries/min': perMinute(served.queries),
    'rows/min': perMinute(served.rows),
    'queries/min above the writes': perMinute(served.queries - quiet.queries),
    'rows/min above the writes': perMinute(served.rows - quiet.rows),
    'came to the clients': received,
  });
  printTable(`PostgreSQL under ${CLIENTS} clients, ${WRITES_PER_SECOND} writes/s`, [
    row('no clients, the writes alone', quiet, '–'),
    row('pushed', pushed, `${perMinute(pushed.received)} events/min`),
    row('polling each 3 s', polled, `${perMinute(polled.received)} answers/min`),
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

async function writeAwhile(stage: Stage, targets: readonly Target[]): Promise<void> {
  const lines = new HttpLines(stage.dispatcher.token);
  const load = { perSecond: WRITES_PER_SECOND, seconds: SECONDS, gatewayOf: evenly(targets) };
  await write(stage, lines, targets, load, new Map());
  lines.close();
}

/** @param received how many messages or answers the clients have had so far */
async function count(
  stage: Stage,
  received: () => number,
  work: () => Promise<void>,
): Promise<Served> {
  await stage.database.query('select pg_stat_statements_reset()');
  const before = received();
  await work();
  const after = received();
  const [served] = await stage.database.query<{ queries: number; rows: number }>(
    `select sum(calls)::float8 as queries, sum(rows)::float8 as rows from pg_stat_statements s
     join pg_database d on d.oid = s.dbid
     where d.datname = current_database() and query !~* '^(begin|commit|rollback|select pg_stat)'`,
  );
  if (served === undefined) throw new Error('pg_stat_statements says nothing');
  return { ...served, received: after - before };
}

async function withPushed<T>(
  stage: Stage,
  wards: readonly WardKey[],
  users: readonly ApiClient[],
  work: (events: () => number) => Promise<T>,
): Promise<T> {
  let events = 0;
  const faults: string[] = [];
  const clients: Listener[] = [];
  const connect = async (i: number): Promise<Listener> => {
    const gateway = stage.gateways[i % 2] ?? stage.gateways[0];
    const user = users[Math.floor(i / CLIENTS_A_USER)] ?? stage.dispatcher;
    const ticket = await user.ticket(gateway.url);
    return listen(
      { realtimeUrl: gateway.realtimeUrl, ticket, ward: wards[i % wards.length] ?? '' },
      (received) => (events += received.length),
      (fault) => faults.push(fault),
    );
  };
  try {
    for (let first = 0; first < CLIENTS; first += AT_ONCE) {
      const batch = Array.from({ length: AT_ONCE }, (_, i) => connect(first + i));
      clients.push(...(await Promise.all(batch)));
    }
    const result = await work(() => events);
    if (faults.length > 0) throw new Error(faults.slice(0, 3).join('\n'));
    return result;
  } finally {
    for (const client of clients) client.close();
  }
}

async function withPolling<T>(
  stage: Stage,
  wards: readonly WardKey[],
  users: readonly ApiClient[],
  work: (polls: () => number) => Promise<T>,
): Promise<T> {
  const lines = users.map((user) => new HttpLines(user.token));
  const pollers = Array.from({ length: CLIENTS }, (_, i) => ({
    ward: wards[i % wards.length] ?? '',
    url: (stage.gateways[i % 2] ?? stage.gateways[0]).url,
    line: lines[Math.floor(i / CLIENTS_A_USER)] ?? new HttpLines(''),
  }));
  const polling = await startPolling(pollers);
  try {
    const result = await work(polling.answered);
    if (polling.turnedAway() > 0) {
      process.stdout.write(`${polling.turnedAway()} polls were answered 503\n`);
    }
    return result;
  } finally {
    await polling.stop();
    for (const line of lines) line.close();
  }
}
