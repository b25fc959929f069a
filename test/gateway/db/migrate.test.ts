import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import { migrate } from '../../../server/db/migrate.ts';
import * as waivedShortfalls from '../../../server/db/migrations/0007-waived-shortfalls.ts';
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

test('a verdict from before waivers were told gets an empty list, here and in records to come', async () => {
  await using database = await createTestDatabase();
  await migrate(database.url);
  const verdict = `{"pack": {"id": "california", "version": 1}, "required": 1, "waiver": null}`;
  const seed = `
    insert into hospital (id, name) values ('H1', 'One');
    insert into ward (hospital_id, id, staffing) values ('H1', 'ICU', '${verdict}'), ('H1', 'ED', null);
    insert into ward_checkpoint (hospital_id, ward_id, at, seq, audit_seq, state) values
      ('H1', 'ICU', now(), 1, 1, '{"name": "Ward", "staffing": ${verdict}}'),
      ('H1', 'ED', now(), 1, 1, '{"name": "Ward", "staffing": null}')`;
  for (const statement of seed.split(';')) await database.query(statement);
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  await db.transaction().execute((tx) => waivedShortfalls.up(tx));
  await db.destroy();
  const wards = await database.query<{ id: string; staffing: object | null; state: object }>(
    `select w.id, w.staffing, c.state from ward w
     join ward_checkpoint c on c.hospital_id = w.hospital_id and c.ward_id = w.id order by w.id`,
  );
  const told = { ...(JSON.parse(verdict) as object), waived: [] };
  expect(wards).toEqual([
    { id: 'ED', staffing: null, state: { name: 'Ward', staffing: null } },
    { id: 'ICU', staffing: told, state: { name: 'Ward', staffing: told } },
  ]);
});
