import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ServerFrame } from '../../src-shared/contract/frames/server-frame.ts';
import { BACK_OFF, backOffBoundMs, backOffMs } from '../../src-shared/sync/back-off.ts';
import { Connection, type TicketAnswer } from '../../src-shared/sync/connection.ts';
import type { SocketListener } from '../../src-shared/sync/ports.ts';
import { settle, SimClock } from './world/sim-clock.ts';

const HEARTBEAT_MS = 8_000;

/** A connection whose socket the test plays. */
class Stage {
  readonly clock = new SimClock();
  readonly sent: string[] = [];
  readonly told: string[] = [];
  /** When each socket was dialled, in milliseconds. */
  readonly dialledAt: number[] = [];
  readonly renewals: boolean[] = [];
  random = 0.5;
  answer: TicketAnswer = { kind: 'ticket', ticket: 't' };
  socket: SocketListener | null = null;
  open = 0;
  closedWith: number[] = [];
  readonly connection: Connection;

  constructor() {
    this.connection = new Connection(
      {
        timer: this.clock.deviceTimer(),
        random: () => this.random,
        ticket: async (renew) => {
          this.renewals.push(renew);
          return this.answer;
        },
        socket: {
          dial: (_ticket, listener) => {
            this.open++;
            expect(this.open, 'sockets at once').toBe(1);
            this.dialledAt.push(this.clock.now);
            this.socket = listener;
            return {
              send: (text) => this.sent.push(text),
              close: (code) => this.closedWith.push(code),
            };
          },
        },
      },
      {
        up: () => this.told.push('up'),
        frame: (frame) => this.told.push(frame.type),
        unreadable: (ward) => this.told.push(`unreadable ${ward}`),
        down: () => this.told.push('down'),
        changed: () => undefined,
      },
    );
  }

  say(frame: ServerFrame | object): void {
    this.socket?.frame(JSON.stringify(frame));
  }

  welcome(): void {
    this.say({
      type: 'welcome',
      connectionId: 'c',
      serverTime: '2026-11-22T00:00:00.000Z',
      heartbeatMs: HEARTBEAT_MS,
      replayWindowMs: 300_000,
    });
  }

  heartbeat(): void {
    this.say({ type: 'heartbeat', serverTime: '2026-11-22T00:00:00.000Z', wards: {} });
  }

  /** The socket ends, by whomever. */
  closed(code: number): void {
    this.open--;
    this.socket?.closed(code);
  }

  async up(): Promise<void> {
    this.connection.start();
    await settle();
    this.welcome();
  }

  /** Milliseconds until the connection dials again by itself. */
  async untilDial(): Promise<number> {
    const { retryAt } = this.connection.state as { retryAt: number };
    const wait = retryAt - this.clock.now;
    const dials = this.renewals.length;
    await this.clock.advance(wait - 1);
    expect(this.renewals.length).toBe(dials);
    await this.clock.advance(1);
    expect(this.renewals.length).toBe(dials + 1);
    return wait;
  }

  /** Ticks as the engine does, one a second, while a server that lives sends its heartbeats. */
  async tickFor(ms: number, withHeartbeats: boolean): Promise<void> {
    for (let t = 0; t < ms; t += 1_000) {
      await this.clock.advance(1_000);
      if (withHeartbeats && t % HEARTBEAT_MS === 0) this.heartbeat();
      this.connection.tick();
    }
  }
}

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});

describe('C1, C2: dialling', () => {
  it('goes from ticket to socket to welcome, and is open only then', async () => {
    stage.connection.start();
    expect(stage.connection.state.phase).toBe('dialing');
    await settle();
    expect(stage.dialledAt).toEqual([0]);
    expect(stage.connection.state.phase).toBe('dialing');
    stage.welcome();
    expect(stage.connection.state.phase).toBe('open');
    expect(stage.told).toEqual(['up']);
  });

  it('gives up an attempt that takes 15 s, and dials again only when that socket is closed', async () => {
    stage.connection.start();
    await stage.clock.advance(15_000);
    expect(stage.connection.state.phase).toBe('closing');
    await stage.clock.advance(120_000);
    expect(stage.dialledAt.length).toBe(1);
    stage.closed(1006);
    await stage.untilDial();
    expect(stage.dialledAt.length).toBe(2);
  });

  it('does not dial when it was stopped while it waited for the ticket', async () => {
    stage.connection.start();
    stage.connection.stop('signed-out');
    await stage.clock.advance(60_000);
    expect(stage.dialledAt).toEqual([]);
  });

  it('started again while it closes, it dials after the close', async () => {
    await stage.up();
    stage.connection.stop('signed-out');
    stage.connection.start();
    await stage.clock.advance(60_000);
    expect(stage.dialledAt.length).toBe(1);
    stage.closed(1000);
    await stage.clock.advance(1);
    expect(stage.dialledAt.length).toBe(2);
  });

  it('stops for good when it is told to', async () => {
    await stage.up();
    stage.connection.stop('signed-out');
    expect(stage.told).toEqual(['up', 'down']);
    stage.closed(1000);
    await stage.clock.advance(300_000);
    expect(stage.connection.state).toMatchObject({ phase: 'offline', retryAt: null });
    expect(stage.told).toEqual(['up', 'down']);
  });
});

