import { rollShifts } from '../demo/roll-shifts.ts';
import { seedDemo } from '../demo/seed-demo.ts';
import { expectNone, type Verb } from './verb.ts';
import { withDatabase } from './with-database.ts';

export const demoDataVerb: Verb = {
  summary: 'make the demo hospitals and users, once',
  help: `usage: wardline demo-data

Makes fifteen hospitals with wards, staff, patients and the users dispatcher, nurse and admin
(password wardline-demo), where they are not there yet. WARDLINE_DEMO=1 does the same on start.
Never on a database with real patients: the passwords are known to everybody.
`,
  run: async (args) => {
    expectNone(args);
    const made = await withDatabase(async (database) => {
      const seeded = await seedDemo(database);
      await rollShifts(database, Date.now());
      return seeded;
    });
    console.log(made ? 'The demo hospitals are there.' : 'The demo hospitals were there already.');
    return 0;
  },
};
