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

/** So long (milliseconds) the browser may take to wake its sound before it counts as silent. */
const WAKE_MS = 300;

/**
 * Plays a signal, made on the spot: no file to load, none to miss. False where the browser lets no
 * sound out yet (nobody has touched the page); it is not made up for later, when it would tell of
 * something old.
 */
export async function playAlertSound(severity: Severity): Promise<boolean> {
  const context = speaker();
  if (!(await isAwake(context))) return false;
  for (const tone of SIGNALS[severity]) sound(context, tone);
  return true;
}

/** Without a touch of the page `resume` stays pending: that is the browser's way to say no. */
async function isAwake(context: AudioContext): Promise<boolean> {
  if (context.state === 'running') return true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, WAKE_MS);
  });
  await Promise.race([context.resume(), late]).catch(() => undefined);
  clearTimeout(timer);
  // It may have been closed, or woken, meanwhile.
  return (context.state as AudioContextState) === 'running';
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
