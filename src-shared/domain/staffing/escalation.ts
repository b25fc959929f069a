import type { Alert } from '../../contract/state/alert.ts';
import type { EscalationChain, EscalationStep } from '../../contract/state/escalation.ts';
import type { Time } from '../../contract/time.ts';

/** The chain of a hospital that has set none. Nobody prescribes these times. */
export const DEFAULT_CHAIN: EscalationChain = {
  steps: [
    { to: 'charge_nurse', afterSeconds: { warning: 0, critical: 0 }, userIds: [] },
    { to: 'dispatcher', afterSeconds: { warning: 300, critical: 120 }, userIds: [] },
    { to: 'house_supervisor', afterSeconds: { warning: 900, critical: 300 }, userIds: [] },
  ],
  acknowledgeWithinSeconds: { warning: 600, critical: 180 },
};

/**
 * The step of the chain that an alert takes next, and when; null once all were taken, or while
 * somebody has acknowledged or shelved it or its rule is kept again.
 */
export function nextEscalation(
  alert: Pick<Alert, 'status' | 'severity' | 'escalation'>,
  { steps }: Pick<EscalationChain, 'steps'>,
): { readonly step: EscalationStep; readonly at: Time } | null {
  if (alert.status !== 'unacknowledged') return null;
  const taken = new Set(alert.escalation.steps.map(({ to }) => to));
  const step = steps.find(({ to }) => !taken.has(to));
  if (step === undefined) return null;
  const { warning, critical } = step.afterSeconds;
  const after = alert.severity === 'critical' ? critical : warning;
  const at = new Date(Date.parse(alert.escalation.since) + after * 1000).toISOString();
  return { step, at };
}
