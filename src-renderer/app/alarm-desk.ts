import { createContext, useContext } from 'react';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { AlertLine, AlertLines } from '../view/alert-lines.ts';

/** What can be done about alerts from anywhere in a hospital. The alerts feature answers. */
export interface AlarmDesk {
  readonly lines: AlertLines;
  /** Whether the user may acknowledge and shelve; others only look. */
  readonly mayAnswer: boolean;
  readonly acknowledge: (line: AlertLine) => void;
  /** Asks for how long and why. */
  readonly shelve: (line: AlertLine) => void;
  readonly unshelve: (line: AlertLine) => void;
  /** Shows the rule and every number behind an alert, or (`ruleId` null) how the ward stands. */
  readonly why: (ward: WardKey, ruleId: string | null) => void;
}

const AlarmContext = createContext<AlarmDesk | null>(null);
export const AlarmProvider = AlarmContext.Provider;

export function useAlarmDesk(): AlarmDesk {
  const desk = useContext(AlarmContext);
  if (!desk) throw new Error('There is no AlarmProvider above.');
  return desk;
}
