import { runGateway } from '../main.ts';
import { expectNone, type Verb } from './verb.ts';

export const gatewayVerb: Verb = {
  summary: 'run a gateway in the foreground, as the environment says',
  help: `usage: wardline gateway

Runs until SIGTERM or SIGINT; a second signal cuts the drain short. What it does is said by the
environment (PORT, HOST, DATABASE_URL, REDIS_URL, WARDLINE_…): see docs/configuration.md.

Exit codes: 0 stopped, 64 wrong use, 69 a port, PostgreSQL or Redis cannot be had, 78 wrong
configuration.
`,
  run: (args) => {
    expectNone(args);
    return runGateway(process.env, process.argv[1] ?? '');
  },
};
