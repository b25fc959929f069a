import type { LogState } from '../../../src-shared/contract/state/log-state.ts';

/**
 * Whether a person may be asked about something that is not about patients: nothing waits to be
 * sent, and no alarm waits to be seen.
 */
export function isQuietMoment(
  waiting: number,
  boards: Iterable<{ readonly state: LogState | null }>,
): boolean {
  if (waiting > 0) return false;
  for (const { state } of boards) {
    if (state === null || !('alerts' in state)) continue;
    if (state.alerts.some(({ status }) => status === 'unacknowledged')) return false;
  }
  return true;
}
