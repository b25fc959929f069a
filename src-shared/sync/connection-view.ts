import type { Connection } from './connection.ts';
import type { ConnectionView, ServerMs } from './views.ts';

/**
 * The connection as the screens show it.
 * @param now by the device's counter
 * @param serverNow the same moment by the server's clock
 */
export function connectionView(
  connection: Connection,
  now: number,
  serverNow: ServerMs,
): ConnectionView {
  const { state } = connection;
  switch (state.phase) {
    case 'offline': {
      const retryAt = state.retryAt === null ? null : serverNow + state.retryAt - now;
      return { phase: 'offline', reason: state.reason, retryAt };
    }
    case 'open':
      return { phase: 'open', silent: state.silence.isSilent(now) };
    case 'dialing':
    case 'closing':
      return { phase: state.phase };
  }
}
