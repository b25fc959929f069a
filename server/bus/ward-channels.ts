/** The joined channels of a process, on however many connections that takes. */
export interface WardChannels {
  /** Resolves once messages are sure to arrive; rejects when the channel is left before. */
  join(channel: string): Promise<void>;
  leave(channel: string): void;
  isUp(): boolean;
  close(): void;
}

export interface WardChannelsListeners {
  readonly onMessage: (channel: string, text: string) => void;
  /** Messages may have been missed, and all channels are joined again. */
  readonly onResume: () => void;
  readonly onError: (error: Error) => void;
}
