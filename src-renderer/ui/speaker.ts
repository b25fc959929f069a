let context: AudioContext | null = null;

/** The one way of this page to sound; never closed, because opening it may take a device a second. */
export function speaker(): AudioContext {
  context ??= new AudioContext();
  return context;
}

/** Opens it when the page has nothing else to do, so that no signal has to wait for it. */
export function openSpeakerSoon(): () => void {
  const handle = requestIdleCallback(() => speaker());
  return () => {
    cancelIdleCallback(handle);
  };
}
