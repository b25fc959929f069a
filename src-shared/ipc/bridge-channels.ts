/** Longest call, in characters of JSON. The largest that a screen makes is a hospital's locations. */
export const MAX_CALL_CHARACTERS = 512 * 1024;

/** The only channels between a window and main. */
export const CHANNELS = {
  /** Invoked by a window with the JSON of a `DesktopCall`; answers JSON. */
  call: 'wardline:call',
  /** Sent to a window: the JSON of a `DesktopMessage`, and a number to take it by, or null. */
  message: 'wardline:message',
  /** Sent by a window's preload script when the page has taken a message with a number. */
  took: 'wardline:took',
} as const;

/** Before the code of a refusal, in the message of its rejection. */
export const REFUSED = 'wardline-ipc:';

/** Why main does not listen to a call; the rejection's message is `wardline-ipc: CODE (…)`. */
export const CALL_REFUSALS = {
  untrusted_sender: 'The call does not come from the top frame of a window of this program.',
  too_large: 'The call is longer than any that the console makes.',
  not_json: 'The call is not JSON.',
  unknown_call: 'There is no call of that name.',
  invalid_call: 'The call does not have the expected form.',
  locked: 'The console is locked.',
  wall: 'A wall display shows, and does nothing.',
} as const;
export type CallRefusalCode = keyof typeof CALL_REFUSALS;

/**
 * `window.wardline` of a desktop window. Both ways it carries JSON text: a text crosses the worlds
 * of a sandboxed page as it is, and its size is known before anybody parses it.
 */
export interface WardlineBridge {
  readonly version: string;
  readonly platform: 'darwin' | 'linux' | 'win32';
  /** Rejects with one of `CALL_REFUSALS`. */
  call(json: string): Promise<string>;
  /** One listener a page; gives how to stop. */
  onMessage(listener: (json: string) => void): () => void;
}
