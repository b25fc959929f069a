/** Says something to all other tabs of this origin, and hears what they say. */
export interface ChannelPort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  close(): void;
}

/** Locks among the tabs of this origin; a tab that ends lets go of all of its own. */
export interface LockPort {
  /** Calls `held` once nobody else holds the lock; then keeps it until the returned function is called. */
  hold(name: string, held: () => void): () => void;
}

/** How tabs of one device find each other. */
export interface TabPorts {
  readonly channel: ChannelPort;
  readonly locks: LockPort;
}

/** Where the browser has no Web Locks (an insecure origin) each tab is on its own. */
export function browserTabs(name: string): TabPorts {
  // Missing on insecure origins, whatever the types say.
  const locks = (navigator as { locks?: LockManager }).locks;
  if (locks === undefined || typeof BroadcastChannel === 'undefined') return lonelyTab;
  const channel = new BroadcastChannel(name);
  return {
    channel: {
      post: (message) => {
        channel.postMessage(message);
      },
      onMessage: (listener) => {
        channel.addEventListener('message', (event: MessageEvent<unknown>) => {
          listener(event.data);
        });
      },
      close: () => {
        channel.close();
      },
    },
    locks: lockPort(locks),
  };
}

function lockPort(locks: LockManager): LockPort {
  return {
    hold: (name, held) => {
      const giveUp = new AbortController();
      const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
      locks
        .request(name, { signal: giveUp.signal }, () => {
          held();
          return released;
        })
        .catch(() => {
          // Let go before it was ours.
        });
      return () => {
        release(undefined);
        giveUp.abort();
      };
    },
  };
}

/** No other tabs: every lock is free, and nobody listens. */
const lonelyTab: TabPorts = {
  channel: {
    post: () => undefined,
    onMessage: () => undefined,
    close: () => undefined,
  },
  locks: {
    hold: (_name, held) => {
      let wanted = true;
      void Promise.resolve().then(() => {
        if (wanted) held();
      });
      return () => {
        wanted = false;
      };
    },
  },
};
