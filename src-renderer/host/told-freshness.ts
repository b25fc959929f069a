import type { ConnectionView, Freshness, ServerMs } from '../../src-shared/sync/views.ts';
import type { Beat } from '../../src-shared/sync/view-schemas.ts';

/**
 * What was told by whoever has the engine, as far as it can be believed by now. A teller that froze
 * is as stale as a server that died. `wall` is the clock that both share; set back by hand, it
 * counts as no time.
 */
export function believed(told: Freshness, beat: Beat | null, wall: number): Freshness {
  if (told.kind !== 'live' && told.kind !== 'catching-up') return told;
  const age = ageNow(beat, wall);
  if (beat !== null && age !== null && age <= beat.boundMs) return told;
  if (told.kind === 'catching-up') return { kind: 'stale', since: told.asOf };
  // Live wards were verified no longer ago than the bound when the teller last spoke.
  return { kind: 'stale', since: beat === null ? null : beat.serverNow - beat.boundMs };
}

/** The same of a connection: open by name, and nothing heard through the teller. */
export function believedConnection(
  told: ConnectionView,
  beat: Beat | null,
  wall: number,
): ConnectionView {
  if (told.phase !== 'open' || told.silent || beat === null) return told;
  return (ageNow(beat, wall) ?? Infinity) > beat.boundMs ? { phase: 'open', silent: true } : told;
}

/** Milliseconds since the server was heard; null: not connected. */
export function ageNow(beat: Beat | null, wall: number): number | null {
  return beat?.ageMs == null ? null : beat.ageMs + sinceBeatMs(beat, wall);
}

/** The server's clock; the device's own where nothing was told yet. */
export function serverClock(beat: Beat | null, wall: number): ServerMs {
  return beat === null ? wall : beat.serverNow + sinceBeatMs(beat, wall);
}

function sinceBeatMs(beat: Beat, wall: number): number {
  return Math.max(0, wall - beat.postedAt);
}
