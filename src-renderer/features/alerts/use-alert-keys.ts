import { wardKeySchema, type WardKey } from '../../../src-shared/contract/ids.ts';
import type { AlarmDesk } from '../../app/alarm-desk.ts';
import { useKeys } from '../../ui/use-keys.ts';
import type { AlertLine } from '../../view/alert-lines.ts';

/**
 * The keys of alerts, anywhere on the desk. They mean the alert or the ward that the keyboard is
 * on, else the alert in the line at the foot; `w` without an alert explains the open ward.
 */
export function useAlertKeys(options: {
  alarms: AlarmDesk;
  openWard: WardKey | null;
  showAll: () => void;
}): void {
  const { alarms, openWard, showAll } = options;
  const { open } = alarms.lines;
  const onLine = (then: (line: AlertLine) => void) => (event: KeyboardEvent) => {
    const line = lineAt(event.target, alarms) ?? open[0];
    if (line?.alert == null) return false;
    then(line);
    return true;
  };
  useKeys({
    k: onLine((line) => {
      if (line.alert?.status !== 'acknowledged') alarms.acknowledge(line);
    }),
    z: onLine((line) => {
      if (line.alert?.status === 'shelved') alarms.unshelve(line);
      else alarms.shelve(line);
    }),
    w: (event) => {
      const line = lineAt(event.target, alarms);
      const ward = wardAt(event.target);
      const first = open[0];
      if (line !== null) alarms.why(line.ward, line.ruleId);
      else if (ward !== null) alarms.why(ward, null);
      else if (first !== undefined) alarms.why(first.ward, first.ruleId);
      else if (openWard !== null) alarms.why(openWard, null);
      else return false;
      return true;
    },
    '!': showAll,
  });
}

/** The alert whose line holds the keyboard. */
function lineAt(target: EventTarget | null, { lines }: AlarmDesk): AlertLine | null {
  if (!(target instanceof Element)) return null;
  const id = target.closest('[data-alert-line]')?.getAttribute('data-alert-line');
  if (id == null) return null;
  const all = [...lines.open, ...lines.acknowledged, ...lines.shelved];
  return all.find((line) => line.id === id) ?? null;
}

/** The ward whose row in the list of wards holds the keyboard. */
function wardAt(target: EventTarget | null): WardKey | null {
  if (!(target instanceof Element)) return null;
  const named = target.closest('[data-ward]')?.getAttribute('data-ward');
  return wardKeySchema.safeParse(named).data ?? null;
}
