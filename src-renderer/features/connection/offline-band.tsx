import { CloudOff } from 'lucide-react';
import { useState } from 'react';
import type { WardKey } from '../../../src-shared/contract/ids.ts';
import type { ConnectionView, WardView } from '../../../src-shared/sync/views.ts';
import { useHost, useReadable } from '../../app/host-context.tsx';
import { outboxDoor } from '../../app/outbox-door.ts';
import { Band } from '../../ui/band.tsx';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/clock.ts';
import { dayAndTime, timeLeft } from '../../ui/time-words.ts';

const MINUTE_MS = 60_000;

/**
 * Says across the page that the line is down, since when, and what that means for the work. It
 * stays while the line is dialled again and again, so that the page does not jump with each attempt.
 */
export function OfflineBand() {
  const host = useHost();
  const connection = useReadable(host.connection);
  const waiting = useReadable(host.pending).filter((one) => one.status === 'waiting').length;
  const since = lastKnown(useReadable(host.board));
  const now = useNow(MINUTE_MS);
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
    <Band
      tone="warning"
      icon={<CloudOff aria-hidden />}
      actions={
        waiting > 0 && (
          <Button
            onPress={() => {
              outboxDoor.set('queue');
            }}
          >
            {waiting === 1 ? 'Show the change' : `Show the ${waiting} changes`}
          </Button>
        )
      }
    >
      <strong>Offline{since !== null && ` since ${sinceWords(since, now)}`}.</strong> Each board
      says how old it is. You can work on:{' '}
      {waiting > 0
        ? `${waiting} ${waiting === 1 ? 'change waits' : 'changes wait'} to be sent.`
        : 'changes are sent when the line is back.'}
    </Band>
  );
}

function sinceWords(since: number, now: number): string {
  const gone = now - since;
  const when = dayAndTime(since, now);
  return gone < MINUTE_MS ? when : `${when}, ${timeLeft(gone)}`;
}

/** When the newest of the boards was last known to be true; null: none is stale, or none is there. */
function lastKnown(board: ReadonlyMap<WardKey, WardView>): number | null {
  let last: number | null = null;
  for (const { freshness } of board.values()) {
    if (freshness.kind !== 'stale' || freshness.since === null) continue;
    last = Math.max(last ?? 0, freshness.since);
  }
  return last;
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
