import { hospitalIdSchema } from '../../src-shared/contract/ids.ts';
import { insertHospital } from '../db/insert-hospital.ts';
import { parseVerb, WrongUse, type Verb } from './verb.ts';
import { withDatabase } from './with-database.ts';

export const hospitalVerb: Verb = {
  summary: 'hospital add: make a hospital, before its users and wards',
  help: `usage: wardline hospital add ID --name NAME [--time-zone ZONE]

  --name NAME        as people call it
  --time-zone ZONE   of HL7 times that name none, for example Europe/Berlin (default: UTC)
`,
  run: async (args) => {
    const [action, ...rest] = args;
    if (action !== 'add') throw new WrongUse('hospital knows: add');
    const { values, positionals } = parseVerb({
      args: rest,
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        'time-zone': { type: 'string', default: 'UTC' },
      },
    });
    const id = hospitalIdSchema.safeParse(positionals[0]);
    if (!id.success || positionals.length > 1) throw new WrongUse('needs one ID, such as H1');
    if (values.name === undefined || values.name.trim() === '') {
      throw new WrongUse('--name is missing');
    }
    const hospital = { id: id.data, name: values.name.trim(), timeZone: zone(values['time-zone']) };
    const added = await withDatabase((db) => db.system((tx) => insertHospital(tx, hospital)));
    if (!added) throw new WrongUse(`there is a hospital ${hospital.id} already`);
    console.log(`Hospital ${hospital.id} is there.`);
    return 0;
  },
};

function zone(name: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    throw new WrongUse(`--time-zone: there is no zone "${name}"`);
  }
}
