import type { ConnectionView } from '../../../src-shared/sync/views.ts';

export interface ConnectionWords {
  readonly tone: 'good' | 'busy' | 'bad';
  readonly text: string;
  /** More, for the title and for screen readers. */
  readonly detail: string;
}

const REASONS = {
  'signed-out': 'nobody is signed in',
  unreachable: 'the server does not answer',
  'no-access': 'this user has no access any more',
  'too-many': 'too many connections for this user',
  draining: 'the server is restarting',
} as const;

/**
 * How the line to the server is, in words.
 * @param lastHeardMs since the server was last heard, in milliseconds
 * @param now the server's clock, in milliseconds
 */
export function connectionWords(
  connection: ConnectionView,
  lastHeardMs: number | null,
  now: number,
): ConnectionWords {
  if (connection.phase === 'open') {
    const age = lastHeardMs === null ? '' : ` ${ageWords(lastHeardMs)}`;
    if (connection.silent) {
      return {
        tone: 'bad',
        text: `Silent${age}`,
        detail: 'Connected by name, but the server has not been heard. Boards may be out of date.',
      };
    }
    return { tone: 'good', text: `Live${age}`, detail: 'Time since the server was last heard.' };
  }
  if (connection.phase === 'offline') {
    const reason = REASONS[connection.reason];
    const wait = connection.retryAt === null ? null : Math.ceil((connection.retryAt - now) / 1_000);
    const retry = wait !== null && wait > 0 ? `, again in ${wait} s` : '';
    return { tone: 'bad', text: `Offline${retry}`, detail: `Not connected: ${reason}.` };
  }
  return { tone: 'busy', text: 'Connecting', detail: 'Boards are as of the time they show.' };
}

/** Tenths while they mean something, whole seconds after. */
function ageWords(ms: number): string {
  if (ms < 1_000) return `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 1_000)} s`;
}
