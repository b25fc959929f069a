import { BellOff, Check, CircleHelp, Undo2 } from 'lucide-react';
import { Link } from '@tanstack/react-router';
import { parseWardKey } from '../../../src-shared/contract/ids.ts';
import { useAlarmDesk } from '../../app/alarm-desk.ts';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/clock.ts';
import { RelativeAge } from '../../ui/relative-age.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import type { AlertLine } from '../../view/alert-lines.ts';
import type { PendingMark } from '../../view/pending-marks.ts';
import { ruleWords } from '../../view/rule-figures.ts';
import { dataWords, escalationWords, sinceWords, standWords } from './alert-words.ts';

const MINUTE_MS = 60_000;

/** One alert of the list: how grave, where, what and since when, in one sentence; who has it. */
export function AlertItem({ line, mark }: { line: AlertLine; mark: PendingMark | null }) {
  const { hospitalId, wardId } = parseWardKey(line.ward);
  const now = useNow(MINUTE_MS);
  const notes = [
    standWords(line.alert, now),
    escalationWords(line.alert),
    dataWords(line),
    mark === 'sending' ? 'being sent' : null,
  ].filter((note) => note !== null);
  return (
    <li
      className="alert-item"
      data-alert-line={line.id}
      data-severity={line.severity}
      tabIndex={-1}
    >
      <SeverityMark severity={line.severity} />
      <Link
        to="/h/$hospitalId/w/$wardId"
        params={{ hospitalId, wardId }}
        className="alert-ward"
        data-alert-focus
      >
        <span className="mono">{wardId}</span>{' '}
        <span className="alert-ward-name">{line.wardName}</span>
      </Link>
      <div className="alert-words">
        <strong>{ruleWords(line.ruleId)}</strong>{' '}
        <span className="quiet">
          {sinceWords(line, now)} (<RelativeAge since={line.since} />)
          {line.law !== null && ` · ${line.law}`}
        </span>
        <p>{line.text}</p>
        {notes.length > 0 && <p className="alert-note">{notes.join(' · ')}</p>}
      </div>
      <Tools line={line} />
    </li>
  );
}

function Tools({ line }: { line: AlertLine }) {
  const alarms = useAlarmDesk();
  const status = alarms.mayAnswer ? line.alert?.status : undefined;
  return (
    <div className="alert-tools">
      <Button
        keyName="w"
        icon={<CircleHelp aria-hidden />}
        onPress={() => {
          alarms.why(line.ward, line.ruleId);
        }}
      >
        Why
      </Button>
      {(status === 'unacknowledged' || status === 'returned') && (
        <Button
          keyName="k"
          icon={<Check aria-hidden />}
          onPress={() => {
            alarms.acknowledge(line);
          }}
        >
          Acknowledge
        </Button>
      )}
      {(status === 'unacknowledged' || status === 'acknowledged') && (
        <Button
          keyName="z"
          icon={<BellOff aria-hidden />}
          onPress={() => {
            alarms.shelve(line);
          }}
        >
          Shelve
        </Button>
      )}
      {status === 'shelved' && (
        <Button
          keyName="z"
          icon={<Undo2 aria-hidden />}
          onPress={() => {
            alarms.unshelve(line);
          }}
        >
          Bring back
        </Button>
      )}
    </div>
  );
}
