import { parseArgs } from 'node:util';
import { openStage, type Stage } from './stage.ts';
import { channels } from './suites/channels.ts';
import { connections } from './suites/connections.ts';
import { day } from './suites/day.ts';
import { databaseLoad } from './suites/database-load.ts';
import { delivery } from './suites/delivery.ts';
import { desktop } from './suites/desktop.ts';
import { storm } from './suites/storm.ts';
import { notifications } from './suites/notifications.ts';
import { painted } from './suites/painted.ts';
import { staffing } from './suites/staffing.ts';
import { writeToScreen } from './suites/write-to-screen.ts';

const SUITES: Readonly<Record<string, () => Promise<void>>> = {
  'write-to-screen': () => withStage(writeToScreen),
  painted: () => withStage(painted),
  channels: () => withStage(channels),
  notifications: () => withStage(notifications),
  'database-load': () => withStage(databaseLoad),
  staffing: () => withStage(staffing),
  delivery,
  desktop,
  connections,
  storm,
};
/** Suites that run only when they are named, because they take long. */
const LONG: typeof SUITES = { day: () => withStage(day) };

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
const known = { ...SUITES, ...LONG };
const unknown = wanted.filter((name) => !(name in known));
if (values.help === true || unknown.length > 0) {
  process.stdout.write(`npm run bench -- [--suite NAME]…   ${Object.keys(known).join(', ')}\n`);
  process.exit(unknown.length > 0 ? 64 : 0);
}

for (const name of wanted) await known[name]?.();
