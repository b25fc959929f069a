import { openDatabase, type Database } from '../../../server/db/database.ts';
import { verifyEpoch } from '../../../server/db/epoch.ts';
import { migrate } from '../../../server/db/migrate.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';

export interface WardDatabase {
  readonly test: TestDatabase;
  readonly database: Database;
  /** A ward of H1 that nobody else uses; `H1/W7`. */
  newWard(hospitalId?: string): Promise<string>;
  newWards(count: number): Promise<string[]>;
  close(): Promise<void>;
}

/** A migrated database with the hospitals H1 and H2 and no wards yet. */
export async function openWardDatabase(): Promise<WardDatabase> {
  const test = await createTestDatabase();
  await migrate(test.url);
  const database = openDatabase({
    url: test.url,
    maxConnections: 12,
    applicationName: 'wardline tests',
    onIdleError: () => undefined,
  });
  await verifyEpoch(database);
  await test.query("insert into hospital (id, name) values ('H1', 'One'), ('H2', 'Two')");
  let wards = 0;
  const newWards = async (hospitalId: string, count: number): Promise<string[]> => {
    const ids = Array.from({ length: count }, () => `W${(wards += 1)}`);
    await test.query(
      `insert into ward (hospital_id, id, name, unit_type)
       select $1, id, id, 'medical-surgical' from unnest($2::text[]) as id`,
      [hospitalId, ids],
    );
    return ids.map((id) => `${hospitalId}/${id}`);
  };
  return {
    test,
    database,
    newWard: async (hospitalId = 'H1') => (await newWards(hospitalId, 1))[0] ?? '',
    newWards: (count) => newWards('H1', count),
    close: async () => {
      await database.close();
      await test.drop();
    },
  };
}
