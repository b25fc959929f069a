import type { AlertLoad, KeptAlert } from '../../contract/staffing-reads.ts';
import type { EscalationChain } from '../../contract/state/escalation.ts';

const HOUR_MS = 60 * 60 * 1000;
/** So often in an hour is chattering: nobody can act on each of them. */
const CHATTERING = 3;

/** An alert as far as its load goes. */
export interface RaisedAlert extends Pick<KeptAlert, 'wardId' | 'ruleId' | 'severity'> {
  readonly raisedAt: string;
  /** For the first time; null: nobody has. */
  readonly acknowledgedAt: string | null;
  readonly clearedAt: string | null;
}

/**
 * How much a hospital's alerts ask of people in a span: how many were raised, how soon they were
 * acknowledged, and which rules chatter. `alerts` are those raised in the span, in any order. One
 * counts as missed only once its time was over while it stood.
 * @param now milliseconds since 1970
 */
export function alarmLoad(
  alerts: readonly RaisedAlert[],
  span: { readonly from: string; readonly to: string },
  { acknowledgeWithinSeconds: within }: Pick<EscalationChain, 'acknowledgeWithinSeconds'>,
  now: number,
): AlertLoad {
  const dueAt = ({ raisedAt, severity }: RaisedAlert): number =>
    Date.parse(raisedAt) + 1000 * (severity === 'critical' ? within.critical : within.warning);
  const acknowledged = alerts.filter((alert) => alert.acknowledgedAt !== null);
  const inTime = acknowledged.filter(
    (alert) => Date.parse(alert.acknowledgedAt ?? '') <= dueAt(alert),
  );
  const pending = alerts.filter(
    (alert) =>
      alert.acknowledgedAt === null &&
      (alert.clearedAt === null ? now : Date.parse(alert.clearedAt)) <= dueAt(alert),
  );
  const judged = alerts.length - pending.length;
  const hours = (Date.parse(span.to) - Date.parse(span.from)) / HOUR_MS;
  return {
    ...span,
    raised: alerts.length,
    perHour: hundredths(alerts.length / hours),
    acknowledged: acknowledged.length,
    acknowledgedInTime: inTime.length,
    shareInTime: judged === 0 ? null : hundredths(inTime.length / judged),
    pending: pending.length,
    hours: byHour(alerts, span),
    rules: byRule(alerts),
  };
}

function byHour(
  alerts: readonly RaisedAlert[],
  span: { readonly from: string; readonly to: string },
): AlertLoad['hours'] {
  const first = Math.floor(Date.parse(span.from) / HOUR_MS);
  const last = Math.ceil(Date.parse(span.to) / HOUR_MS);
  const raised = new Map<number, number>();
  for (const { raisedAt } of alerts) {
    const hour = Math.floor(Date.parse(raisedAt) / HOUR_MS);
    raised.set(hour, (raised.get(hour) ?? 0) + 1);
  }
  return Array.from({ length: last - first }, (_, index) => ({
    hour: new Date((first + index) * HOUR_MS).toISOString(),
    raised: raised.get(first + index) ?? 0,
  }));
}

function byRule(alerts: readonly RaisedAlert[]): AlertLoad['rules'] {
  const rules = Map.groupBy(alerts, ({ wardId, ruleId }) => `${wardId}/${ruleId}`);
  return [...rules.values()]
    .flatMap(([first, ...others]) => {
      if (first === undefined) return [];
      const times = [first, ...others]
        .map(({ raisedAt }) => Date.parse(raisedAt))
        .sort((a, b) => a - b);
      const mostInAnHour = Math.max(
        ...times.map((from) => times.filter((at) => at >= from && at < from + HOUR_MS).length),
      );
      const { wardId, ruleId } = first;
      return [
        {
          wardId,
          ruleId,
          raised: times.length,
          mostInAnHour,
          chattering: mostInAnHour >= CHATTERING,
        },
      ];
    })
    .sort((a, b) => b.raised - a.raised || compare(a, b));
}

function compare(a: AlertLoad['rules'][number], b: AlertLoad['rules'][number]): number {
  return `${a.wardId}/${a.ruleId}` < `${b.wardId}/${b.ruleId}` ? -1 : 1;
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
