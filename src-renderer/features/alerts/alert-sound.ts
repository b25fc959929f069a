import type { Severity } from '../../../src-shared/contract/state/alert.ts';
import { speaker } from '../../ui/speaker.ts';

/** One tone of a signal: when it begins, how long it is (seconds), and how high (hertz). */
interface Tone {
  readonly at: number;
  readonly for: number;
  readonly hertz: number;
}

/**
 * The graver, the more tones: told apart by number and rhythm, not by pitch alone. A critical one
 * rises twice, a warning is two even tones, a notice one. Never more than three beats a second.
 */
export const SIGNALS: Readonly<Record<Severity, readonly Tone[]>> = {
  critical: [
    { at: 0, for: 0.16, hertz: 660 },
    { at: 0.34, for: 0.24, hertz: 880 },
    { at: 1, for: 0.16, hertz: 660 },
    { at: 1.34, for: 0.24, hertz: 880 },
  ],
  warning: [
    { at: 0, for: 0.16, hertz: 587 },
    { at: 0.4, for: 0.16, hertz: 587 },
  ],
  notice: [{ at: 0, for: 0.14, hertz: 523 }],
};

const LOUDNESS = 0.18;
/** Tones swell and fade for so long (seconds), so that they do not click. */
const EDGE = 0.02;

/**
 * Plays a signal, made on the spot: no file to load, none to miss. False where the browser lets no
 * sound out yet (nobody has touched the page).
 */
export function playAlertSound(severity: Severity): boolean {
  const context = speaker();
  if (context.state !== 'running') void context.resume();
  for (const tone of SIGNALS[severity]) sound(context, tone);
  return context.state === 'running';
}

function sound(context: AudioContext, { at, for: length, hertz }: Tone): void {
  const from = context.currentTime + at;
  const to = from + length;
  const source = new OscillatorNode(context, { type: 'triangle', frequency: hertz });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(LOUDNESS, from + EDGE);
  gain.gain.setValueAtTime(LOUDNESS, to - EDGE);
  gain.gain.linearRampToValueAtTime(0, to);
  source.connect(gain).connect(context.destination);
  source.start(from);
  source.stop(to);
}
