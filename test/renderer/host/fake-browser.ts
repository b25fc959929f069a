import type { WebParts } from '../../../src-renderer/host/web-host.ts';
import { WebHost } from '../../../src-renderer/host/web-host.ts';
import type { ChannelPort, LockPort } from '../../../src-renderer/host/tab-ports.ts';
import { MemoryCache } from '../../../src-shared/sync/memory-cache.ts';
import { ModelGateway } from '../../sync/world/model-gateway.ts';
import { ModelWards } from '../../sync/world/model-wards.ts';
import { Network } from '../../sync/world/network.ts';
import { SimClock } from '../../sync/world/sim-clock.ts';
import { counted, seeded } from '../../sync/world/world.ts';

/** A tab of the fake browser. */
export interface FakeTab {
  readonly host: WebHost;
  /** What the page told its console. */
  readonly reports: string[];
  isSeen: boolean;
  /** Its timers and messages stand still, as in a page that the browser froze. */
  frozen: boolean;
  /** Messages that wait for it to thaw. */
  readonly held: (() => void)[];
  /** The tab is closed, or crashes: its locks are free, its sockets gone, nothing of it runs. */
  kill(): void;
}

/**
 * One browser on one device: tabs share locks, a channel, a disk, settings and the network. All
 * under one simulated clock, against the model gateway.
 */
export class FakeBrowser {
  readonly clock = new SimClock();
  readonly wards = new ModelWards(() => this.clock.serverNow, counted('eeeeeeee'));
  readonly gateway: ModelGateway;
  readonly disk = new MemoryCache();
  readonly settings = { ownDevice: false, deviceId: 'device-1', mayBeSignedIn: true };
  readonly tabs = new Set<FakeTab>();
  readonly networks: Network[] = [];

  readonly #random = seeded(7);
  readonly #newId = counted('dddddddd');
  readonly #locks = new Map<string, { tab: FakeTab; held: () => void }[]>();
  readonly #listeners = new Map<FakeTab, (message: unknown) => void>();

  constructor() {
    this.gateway = new ModelGateway(this.clock, this.wards, this.#random);
  }

  /** Sockets of all tabs that are open just now. */
  get openSockets(): number {
    return this.networks.reduce((sum, network) => sum + network.openDials, 0);
  }

  openTab(): FakeTab {
    const network = new Network(this.clock, this.gateway, this.#random);
    this.networks.push(network);
    const tab: FakeTab = {
      host: undefined as never,
      reports: [],
      isSeen: true,
      frozen: false,
      held: [],
      kill: () => {
        this.#end(tab, network);
      },
    };
    this.tabs.add(tab);
    Object.assign(tab, { host: new WebHost(this.#parts(tab, network)) });
    return tab;
  }

  thaw(tab: FakeTab): void {
    tab.frozen = false;
    for (const run of tab.held.splice(0)) run();
  }

  #parts(tab: FakeTab, network: Network): WebParts {
    const timer = this.clock.deviceTimer();
    return {
      socket: network,
      http: network,
      timer: { ...timer, after: (ms, run) => timer.after(ms, this.#inTab(tab, run)) },
      random: this.#random,
      newId: this.#newId,
      settings: this.settings,
      openCache: async () => this.disk,
      tabs: { channel: this.#channel(tab), locks: this.#lockPort(tab) },
      isSeen: () => tab.isSeen,
      onWake: () => () => undefined,
      report: (what, detail) => tab.reports.push(`${what}: ${String(detail)}`),
    };
  }

  /** Runs only in a tab that lives, and not before it thaws. */
  #inTab(tab: FakeTab, run: () => void): () => void {
    return () => {
      if (!this.tabs.has(tab)) return;
      if (tab.frozen) tab.held.push(run);
      else run();
    };
  }

  #channel(tab: FakeTab): ChannelPort {
    return {
      post: (message) => {
        if (!this.tabs.has(tab)) return;
        for (const [other, listener] of this.#listeners) {
          if (other === tab) continue;
          // As between real pages: nothing is shared, and it takes a moment.
          const copy = structuredClone(message);
          this.clock.after(
            1,
            'device',
            this.#inTab(other, () => {
              listener(copy);
            }),
          );
        }
      },
      onMessage: (listener) => this.#listeners.set(tab, listener),
      close: () => this.#listeners.delete(tab),
    };
  }

  #lockPort(tab: FakeTab): LockPort {
    return {
      hold: (name, held) => {
        const request = { tab, held };
        const queue = this.#locks.get(name) ?? [];
        this.#locks.set(name, queue);
        queue.push(request);
        if (queue[0] === request) this.#grant(request);
        return () => {
          this.#release(name, request);
        };
      },
    };
  }

  #grant({ tab, held }: { tab: FakeTab; held: () => void }): void {
    this.clock.after(0, 'device', this.#inTab(tab, held));
  }

  #release(name: string, request: { tab: FakeTab; held: () => void }): void {
    const queue = this.#locks.get(name) ?? [];
    const had = queue[0] === request;
    const rest = queue.filter((each) => each !== request);
    this.#locks.set(name, rest);
    if (had && rest[0] !== undefined) this.#grant(rest[0]);
  }

  #end(tab: FakeTab, network: Network): void {
    this.tabs.delete(tab);
    this.#listeners.delete(tab);
    network.breakSockets();
    for (const [name, queue] of this.#locks) {
      for (const request of queue.filter((each) => each.tab === tab)) this.#release(name, request);
    }
  }
}
