import { CircleDot, CloudOff, RefreshCw } from 'lucide-react';
import { useHost, useReadable } from '../../app/host-context.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useNow } from '../../ui/clock.ts';
import { connectionWords } from './connection-words.ts';
import './connection.css';

const SECOND_MS = 1_000;

/** The line to the server, in the top bar: `Live 0.3 s`. */
export function ConnectionMark() {
  const host = useHost();
  const connection = useReadable(host.connection);
  useNow(SECOND_MS);
  const words = connectionWords(connection, host.lastHeardMs(), host.serverNow());
  const icon = {
    good: <CircleDot aria-hidden />,
    busy: <RefreshCw aria-hidden />,
    bad: <CloudOff aria-hidden />,
  };
  return (
    <span
      className={classNames('connection', `connection-${words.tone}`)}
      title={words.detail}
      data-phase={connection.phase}
    >
      {icon[words.tone]}
      <span className="connection-text cut">{words.text}</span>
    </span>
  );
}
