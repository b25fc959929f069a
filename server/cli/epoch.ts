import { rotateEpoch } from '../db/epoch.ts';
import { WrongUse, type Verb } from './verb.ts';
import { withDatabase } from './with-database.ts';

export const epochVerb: Verb = {
  summary: 'epoch rotate: make every client take its state anew',
  help: `usage: wardline epoch rotate

Draws a new epoch, so that no client goes on from a position that restored history does not have.
The last step of restoring a backup.
`,
  run: async (args) => {
    if (args.length !== 1 || args[0] !== 'rotate') throw new WrongUse('epoch knows: rotate');
    const epoch = await withDatabase((database) => rotateEpoch(database));
    console.log(`The epoch is now ${epoch}.`);
    return 0;
  },
};
