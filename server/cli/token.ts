import { randomUUID } from 'node:crypto';
import { accessTokens, type AccessTokens } from '../auth/access-token.ts';
import { openFamily } from '../auth/sessions.ts';
import { storedJwtSecret } from '../auth/jwt-secret.ts';
import type { Database } from '../db/database.ts';
import { parseVerb, WrongUse, type Verb } from './verb.ts';
import { withDatabase } from './with-database.ts';

const MAX_MINUTES = 30 * 24 * 60;
const AT_ONCE = 16;

export const tokenVerb: Verb = {
  summary: 'print an access token for a user',
  help: `usage: wardline token --user NAME [--user NAME]… [--minutes N]

Prints an access token, for scripts and integrations; of several users one a line, in their order. It
ends by itself after N minutes (default 15, at most ${String(MAX_MINUTES)}), or when the user is
disabled. Needs the WARDLINE_JWT_SECRET of the gateways, unless they run in demo mode.
`,
  run: async (args) => {
    const { values } = parseVerb({
      args,
      options: {
        user: { type: 'string', multiple: true },
        minutes: { type: 'string', default: '15' },
      },
    });
    const users = values.user ?? [];
    if (users.length === 0) throw new WrongUse('--user is missing');
    const minutes = /^\d{1,6}$/.test(values.minutes) ? Number(values.minutes) : 0;
    if (minutes < 1 || minutes > MAX_MINUTES) {
      throw new WrongUse(`--minutes is a whole number from 1 to ${String(MAX_MINUTES)}`);
    }
    await withDatabase(async (database, config) => {
      const tokens = accessTokens(config.jwtSecret ?? (await storedJwtSecret(database)));
      for (let at = 0; at < users.length; at += AT_ONCE) {
        const part = users.slice(at, at + AT_ONCE);
        const signed = await Promise.all(part.map((user) => sign(database, tokens, user, minutes)));
        for (const token of signed) console.log(token);
      }
    });
    return 0;
  },
};

/** @throws WrongUse where nobody of that name may sign in */
async function sign(
  database: Database,
  tokens: AccessTokens,
  user: string,
  minutes: number,
): Promise<string> {
  const family = randomUUID();
  if (!(await openFamily(database, user, family))) {
    throw new WrongUse(`there is no user ${user}, or the user is disabled`);
  }
  return (await tokens.sign(user, family, minutes * 60)).token;
}
