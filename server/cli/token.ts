import { randomUUID } from 'node:crypto';
import { accessTokens } from '../auth/access-token.ts';
import { openFamily } from '../auth/sessions.ts';
import { storedJwtSecret } from '../auth/jwt-secret.ts';
import { parseVerb, WrongUse, type Verb } from './verb.ts';
import { withDatabase } from './with-database.ts';

const MAX_MINUTES = 30 * 24 * 60;

export const tokenVerb: Verb = {
  summary: 'print an access token for a user',
  help: `usage: wardline token --user NAME [--minutes N]

Prints an access token, for scripts and integrations. It ends by itself after N minutes (default 15,
at most ${String(MAX_MINUTES)}), or when the user is disabled. Needs the WARDLINE_JWT_SECRET of the
gateways, unless they run in demo mode.
`,
  run: async (args) => {
    const { values } = parseVerb({
      args,
      options: { user: { type: 'string' }, minutes: { type: 'string', default: '15' } },
    });
    const { user } = values;
    if (user === undefined) throw new WrongUse('--user is missing');
    const minutes = /^\d{1,6}$/.test(values.minutes) ? Number(values.minutes) : 0;
    if (minutes < 1 || minutes > MAX_MINUTES) {
      throw new WrongUse(`--minutes is a whole number from 1 to ${String(MAX_MINUTES)}`);
    }
    const token = await withDatabase(async (database, config) => {
      const family = randomUUID();
      if (!(await openFamily(database, user, family))) return null;
      const secret = config.jwtSecret ?? (await storedJwtSecret(database));
      return (await accessTokens(secret).sign(user, family, minutes * 60)).token;
    });
    if (token === null) throw new WrongUse(`there is no user ${user}, or the user is disabled`);
    console.log(token);
    return 0;
  },
};
