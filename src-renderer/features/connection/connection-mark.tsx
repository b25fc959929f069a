import { CircleDot, CloudOff, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { ConnectionView } from '../../../src-shared/sync/views.ts';
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

/**
 * Says across the page that the line is down, and what that means for the work. It stays while the
 * line is dialled again and again, so that the page does not jump with each attempt.
 */
export function OfflineBand() {
  const host = useHost();
  const connection = useReadable(host.connection);
  const waiting = useReadable(host.pending).filter((one) => one.status === 'waiting').length;
  const [wasDown, setWasDown] = useState(false);
  const isDown = downAfter(connection, wasDown);
  if (isDown !== wasDown) setWasDown(isDown);
  if (!isDown) return null;
  if (connection.phase === 'offline' && connection.reason === 'no-access') {
    return (
      <Band tone="warning" icon={<CloudOff aria-hidden />}>
        Your access has ended. Ask your administrator.
      </Band>
    );
  }
  return (
    <Band tone="warning" icon={<CloudOff aria-hidden />}>
      Offline: boards are as of the time each shows. You can work on;{' '}
      {waiting > 0
        ? `${waiting} ${waiting === 1 ? 'change waits' : 'changes wait'} to be sent.`
        : 'changes are sent when the line is back.'}
    </Band>
  );
}

function downAfter(connection: ConnectionView, wasDown: boolean): boolean {
  switch (connection.phase) {
    case 'open':
      return connection.silent;
    case 'offline':
      return connection.reason !== 'signed-out';
    case 'dialing':
    case 'closing':
      return wasDown;
  }
}