describe('C3, C4: back-off', () => {
  it('waits any time up to a bound that doubles from 0.5 s to 30 s', () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (n, r) => {
          const wait = backOffMs(n, r);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThan(backOffBoundMs(n));
          expect(backOffBoundMs(n)).toBeLessThanOrEqual(BACK_OFF.maxMs);
        },
      ),
    );
    const bounds = [0, 1, 2, 3, 4, 5, 6, 7].map(backOffBoundMs);
    expect(bounds).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('doubles with each failure, whatever failed', async () => {
    stage.answer = { kind: 'unreachable' };
    stage.connection.start();
    await settle();
    const waits = [];
    for (let i = 0; i < 8; i++) waits.push(await stage.untilDial());
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  });

  it('starts anew after a minute of health, and not before', async () => {
    await stage.up();
    stage.closed(1006);
    expect(await stage.untilDial()).toBe(250);
    stage.welcome();
    await stage.tickFor(58_000, true);
    stage.closed(1006);
    expect(await stage.untilDial()).toBe(500);
    stage.welcome();
    await stage.tickFor(66_000, true);
    stage.closed(1006);
    expect(await stage.untilDial()).toBe(250);
  });

  it('does not count silence as health', async () => {
    await stage.up();
    stage.closed(1006);
    await stage.untilDial();
    stage.welcome();
    // Nothing is heard, and the page sleeps, so that nobody gives the socket up.
    await stage.clock.advance(90_000);
    stage.closed(1006);
    expect(await stage.untilDial()).toBe(500);
  });
});

describe('C5 to C10: how it ended', () => {
  it('C5: a goodbye comes first', async () => {
    await stage.up();
    stage.say({ type: 'goodbye', reason: 'draining', reconnectAfterMs: 17_000 });
    stage.closed(1012);
    expect(stage.connection.state).toMatchObject({ reason: 'draining' });
    expect(await stage.untilDial()).toBe(17_000);
  });

  it('C6: 4001 renews the session before the next ticket, once', async () => {
    await stage.up();
    stage.closed(4001);
    await stage.untilDial();
    expect(stage.renewals).toEqual([false, true]);
    stage.welcome();
    stage.closed(1006);
    await stage.untilDial();
    expect(stage.renewals).toEqual([false, true, false]);
  });

  it('C6: rests when the session is over', async () => {
    await stage.up();
    stage.answer = { kind: 'signed-out' };
    stage.closed(4001);
    await stage.untilDial();
    await stage.clock.advance(300_000);
    expect(stage.connection.state).toMatchObject({ reason: 'signed-out', retryAt: null });
    expect(stage.renewals.length).toBe(2);
  });

  it.each([
    [4003, 'no-access'],
    [4429, 'too-many'],
    [4400, 'unreachable'],
    [1009, 'unreachable'],
  ])('C7, C8, C9: %i is answered after 5 s to 30 s', async (code, reason) => {
    await stage.up();
    stage.random = 0;
    stage.closed(code);
    expect(stage.connection.state).toMatchObject({ reason });
    expect(await stage.untilDial()).toBe(5_000);
    stage.welcome();
    stage.random = 0.9999;
    stage.closed(code);
    const wait = await stage.untilDial();
    expect(wait).toBeGreaterThan(29_000);
    expect(wait).toBeLessThan(30_000);
  });

  it.each([
    ['no-access', 'no-access'],
    ['too-many', 'too-many'],
  ] as const)('C7, C8: so is a ticket that is refused: %s', async (kind, reason) => {
    stage.answer = { kind };
    stage.random = 0;
    stage.connection.start();
    await settle();
    expect(stage.connection.state).toMatchObject({ reason });
    expect(await stage.untilDial()).toBe(5_000);
  });

  it.each([1006, 1000, 1011, 1012, 4408, 4430, 4999])(
    'C10: %i is answered by back-off',
    async (code) => {
      await stage.up();
      stage.closed(code);
      expect(await stage.untilDial()).toBe(250);
    },
  );
});

