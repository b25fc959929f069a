import { type ReactNode, useMemo, useState } from 'react';
import { useMatchRoute, useNavigate, useParams } from '@tanstack/react-router';
import { wardKey, type WardKey } from '../../../src-shared/contract/ids.ts';
import { type AlarmDesk, AlarmProvider } from '../../app/alarm-desk.ts';
import { useDesk } from '../../app/desk.ts';
import type { AlertLine } from '../../view/alert-lines.ts';
import { AlertWatch } from './alert-watch.tsx';
import { AlertStrip } from './alert-strip.tsx';
import { ShelveDialog } from './shelve-dialog.tsx';
import { useAlertKeys } from './use-alert-keys.ts';
import { useAlertLines } from './use-alert-lines.ts';
import { WhyDialog } from './why-dialog.tsx';
import './alerts.css';

type Asked =
  | { readonly kind: 'shelve'; readonly line: AlertLine }
  | { readonly kind: 'why'; readonly ward: WardKey; readonly ruleId: string | null };

/**
 * The alerts of a hospital for whoever dispatches there: the line at the foot of every page, its
 * keys, its sounds and the windows it opens. Others get the page as it is.
 */
export function HospitalAlarms(props: {
  hospitalId: string;
  isDispatching: boolean;
  children: ReactNode;
}) {
  const { hospitalId, isDispatching, children } = props;
  const desk = useDesk();
  // The list of all alerts has them in sight already.
  const isListed = useMatchRoute()({ to: '/h/$hospitalId/alerts' }) !== false;
  const lines = useAlertLines(hospitalId);
  const [asked, setAsked] = useState<Asked | null>(null);
  const alarms = useMemo<AlarmDesk>(
    () => ({
      lines,
      mayAnswer: isDispatching,
      acknowledge: ({ ward, alert }) => {
        if (alert !== null) desk.run({ kind: 'acknowledge-alert', ward, alertId: alert.id });
      },
      shelve: (line) => {
        if (line.alert !== null) setAsked({ kind: 'shelve', line });
      },
      unshelve: ({ ward, alert }) => {
        if (alert !== null) desk.run({ kind: 'unshelve-alert', ward, alertId: alert.id });
      },
      why: (ward, ruleId) => {
        setAsked({ kind: 'why', ward, ruleId });
      },
    }),
    [desk, lines, isDispatching],
  );
  return (
    <AlarmProvider value={alarms}>
      {isDispatching ? (
        <div className="alarmed">
          <div className="alarmed-page">{children}</div>
          {!isListed && <AlertStrip hospitalId={hospitalId} />}
          <AlertWatch hospitalId={hospitalId} />
          <Keys
            hospitalId={hospitalId}
            alarms={alarms}
            shown={isListed ? null : (lines.open[0] ?? null)}
          />
        </div>
      ) : (
        children
      )}
      {asked?.kind === 'shelve' && (
        <ShelveDialog
          line={asked.line}
          onClose={() => {
            setAsked(null);
          }}
        />
      )}
      {asked?.kind === 'why' && (
        <WhyDialog
          key={`${asked.ward} ${asked.ruleId ?? ''}`}
          ward={asked.ward}
          ruleId={asked.ruleId}
          onClose={() => {
            setAsked(null);
          }}
        />
      )}
    </AlarmProvider>
  );
}

function Keys(props: { hospitalId: string; alarms: AlarmDesk; shown: AlertLine | null }) {
  const { hospitalId, alarms, shown } = props;
  const { wardId } = useParams({ strict: false });
  const navigate = useNavigate();
  useAlertKeys({
    alarms,
    shown,
    openWard: wardId === undefined ? null : wardKey({ hospitalId, wardId }),
    showAll: () => {
      void navigate({ to: '/h/$hospitalId/alerts', params: { hospitalId } });
    },
  });
  return null;
}
