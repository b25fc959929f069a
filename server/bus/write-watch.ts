import { performance } from 'node:perf_hooks';
import { redisScript } from './redis-script.ts';

/** How often it is tried whether Redis takes writes, in milliseconds. */
const TRY_EVERY_MS = 1_000;
/** For so long after an event was refused this one's word counts more than a write that worked. */
const DOUBT_MS = 2_000;

/** In the keys and channels that a gateway may use; no ward and no user has this name. */
export const PROBE_KEY = '{ward:}:probe';
const PROBE_CHANNEL = 'user:';

/** KEYS 1: a key that nobody reads. Needs what publishing an event needs. */
export const PROBE_SCRIPT = redisScript(`
redis.call('SET', KEYS[1], '1', 'PX', 10000)
redis.call('PUBLISH', '${PROBE_CHANNEL}', '')
return redis.status_reply('OK')
`);

/**
 * Whether Redis takes what is published: one that answers and refuses (demoted at a failover, full,
 * without the replicas it wants, paused, a right taken away) carries no event, and every listener's
 * connection looks well. Each process tries for itself, since it may be another one whose events
 * do not arrive. `close` ends the tries.
 */
export class WriteWatch {
  readonly #probe: () => Promise<unknown>;
  readonly #onBack: () => void;
  readonly #timer: NodeJS.Timeout;
  #isTrying = false;
  #refusesProbe = false;
  /** When an event was refused last, in monotonic milliseconds. */
  #refusedAt = -Infinity;

  /** @param onBack it takes writes again: what was not published meanwhile has not been heard */
  constructor(probe: () => Promise<unknown>, onBack: () => void) {
    this.#probe = probe;
    this.#onBack = onBack;
    this.#timer = setInterval(() => void this.#try(), TRY_EVERY_MS);
  }

  /** An event was refused. */
  refused(): void {
    this.#refusedAt = performance.now();
  }

  takesWrites(): boolean {
    return !this.#refusesProbe && performance.now() - this.#refusedAt >= DOUBT_MS;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #try(): Promise<void> {
    if (this.#isTrying) return;
    this.#isTrying = true;
    const isWorking = await this.#probe().then(
      () => true,
      () => false,
    );
    this.#isTrying = false;
    const isBack = isWorking && this.#refusesProbe;
    this.#refusesProbe = !isWorking;
    if (isBack) this.#onBack();
  }
}
