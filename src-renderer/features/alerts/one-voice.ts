/** Held by the window of this device that makes itself heard. */
const LOCK = 'wardline-alert-sound';
/** A signal and what comes right after it: so long (milliseconds) the others keep quiet. */
const HELD_MS = 4_000;
/** So long another window waits for one that turns out to be mute. */
const WAIT_MS = 1_000;

export type Heard = 'here' | 'elsewhere' | 'blocked';

/** Lets one window at a time be heard, of all that this device has open. */
export interface OneVoice {
  /**
   * Plays, unless another window just did or does. One whose browser lets no sound out (`play`
   * gives false) leaves it to the next.
   */
  speak(play: () => Promise<boolean>): Promise<Heard>;
  /** Lets another window speak at once. */
  close(): void;
}

/** @param locks of the browser; undefined where it has none: then each window speaks */
export function openOneVoice(locks: LockManager | undefined): OneVoice {
  let release: (() => void) | null = null;
  const speakHere = async (play: () => Promise<boolean>): Promise<Heard> =>
    (await play()) ? 'here' : 'blocked';

  return {
    speak: (play) => {
      if (locks === undefined || release !== null) return speakHere(play);
      return new Promise((told) => {
        const late = new AbortController();
        const waiting = setTimeout(() => {
          late.abort();
        }, WAIT_MS);
        const asked = locks.request(LOCK, { signal: late.signal }, async () => {
          clearTimeout(waiting);
          const heard = await speakHere(play);
          told(heard);
          if (heard === 'here') await held();
        });
        asked.catch(() => {
          told('elsewhere');
        });
      });
    },
    close: () => {
      release?.();
    },
  };

  function held(): Promise<void> {
    return new Promise((done) => {
      const over = setTimeout(() => release?.(), HELD_MS);
      release = () => {
        clearTimeout(over);
        release = null;
        done();
      };
    });
  }
}
