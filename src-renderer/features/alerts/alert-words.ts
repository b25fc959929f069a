import type { Alert } from '../../../src-shared/contract/state/alert.ts';
import { clockTime, dayAndTime } from '../../ui/time-words.ts';
import { type AlertLine, dataOf } from '../../view/alert-lines.ts';

const STEP_WORDS = {
  charge_nurse: 'charge nurse',
  dispatcher: 'dispatcher',
  house_supervisor: 'house supervisor',
} as const;

/** Who took note or set it aside, and when: `acknowledged by dana at 02:14`. */
export function standWords(alert: Alert | null, now: number): string | null {
  if (alert === null) return 'found on this device, nobody else knows of it yet';
  const { status, acknowledged, shelved } = alert;
  if (status === 'shelved' && shelved !== null) {
    const until = dayAndTime(Date.parse(shelved.until), now);
    return `shelved until ${until} by ${shelved.by}: ${shelved.reason}`;
  }
  if (status === 'returned') return 'over, and nobody has acknowledged it';
  if (status === 'acknowledged' && acknowledged !== null) {
    return `acknowledged by ${acknowledged.by} at ${dayAndTime(Date.parse(acknowledged.at), now)}`;
  }
  return null;
}

/** Who was told while nobody took note: `told: charge nurse 02:12, dispatcher 02:14`. */
export function escalationWords(alert: Alert | null): string | null {
  if (alert === null || alert.escalation.steps.length === 0) return null;
  const steps = alert.escalation.steps.map(({ to, at, notified }) => {
    const nobody = notified === 0 ? ' (nobody could be told)' : '';
    return `${STEP_WORDS[to]} ${clockTime(Date.parse(at))}${nobody}`;
  });
  return `told: ${steps.join(', ')}`;
}

/** `from data of 02:13`, for a ward that is not heard. */
export function dataWords(line: Pick<AlertLine, 'freshness'>): string | null {
  const of = dataOf(line.freshness);
  return of === null ? null : `from data of ${clockTime(of)}`;
}

/** `since 03:12`, with the day where that is another: when the rule was first seen broken. */
export function sinceWords({ since }: Pick<AlertLine, 'since'>, now: number): string {
  return `since ${dayAndTime(since, now)}`;
}
