import { useEffect, useState } from 'react';
import type { Severity } from '../../../src-shared/contract/state/alert.ts';
import { useHasVoice } from '../../app/desktop.ts';
import { houseKey, useHost } from '../../app/host-context.tsx';
import { useClock } from '../../ui/clock.ts';
import { openSpeakerSoon } from '../../ui/speaker.ts';
import { alertLines } from '../../view/alert-lines.ts';
import { asHouse } from '../../view/log-kinds.ts';
import { alertNews, newsWords, NOTHING_SEEN } from './alert-news.ts';
import { playAlertSound } from './alert-sound.ts';
import { mutedUntil } from './mute.ts';
import { openOneVoice } from './one-voice.ts';
import { tellSoundBlocked } from './sound-blocked.ts';

const MINUTE_MS = 60_000;

interface Told {
  readonly count: number;
  readonly severity: Severity;
  readonly words: string;
}

/**
 * Makes new alerts heard: by a signal, and in words for who listens to the page. Critical ones
 * interrupt what is being read, others wait for it to end. What stood there before is not news. Of
 * several windows of a device one makes the sound.
 */
export function AlertWatch({ hospitalId }: { hospitalId: string }) {
  const host = useHost();
  const clock = useClock();
  const hasVoice = useHasVoice();
  const [told, setTold] = useState<Told | null>(null);
  useEffect(() => {
    const stopOpening = openSpeakerSoon();
    const voice = openOneVoice(navigator.locks);
    let seen = NOTHING_SEEN;
    const look = (): void => {
      const board = host.board.get();
      const house = asHouse(host.state(houseKey(hospitalId)).get());
      const minute = Math.floor(clock.now() / MINUTE_MS) * MINUTE_MS;
      const { open } = alertLines(board, hospitalId, house, minute);
      const next = alertNews(seen, open, board);
      seen = next.seen;
      const [worst] = next.news;
      if (worst === undefined) return;
      const words = newsWords(next.news);
      setTold((last) => ({ count: (last?.count ?? 0) + 1, severity: worst.severity, words }));
      if (!hasVoice || mutedUntil(clock.now()) !== null) return;
      void voice
        .speak(() => playAlertSound(worst.severity))
        .then((heard) => {
          tellSoundBlocked(heard === 'blocked');
        });
    };
    look();
    const stops = [host.board.subscribe(look), clock.subscribe(MINUTE_MS, look)];
    return () => {
      for (const stop of stops) stop();
      stopOpening();
      voice.close();
    };
  }, [host, clock, hospitalId, hasVoice]);
  const isCritical = told?.severity === 'critical';
  return (
    <>
      <div className="unseen" role="alert" data-news="critical">
        {told !== null && isCritical && <span key={told.count}>{told.words}</span>}
      </div>
      <div className="unseen" role="status" data-news="other">
        {told !== null && !isCritical && <span key={told.count}>{told.words}</span>}
      </div>
    </>
  );
}
