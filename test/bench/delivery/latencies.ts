const STEP_MS = 0.1;
const STEPS = 100_000;

/** Latencies by steps of 0.1 ms, up to ten seconds, without keeping each of them. */
export class Latencies {
  readonly #counts = new Uint32Array(STEPS);
  #count = 0;
  #max = 0;

  add(ms: number): void {
    const step = Math.min(STEPS - 1, Math.max(0, Math.floor(ms / STEP_MS)));
    this.#counts[step] = (this.#counts[step] ?? 0) + 1;
    this.#count += 1;
    if (ms > this.#max) this.#max = ms;
  }

  reset(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#max = 0;
  }

  get max(): number {
    return this.#max;
  }

  quantile(part: number): number {
    let left = Math.ceil(part * this.#count);
    for (let step = 0; step < STEPS; step += 1) {
      left -= this.#counts[step] ?? 0;
      if (left <= 0) return (step + 1) * STEP_MS;
    }
    return this.#max;
  }
}

/** Microseconds of the machine's monotonic clock, the same for all its processes. */
export function machineMicros(): number {
  return OFFSET + performance.now() * 1_000;
}

const OFFSET = Number(process.hrtime.bigint() / 1_000n) - performance.now() * 1_000;
