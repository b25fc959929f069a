import { ChevronRight } from 'lucide-react';
import { Link } from '@tanstack/react-router';
import { parseWardKey } from '../../../src-shared/contract/ids.ts';
import { useAlarmDesk } from '../../app/alarm-desk.ts';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/clock.ts';
import { RelativeAge } from '../../ui/relative-age.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { dataWords, sinceWords } from './alert-words.ts';

const MINUTE_MS = 60_000;

/**
 * The gravest alert that nobody has taken note of, at the foot of every page, with what can be done
 * about it. Without one there is nothing: quiet means fine.
 */
export function AlertStrip({ hospitalId }: { hospitalId: string }) {
  const alarms = useAlarmDesk();
  const { open } = alarms.lines;
  const now = useNow(MINUTE_MS);
  const [line] = open;
  if (line === undefined) return null;
  const of = dataWords(line);
  return (
    <section
      className={`alert-strip alert-strip-${line.severity}`}
      aria-label="Alert to acknowledge"
      data-alert-line={line.id}
    >
      <SeverityMark severity={line.severity} />
      <span className="mono alert-ward">{parseWardKey(line.ward).wardId}</span>
      <span className="alert-strip-text" title={line.text}>
        {line.text}
      </span>
      <span className="quiet alert-age">
        {sinceWords(line, now)} (<RelativeAge since={line.since} />){of !== null && `, ${of}`}
      </span>
      {line.law !== null && <span className="quiet cut alert-law">{line.law}</span>}
      <span className="alert-strip-tools">
        <Button
          keyName="w"
          aria-keyshortcuts="w"
          onPress={() => {
            alarms.why(line.ward, line.ruleId);
          }}
        >
          Why
        </Button>
        {line.alert !== null && (
          <>
            <Button
              kind="primary"
              keyName="k"
              aria-keyshortcuts="k"
              onPress={() => {
                alarms.acknowledge(line);
              }}
            >
              Acknowledge
            </Button>
            {line.alert.status !== 'returned' && (
              <Button
                className="alert-strip-shelve"
                keyName="z"
                aria-keyshortcuts="z"
                onPress={() => {
                  alarms.shelve(line);
                }}
              >
                Shelve
              </Button>
            )}
          </>
        )}
        {open.length > 1 && (
          <Link to="/h/$hospitalId/alerts" params={{ hospitalId }} className="alert-more">
            {open.length - 1} more
            <ChevronRight aria-hidden />
          </Link>
        )}
      </span>
    </section>
  );
}
