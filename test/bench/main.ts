import { parseArgs } from 'node:util';
import { openStage, type Stage } from './stage.ts';
import { channels } from './suites/channels.ts';
import { day } from './suites/day.ts';
import { databaseLoad } from './suites/database-load.ts';
import { painted } from './suites/painted.ts';
import { writeToScreen } from './suites/write-to-screen.ts';

const SUITES: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  'write-to-screen': writeToScreen,
  painted,
  channels,
  'database-load': databaseLoad,
};
/** Suites that run only when they are named, because they take long. */
const LONG: typeof SUITES = { day };

const { values } = parseArgs({
  options: { suite: { type: 'string', multiple: true }, help: { type: 'boolean' } },
});
const wanted = values.suite ?? Object.keys(SUITES);
const known = { ...SUITES, ...LONG };
const unknown = wanted.filter((name) => !(name in known));
if (values.help === true || unknown.length > 0) {
  process.stdout.write(`npm run bench -- [--suite NAME]…   ${Object.keys(known).join(', ')}\n`);
  process.exit(unknown.length > 0 ? 64 : 0);
}

for (const name of wanted) {
  // A stage of its own for each: what one wrote does not weigh on the next.
  const stage = await openStage();
  try {
    await known[name]?.(stage);
  } finally {
    await stage.close();
  }
}
