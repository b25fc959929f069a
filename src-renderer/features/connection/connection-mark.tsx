import { CircleDot, CloudOff, RefreshCw } from 'lucide-react';
import { useHost, useReadable } from '../../app/host-context.tsx';
import { Band } from '../../ui/band.tsx';
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
      {words.text}
    </span>
  );
}

/** Says across the page that the line is down, and what that means for the work. */
export function OfflineBand() {
  const host = useHost();
  const connection = useReadable(host.connection);
  const waiting = useReadable(host.pending).filter((one) => one.status === 'waiting').length;
  const isDown =
    (connection.phase === 'offline' && connection.reason !== 'signed-out') ||
    (connection.phase === 'open' && connection.silent);
  if (!isDown) return null;
  return (
    <Band tone="warning" icon={<CloudOff aria-hidden />}>
      {connection.phase === 'offline' && connection.reason === 'no-access'
        ? 'Your access has ended. Ask your administrator.'
        : 'Offline: boards are as of the time each shows. You can work on; '}
      {connection.phase === 'offline' && connection.reason === 'no-access'
        ? null
        : waiting > 0
          ? `${waiting} ${waiting === 1 ? 'change waits' : 'changes wait'} to be sent.`
          : 'changes are sent when the line is back.'}
    </Band>
  );
}
