import { expect } from 'vitest';
import type { Cursor } from '../../../src-shared/contract/cursor.ts';
import type { WardKey } from '../../../src-shared/contract/ids.ts';
import type { LogState } from '../../../src-shared/contract/state/log-state.ts';
import { canonicalJson } from '../../../src-shared/domain/log/canonical-json.ts';
import type { Command } from '../../../src-shared/sync/command.ts';
import { MemoryCache } from '../../../src-shared/sync/memory-cache.ts';
import type { CachePort } from '../../../src-shared/sync/ports.ts';
import { HEARTBEAT_ALLOWANCE_MS } from '../../../src-shared/sync/silence.ts';
import { SyncEngine } from '../../../src-shared/sync/sync-engine.ts';
import type { CommandOutcome } from '../../../src-shared/sync/views.ts';
import { HEARTBEAT_MS, ModelGateway } from './model-gateway.ts';
import { ModelWards, WARDS } from './model-wards.ts';
import { Network } from './network.ts';
import { settle, SimClock } from './sim-clock.ts';

/** A device may call a board live whose state stopped being the newest this long ago, and no longer. */
export const LIVE_BOUND_MS = HEARTBEAT_MS + HEARTBEAT_ALLOWANCE_MS + 1_000;

/** Numbers from a seed, the same each time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** UUIDs from a counter. */
export function counted(prefix: string): () => string {
  let next = 0;
  return () => `${prefix}-0000-4000-8000-${(next++).toString(16).padStart(12, '0')}`;
}

interface Given {
  command: Command;
  outcome: CommandOutcome | null;
}

/**
 * One device, one gateway, and a network between them, under one simulated clock. After every
 * single thing that happens it is checked that the device tells no lie (docs/sync.md, F1, W1, C1).
 */
export class World {
  readonly clock = new SimClock();
  readonly wards: ModelWards;
  readonly gateway: ModelGateway;
  readonly network: Network;
  readonly given = new Map<string, Given>();
  /** What the engine reported: faults of the protocol, failures of the cache. */
  readonly reports: string[] = [];
  engine: SyncEngine;
  cache: CachePort;

  readonly #random: () => number;
  readonly #deviceIds = counted('dddddddd');
  #stops = new Map<WardKey, () => void>();
  /** States that were compared already. */
  readonly #checked = new WeakSet<LogState>();
  readonly #skewMs: number;

  constructor(seed: number, options: { skewMs?: number; cache?: CachePort } = {}) {
    this.#random = seeded(seed);
    this.#skewMs = options.skewMs ?? 0;
    this.wards = new ModelWards(() => this.clock.serverNow, counted('eeeeeeee'));
    this.gateway = new ModelGateway(this.clock, this.wards, this.#random);
    this.network = new Network(this.clock, this.gateway, this.#random);
    this.cache = options.cache ?? new MemoryCache();
    this.engine = this.#makeEngine();
    this.clock.onStep = () => {
      this.checkNow();
    };
  }

  async begin(wards: readonly WardKey[] = WARDS): Promise<void> {
    await this.engine.start();
    for (const ward of wards) this.watch(ward);
    await this.clock.advance(3_000);
  }

  watch(ward: WardKey): void {
    if (!this.#stops.has(ward)) this.#stops.set(ward, this.engine.watch(ward));
  }

  unwatch(ward: WardKey): void {
    this.#stops.get(ward)?.();
    this.#stops.delete(ward);
  }

  get watched(): WardKey[] {
    return [...this.#stops.keys()];
  }

  execute(command: Command): string {
    const { commandId, outcome } = this.engine.execute(command);
    const given: Given = { command, outcome: null };
    this.given.set(commandId, given);
    void outcome.then((is) => {
      given.outcome = is;
    });
    return commandId;
  }

  amend(commandId: string, command: Command): boolean {
    const amended = this.engine.amend(commandId, command);
    const given = this.given.get(commandId);
    if (amended && given !== undefined) given.command = command;
    return amended;
  }

  /** The page goes on; the browser says that it is seen before anything else runs. */
  async wakeUp(): Promise<void> {
    this.engine.wake();
    await settle();
    this.clock.wake();
  }

  /** The program ends and starts anew with what the cache kept. */
  async restart(): Promise<void> {
    const wards = this.watched;
    this.#stops = new Map();
    await this.engine.close();
    await this.#untilClosed();
    this.engine = this.#makeEngine();
    await this.engine.start();
    for (const ward of wards) this.watch(ward);
    for (const [commandId, given] of this.given) this.#followOn(commandId, given);
  }

  /** Everything works again; gives it long enough to settle. */
  async calmDown(): Promise<void> {
    this.network.heal();
    this.network.latencyMs = 50;
    this.network.loseAnswers = 0;
    this.gateway.blind = false;
    this.gateway.failRequests = 0;
    this.gateway.forbidden.clear();
    await this.clock.advance(150_000);
  }

  state(ward: WardKey): LogState | null {
    return this.engine.state(ward).get();
  }

  cursor(ward: WardKey): Cursor | null {
    return this.engine.board.get().get(ward)?.cursor ?? null;
  }

  freshness(ward: WardKey): string {
    return this.engine.freshness(ward).get().kind;
  }

  /** The device shows exactly what the server has, and says so. */
  expectConverged(): void {
    for (const ward of this.watched) {
      expect(this.freshness(ward), ward).toBe('live');
      const shown = this.state(ward);
      expect(canonicalJson(shown), ward).toBe(canonicalJson(this.wards.ward(ward).state));
    }
  }

  checkNow(): void {
    if (this.network.openDials > 1) throw new Error('two sockets at once');
    // A page that sleeps paints nothing.
    if (this.clock.asleep) return;
    for (const [ward, view] of this.engine.board.get()) {
      const { cursor, state, freshness } = view;
      if (cursor === null || state === null) {
        if (freshness.kind === 'live') throw new Error(`${ward} is live without a state`);
        continue;
      }
      if (freshness.kind === 'live') this.#checkLive(ward, cursor);
      if (this.engine.pending.get().length > 0 || this.#checked.has(state)) continue;
      if (!this.wards.wasEver(ward, cursor, state)) {
        throw new Error(`${ward} shows a state that it never had at ${JSON.stringify(cursor)}`);
      }
      this.#checked.add(state);
    }
  }

  #checkLive(ward: WardKey, cursor: Cursor): void {
    // A latency may pass between the server's look at the head and its arrival.
    const since = this.clock.serverNow - LIVE_BOUND_MS - 2 * this.network.latencyMs;
    if (!this.wards.wasNewestSince(ward, cursor, since)) {
      throw new Error(`${ward} is called live, but is too old at ${JSON.stringify(cursor)}`);
    }
  }

  #makeEngine(): SyncEngine {
    return new SyncEngine({
      socket: this.network,
      http: this.network,
      timer: this.clock.deviceTimer(this.#skewMs),
      random: this.#random,
      ids: this.#deviceIds,
      cache: this.cache,
      deviceId: 'device-1',
      report: (what, detail) => {
        this.reports.push(`${what}: ${String(detail)}`);
      },
    });
  }

  async #untilClosed(): Promise<void> {
    await settle();
    while (this.network.openDials > 0) await this.clock.advance(500);
  }

  /** A command that the restarted program still has goes on; its end is told to us again. */
  #followOn(commandId: string, given: Given): void {
    if (given.outcome !== null) return;
    void this.engine.execute(given.command, commandId).outcome.then((is) => {
      given.outcome = is;
    });
  }
}
