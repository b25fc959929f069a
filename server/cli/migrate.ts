import { expectNone, type Verb } from './verb.ts';
import { withDatabase } from './with-database.ts';

export const migrateVerb: Verb = {
  summary: 'bring the schema of the database up to date',
  help: `usage: wardline migrate

Runs the migrations that DATABASE_URL (or the embedded PostgreSQL) does not have yet. Gateways do
the same on start; this is for those who want it done before.
`,
  run: async (args) => {
    expectNone(args);
    await withDatabase(async () => undefined);
    console.log('The schema is up to date.');
    return 0;
  },
};
