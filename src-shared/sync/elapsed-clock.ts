/** Two clocks of a device, each with a fault of its own. Milliseconds. */
export interface DeviceClocks {
  /** Never goes back, but on some systems stands still while the device sleeps. */
  readonly monotonic: () => number;
  /** Goes on while the device sleeps, but may be set to anything by hand. */
  readonly wall: () => number;
}

/**
 * A counter in milliseconds that never goes back and goes on while the device sleeps: at each
 * reading it moves on by whichever of the two clocks has moved further. Set forward by hand it makes
 * boards look older than they are, never younger.
 */
export function elapsedClock({ monotonic, wall }: DeviceClocks): () => number {
  let elapsed = 0;
  let lastMonotonic = monotonic();
  let lastWall = wall();
  return () => {
    const nowMonotonic = monotonic();
    const nowWall = wall();
    elapsed += Math.max(0, nowMonotonic - lastMonotonic, nowWall - lastWall);
    lastMonotonic = nowMonotonic;
    lastWall = nowWall;
    return elapsed;
  };
}
