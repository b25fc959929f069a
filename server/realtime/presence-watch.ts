import type { Logger } from 'pino';
import { parseWardKey } from '../../src-shared/contract/ids.ts';
import { hasRole } from '../auth/principal.ts';
import type { Presence, PresentSocket } from '../bus/presence.ts';
import type { RealtimeClock } from './clock.ts';
import { serverFrame } from './frame-bytes.ts';
import type { Peer } from './peer.ts';

export interface PresenceWatchParts {
  readonly peers: () => Iterable<Peer>;
  readonly presence: Presence;
  readonly everyMs: number;
  readonly clock: RealtimeClock;
  readonly log: Logger;
}

const RENEWED_AT_ONCE = 500;
/** A socket that stays where it is says so again after so long, in milliseconds. */
const RENEW_MS = 15_000;
/** What a hospital's presence may cost this process, in bytes a millisecond: long lists come less often. */
const BYTES_PER_MS = 256;

/**
 * Says who is here, and tells dispatchers and administrators who is in their hospital whenever
 * that has changed, at most once an interval.
 */
export class PresenceWatch {
  readonly #parts: PresenceWatchParts;
  readonly #timer: NodeJS.Timeout;
  /** The text each socket was told last, by hospital. */
  readonly #told = new WeakMap<Peer, Map<string, string>>();
  /** Until when a hospital is told nothing, in monotonic milliseconds. */
  readonly #quietUntil = new Map<string, number>();
  #working = false;

  constructor(parts: PresenceWatchParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.#work(), parts.everyMs);
  }

  /** The socket is gone. */
  async drop(peer: Peer): Promise<void> {
    const gone = peer.presentIn.map((hospitalId) => entryOf(peer, hospitalId));
    peer.presentIn = [];
    if (gone.length === 0) return;
    // What is lost here ends by itself.
    await this.#parts.presence.remove(gone).catch(() => undefined);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      const watchers = await this.#renew();
      await Promise.all([...watchers].map(([hospital, peers]) => this.#tell(hospital, peers)));
    } catch (error) {
      this.#parts.log.debug({ err: error }, 'presence could not be shared');
    } finally {
      this.#working = false;
    }
  }

  /** Renews the sockets of this process, and gives those who are told about each hospital. */
  async #renew(): Promise<Map<string, Peer[]>> {
    const now = this.#parts.clock.now();
    const entries: PresentSocket[] = [];
    const watchers = new Map<string, Peer[]>();
    for (const peer of this.#parts.peers()) {
      if (!peer.isOpen()) continue;
      const wards = [...peer.subscriptions.keys()];
      const hospitals = new Set(wards.map((ward) => parseWardKey(ward).hospitalId));
      const left = peer.presentIn.filter((hospitalId) => !hospitals.has(hospitalId));
      if (left.length > 0) {
        await this.#parts.presence.remove(left.map((hospitalId) => entryOf(peer, hospitalId)));
      }
      const isKnown = left.length === 0 && peer.presentIn.length === hospitals.size;
      const isDue = !isKnown || now - peer.presenceSaidAt >= RENEW_MS;
      if (isDue) peer.presenceSaidAt = now;
      if (!isKnown) peer.presentIn = [...hospitals];
      for (const hospitalId of hospitals) {
        if (isDue) entries.push(entryOf(peer, hospitalId));
        if (!hasRole(peer.principal, hospitalId, ['dispatcher', 'admin'])) continue;
        const watching = watchers.get(hospitalId);
        if (watching === undefined) watchers.set(hospitalId, [peer]);
        else watching.push(peer);
      }
    }
    for (let at = 0; at < entries.length; at += RENEWED_AT_ONCE) {
      await this.#parts.presence.renew(entries.slice(at, at + RENEWED_AT_ONCE));
    }
    return watchers;
  }

  async #tell(hospital: string, peers: readonly Peer[]): Promise<void> {
    const now = this.#parts.clock.now();
    if ((this.#quietUntil.get(hospital) ?? 0) > now) return;
    const users = await this.#parts.presence.list(hospital);
    const text = JSON.stringify(users);
    const untold = peers.filter((peer) => this.#told.get(peer)?.get(hospital) !== text);
    if (untold.length === 0) return;
    const frame = serverFrame({ type: 'presence', hospital, users: [...users] });
    this.#quietUntil.set(hospital, now + (frame.length * untold.length) / BYTES_PER_MS);
    for (const peer of untold) {
      const told = this.#told.get(peer) ?? new Map<string, string>();
      this.#told.set(peer, told.set(hospital, text));
      peer.send(frame);
    }
  }
}

function entryOf(peer: Peer, hospitalId: string): PresentSocket {
  const { userId, name } = peer.principal;
  return { generation: peer.connectionId, hospitalId, user: { id: userId, name } };
}
