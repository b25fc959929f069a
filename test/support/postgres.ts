import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { testEnvironment } from './test-environment.ts';

export interface TestDatabase {
  /** Connection string of the database, as superuser; what `DATABASE_URL` takes. */
  url: string;
  name: string;
  /** One statement on a connection of its own, as superuser (row-level security does not apply). */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Cuts all connections to the database and removes it. A second call does nothing. */
  drop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * An empty database in the test cluster (no migrations applied). The caller drops it:
 * `afterAll(() => database.drop())` or `await using database = await createTestDatabase()`.
 * @throws Error when the tests were not started through `npm test`
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = testEnvironment('WARDLINE_TEST_DATABASE_URL');
  const name = `wardline_test_${randomBytes(6).toString('hex')}`;
  await withClient(adminUrl, (client) => client.query(`create database ${name}`));
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;

  let dropped: Promise<void> | undefined;
  const drop = (): Promise<void> =>
    (dropped ??= withClient(adminUrl, async (client) => {
      await client.query(`drop database if exists ${name} with (force)`);
    }));
  return {
    url: url.href,
    name,
    query: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) =>
      withClient(url.href, async (client) => (await client.query<Row>(text, values)).rows),
    drop,
    [Symbol.asyncDispose]: drop,
  };
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
