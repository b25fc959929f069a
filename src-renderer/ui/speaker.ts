let context: AudioContext | null = null;

/** The one way of this page to sound; never closed, because opening it may take a device a second. */
export function speaker(): AudioContext {
  context ??= new AudioContext();
  return context;
}

/** By then the first screen stands: opening it keeps a page busy for a tenth of a second. */
const SETTLED_MS = 2_000;

/** Opens it when the page has nothing else to do, so that no signal has to wait for it. */
export function openSpeakerSoon(): () => void {
  let handle = 0;
  const timer = setTimeout(() => {
    handle = requestIdleCallback(() => speaker());
  }, SETTLED_MS);
  return () => {
    clearTimeout(timer);
    cancelIdleCallback(handle);
  };
}
