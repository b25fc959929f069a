import type { AccessTokens } from '../auth/access-token.ts';
import type { LoginLimit } from '../auth/login-limit.ts';
import type { Principals } from '../auth/principals.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { TicketSeal } from '../auth/ticket-seal.ts';
import type { Commands } from '../commands/commands.ts';
import type { Database } from '../db/database.ts';
import type { Log } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Readiness } from './readiness.ts';
import type { RunCommand } from './routes/command-route.ts';
import type { IntakeDesk } from './routes/intake-messages.ts';

/** What the HTTP layer needs; app.ts opens and closes it all. */
export interface HttpParts {
  readonly database: Database;
  readonly tokens: AccessTokens;
  readonly ticketSeal: TicketSeal;
  readonly principals: Principals;
  readonly sessions: Sessions;
  readonly loginLimit: LoginLimit;
  readonly runCommand: RunCommand;
  readonly runWrite: Commands['write'];
  readonly intakeDesk: IntakeDesk;
  readonly readiness: Readiness;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Folder of the web build; null: none was made. */
  readonly webRoot: string | null;
  /** Folder of signed desktop builds; null: none are served. */
  readonly updatesDir: string | null;
  /** Whether this process answers commands and reads (role `api`); else health and metrics alone. */
  readonly api: boolean;
  /** Checks every answer against its schema; for tests. */
  readonly checkAnswers?: boolean;
}
