import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { Bus } from '../bus/bus.ts';
import type { RealtimeLimits } from './limits.ts';

export interface WardMembershipParts {
  readonly bus: Bus;
  readonly limits: RealtimeLimits;
  /** The bus took longer than readers were kept waiting: they may have missed messages. */
  readonly onLateJoin: (ward: WardKey) => void;
  readonly onLeft: (ward: WardKey) => void;
}

interface Member {
  readonly joined: Promise<void>;
  leaveTimer: NodeJS.Timeout | undefined;
}

/** The channels this process has joined: each while a socket wants it, and a short while longer. */
export class WardMembership {
  readonly #parts: WardMembershipParts;
  readonly #members = new Map<WardKey, Member>();
  #closed = false;

  constructor(parts: WardMembershipParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when messages are sure to arrive, or when the bus has taken too long: then heads are
   * checked as soon as it has joined after all.
   */
  join(ward: WardKey): Promise<void> {
    const known = this.#members.get(ward);
    if (known !== undefined) {
      clearTimeout(known.leaveTimer);
      known.leaveTimer = undefined;
      return known.joined;
    }
    const member: Member = { joined: this.#join(ward), leaveTimer: undefined };
    this.#members.set(ward, member);
    return member.joined;
  }

  leaveSoon(ward: WardKey): void {
    const member = this.#members.get(ward);
    if (member === undefined || this.#closed) return;
    clearTimeout(member.leaveTimer);
    member.leaveTimer = setTimeout(() => {
      this.#members.delete(ward);
      this.#parts.onLeft(ward);
      void this.#parts.bus.leave(ward);
    }, this.#parts.limits.leaveGraceMs);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const wards = [...this.#members.keys()];
    for (const member of this.#members.values()) clearTimeout(member.leaveTimer);
    this.#members.clear();
    await Promise.all(wards.map((ward) => this.#parts.bus.leave(ward)));
  }

  #join(ward: WardKey): Promise<void> {
    const { bus, limits, onLateJoin } = this.#parts;
    return new Promise((resolve) => {
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        resolve();
      }, limits.joinWaitMs);
      bus.join(ward).then(
        () => {
          clearTimeout(timer);
          resolve();
          if (isLate && !this.#closed) onLateJoin(ward);
        },
        () => {
          // The channel was left before it was joined.
          clearTimeout(timer);
          resolve();
        },
      );
    });
  }
}
