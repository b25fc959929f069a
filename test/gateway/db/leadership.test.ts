import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLeadership } from '../../../server/db/leadership.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('one leads; another takes over when it gives the job back', async () => {
  const [first, second] = [
    createLeadership(database.url, 'clock'),
    createLeadership(database.url, 'clock'),
  ];
  expect(await first.lead()).toBe(true);
  expect(await second.lead()).toBe(false);
  expect(await first.lead()).toBe(true);
  await first.close();
  expect(await first.lead()).toBe(false);
  await until(() => second.lead(), { within: 2_000 });
  await second.close();
});

test('different jobs have different leaders', async () => {
  const [clock, relay] = [
    createLeadership(database.url, 'clock'),
    createLeadership(database.url, 'relay'),
  ];
  expect(await clock.lead()).toBe(true);
  expect(await relay.lead()).toBe(true);
  await clock.close();
  await relay.close();
});

test('a leader whose connection is cut does not think it leads, and may win again', async () => {
  const [first, second] = [
    createLeadership(database.url, 'clock'),
    createLeadership(database.url, 'clock'),
  ];
  expect(await first.lead()).toBe(true);
  await database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'wardline clock leader'`,
  );
  await until(() => second.lead(), { within: 2_000 });
  expect(await first.lead()).toBe(false);
  await second.close();
  await until(() => first.lead(), { within: 2_000 });
  await first.close();
});

test('who cannot reach the database does not lead', async () => {
  const nowhere = createLeadership('postgres://nobody@127.0.0.1:1/none', 'clock');
  expect(await nowhere.lead()).toBe(false);
  await nowhere.close();
});