describe('C11, C13: silence', () => {
  it('is shown after heartbeat + 4 s, and then the socket is given up', async () => {
    await stage.up();
    await stage.tickFor(12_000, false);
    expect(stage.connection.silence?.isSilent(stage.clock.now)).toBe(false);
    await stage.tickFor(1_000, false);
    expect(stage.connection.state.phase).toBe('closing');
    expect(stage.told).toEqual(['up', 'down']);
    expect(stage.closedWith).toEqual([4408]);
  });

  it('is not held against a socket while the page wakes up', async () => {
    await stage.up();
    await stage.clock.advance(70_000);
    stage.connection.tick();
    expect(stage.connection.silence?.isSilent(stage.clock.now)).toBe(true);
    expect(stage.connection.state.phase).toBe('open');
    // The frame that lay in the queue all the while.
    stage.heartbeat();
    await stage.tickFor(5_000, false);
    expect(stage.connection.state.phase).toBe('open');
  });

  it('is held against it when the page is awake and still nothing comes', async () => {
    await stage.up();
    await stage.clock.advance(70_000);
    stage.connection.tick();
    await stage.tickFor(3_000, false);
    expect(stage.connection.state.phase).toBe('closing');
  });

  it('a page whose ticks come once a minute never gives up a socket that is heard', async () => {
    await stage.up();
    for (let i = 0; i < 10; i++) {
      for (let j = 0; j < 7; j++) {
        await stage.clock.advance(HEARTBEAT_MS);
        stage.heartbeat();
      }
      stage.connection.tick();
      expect(stage.connection.state.phase).toBe('open');
    }
  });

  it('C13: heartbeats that lag for 30 s end the socket', async () => {
    await stage.up();
    for (let t = 0; t < 40; t++) {
      await stage.tickFor(1_000, true);
      stage.connection.silence?.heartbeat(60_000, stage.clock.now);
      if (stage.connection.state.phase === 'closing') break;
    }
    expect(stage.connection.state.phase).toBe('closing');
    expect(stage.clock.now).toBeGreaterThan(30_000);
  });
});

describe('C12: frames', () => {
  it('a first frame that is no welcome ends the socket', async () => {
    stage.connection.start();
    await settle();
    stage.heartbeat();
    expect(stage.closedWith).toEqual([4400]);
    expect(stage.told).toEqual([]);
  });

  it.each(['', 'nonsense', '[]', '"text"', 'null', '{"no":"type"}', '{"type":"heartbeat"}'])(
    'garbage ends it: %j',
    async (text) => {
      await stage.up();
      stage.socket?.frame(text);
      expect(stage.closedWith).toEqual([4400]);
    },
  );

  it('an unknown type is ignored', async () => {
    await stage.up();
    stage.say({ type: 'weather', ward: 'H1/ICU' });
    expect(stage.connection.state.phase).toBe('open');
    expect(stage.told).toEqual(['up']);
  });

  it('what cannot be read about a ward is told as that', async () => {
    await stage.up();
    stage.say({
      type: 'events',
      ward: 'H1/ICU',
      epoch: 'e',
      events: [{ seq: 1, type: 'stay.sung' }],
    });
    expect(stage.told).toEqual(['up', 'unreadable H1/ICU']);
  });

  it('nothing is heard of a socket that is being closed', async () => {
    await stage.up();
    stage.connection.stop('signed-out');
    stage.heartbeat();
    expect(stage.told).toEqual(['up', 'down']);
  });
});

describe('C14: a hint that the network is back', () => {
  it('cuts a back-off short', async () => {
    stage.answer = { kind: 'unreachable' };
    stage.connection.start();
    await settle();
    for (let i = 0; i < 8; i++) await stage.untilDial();
    stage.connection.wake();
    expect(await stage.untilDial()).toBe(250);
  });

  it('does not cut short what the server asked for', async () => {
    await stage.up();
    stage.say({ type: 'goodbye', reason: 'draining', reconnectAfterMs: 17_000 });
    stage.closed(1012);
    stage.connection.wake();
    expect(await stage.untilDial()).toBe(17_000);
    stage.welcome();
    stage.closed(4429);
    stage.connection.wake();
    expect(await stage.untilDial()).toBeGreaterThanOrEqual(5_000);
  });
});
