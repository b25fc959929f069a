import { useEffect, useRef } from 'react';
import type { NotificationView } from '../../../src-shared/sync/views.ts';
import { useHost, useReadable } from '../../app/host-context.tsx';
import { speaker } from '../../ui/speaker.ts';

/** What is older than this when it first shows was not news: it stood in the list. */
const NEWS_MS = 60_000;
const TONES = { assignment: [660, 880], alert: [880, 660, 880], message: [740], system: [] };

/**
 * Sounds and vibrates once for each unread notification that arrives while the page is open, and
 * tells of them.
 */
export function useArrivals(onNews: (news: readonly NotificationView[]) => void): void {
  const host = useHost();
  const list = useReadable(host.notifications);
  const known = useRef<Set<string> | null>(null);
  useEffect(() => {
    const before = known.current;
    known.current = new Set(list.map((one) => one.id));
    if (before === null) return;
    const now = host.serverNow();
    const news = list.filter(
      (one) => !before.has(one.id) && !one.isRead && now - Date.parse(one.createdAt) < NEWS_MS,
    );
    if (news.length === 0) return;
    signal(loudest(news));
    onNews(news);
  }, [list, host, onNews]);
}

const ORDER: readonly NotificationView['kind'][] = ['alert', 'assignment', 'message', 'system'];

function loudest(news: readonly NotificationView[]): NotificationView['kind'] {
  return ORDER.find((kind) => news.some((one) => one.kind === kind)) ?? 'system';
}

/** A short tone and vibration, where the browser lets a page do so: never more than a hint. */
function signal(kind: NotificationView['kind']): void {
  const tones = TONES[kind];
  if (tones.length === 0) return;
  try {
    // Without a touch before it a browser gives no vibration and no sound.
    if (navigator.userActivation.hasBeenActive) navigator.vibrate(tones.map(() => 120));
    const audio = speaker();
    const start = audio.currentTime;
    for (const [index, frequency] of tones.entries()) play(audio, frequency, start + index * 0.16);
  } catch {
    // A device without sound or vibration shows it all the same.
  }
}

function play(context: AudioContext, frequency: number, at: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0.0001, at);
  gain.gain.exponentialRampToValueAtTime(0.12, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.14);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.15);
}
