import { wardKeySchema, type WardKey } from '../../../src-shared/contract/ids.ts';
import type { AlarmDesk } from '../../app/alarm-desk.ts';
import { useKeys } from '../../ui/use-keys.ts';
import type { AlertLine } from '../../view/alert-lines.ts';

/**
 * The keys of alerts, anywhere on the desk. They mean the alert or the ward that the keyboard is
 * on, else the alert in the line at the foot (`shown`; null: there is no such line), never one that
 * is not marked as meant; `w` without an alert explains the open ward.
 */
export function useAlertKeys(options: {
  alarms: AlarmDesk;
  shown: AlertLine | null;
  openWard: WardKey | null;
  showAll: () => void;
}): void {
  const { alarms, shown, openWard, showAll } = options;
  const onLine = (then: (line: AlertLine) => void) => (event: KeyboardEvent) => {
    const line = lineAt(event.target, alarms) ?? shown;
    if (line?.alert == null) return false;
    then(line);
    return true;
  };
  useKeys({
    k: onLine((line) => {
      if (line.alert?.status !== 'acknowledged') alarms.acknowledge(line);
    }),
    z: onLine((line) => {
      const status = line.alert?.status;
      if (status === 'shelved') alarms.unshelve(line);
      else if (status !== 'returned') alarms.shelve(line);
    }),
    w: (event) => {
      const line = lineAt(event.target, alarms);
      const ward = wardAt(event.target);
      if (line !== null) alarms.why(line.ward, line.ruleId);
      else if (ward !== null) alarms.why(ward, null);
      else if (shown !== null) alarms.why(shown.ward, shown.ruleId);
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
