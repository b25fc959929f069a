// A gateway that is killed between its commit and its publish: argv are database address, ward and
// how many events.
import { openDatabase } from '../../../server/db/database.ts';
import { commitEvents } from '../realtime/ward-writer.ts';

const [, , url = '', ward = '', count = '1'] = process.argv;
const database = openDatabase({
  url,
  maxConnections: 1,
  applicationName: 'wardline tests',
  onIdleError: () => undefined,
});
await commitEvents(database, ward, Number(count));
process.kill(process.pid, 'SIGKILL');
