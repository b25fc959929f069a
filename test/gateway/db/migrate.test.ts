import { expect, test } from 'vitest';
import { migrate } from '../../../server/db/migrate.ts';
import { createTestDatabase } from '../../support/postgres.ts';

test('gateways that start at once migrate once', async () => {
  await using database = await createTestDatabase();
  const ran = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url)));
  expect(ran.flat().filter((name) => name === '0001-first-schema')).toHaveLength(1);
  expect(await migrate(database.url)).toEqual([]);
});

test('two databases of one cluster may be set up at once', async () => {
  await using first = await createTestDatabase();
  await using second = await createTestDatabase();
  await Promise.all([migrate(first.url), migrate(second.url)]);
});
