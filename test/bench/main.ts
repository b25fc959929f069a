import { parseArgs } from 'node:util';
import { openStage, type Stage } from './stage.ts';
import { channels } from './suites/channels.ts';
import { connections } from './suites/connections.ts';
import { databaseLoad } from './suites/database-load.ts';
import { delivery } from './suites/delivery.ts';
import { painted } from './suites/painted.ts';
import { staffing } from './suites/staffing.ts';
import { writeToScreen } from './suites/write-to-screen.ts';

const SUITES: Readonly<Record<string, () => Promise<void>>> = {
  'write-to-screen': () => withStage(writeToScreen),
  painted: () => withStage(painted),
  channels: () => withStage(channels),
  'database-load': () => withStage(databaseLoad),
  staffing: () => withStage(staffing),
  delivery,
  connections,
};

/** A stage of its own for each: what one wrote does not weigh on the next. */
async function withStage(suite: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await openStage();
  try {
    await suite(stage);
  } finally {
    await stage.close();
  }
}

const { values } = parseArgs({
  options: { suite: { type: 'string', multiple: true }, help: { type: 'boolean' } },
});
const wanted = values.suite ?? Object.keys(SUITES);
const unknown = wanted.filter((name) => !(name in SUITES));
if (values.help === true || unknown.length > 0) {
  process.stdout.write(`npm run bench -- [--suite NAME]…   ${Object.keys(SUITES).join(', ')}\n`);
  process.exit(unknown.length > 0 ? 64 : 0);
}

for (const name of wanted) await SUITES[name]?.();
