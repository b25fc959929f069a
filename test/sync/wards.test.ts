import { beforeEach, describe, expect, it } from 'vitest';
import type { ClientFrame } from '../../src-shared/contract/frames/client-frame.ts';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { MemoryCache } from '../../src-shared/sync/memory-cache.ts';
import { WARDS } from './world/model-wards.ts';
import { World } from './world/world.ts';

const ICU: WardKey = 'H1/ICU';

let world: World;
beforeEach(async () => {
  world = new World(1);
  await world.begin();
  world.expectConverged();
});

/** Somebody else changes something in the ICU. */
function happens(acuity: number): void {
  const { state } = world.wards.ward(ICU);
  const stayId = 'stays' in state ? (state.stays[0]?.id ?? '') : '';
  world.wards.run({ kind: 'set-acuity', ward: ICU, stayId, body: { acuity } }, null, 'other');
}

function subscribes(since: number): Extract<ClientFrame, { type: 'subscribe' }>[] {
  return world.gateway.heard.slice(since).filter((frame) => frame.type === 'subscribe');
}

describe('S: all wards', () => {
  it('S1: asks for everything at once on each socket, with its cursors', async () => {
    expect(subscribes(0).map((each) => [each.ward, each.cursor])).toEqual(
      WARDS.map((ward) => [ward, null]),
    );
    const before = world.gateway.heard.length;
    world.network.breakSockets();
    await world.clock.advance(5_000);
    expect(subscribes(before).map((each) => [each.ward, each.cursor])).toEqual(
      WARDS.map((ward) => [ward, world.wards.cursor(ward)]),
    );
  });

  it('S1: 450 wards go out in one burst', async () => {
    const many = Array.from({ length: 450 }, (_, i) => `H1/W${String(i)}`);
    for (const ward of many) world.gateway.forbidden.add(ward);
    const before = world.gateway.heard.length;
    for (const ward of many) world.engine.watch(ward);
    await world.clock.advance(1_000);
    expect(subscribes(before).length).toBe(450);
  });

  it('S2: looking is counted, and lingers for 5 s', async () => {
    const stop = world.engine.watch(ICU);
    stop();
    stop();
    await world.clock.advance(10_000);
    expect(world.freshness(ICU)).toBe('live');
    world.unwatch(ICU);
    expect(world.gateway.heard.at(-1)?.type).toBe('subscribe');
    await world.clock.advance(3_000);
    world.watch(ICU);
    await world.clock.advance(10_000);
    expect(world.gateway.heard.filter((each) => each.type === 'unsubscribe')).toEqual([]);
    world.unwatch(ICU);
    await world.clock.advance(7_000);
    expect(world.gateway.heard.at(-1)).toMatchObject({ type: 'unsubscribe', ward: ICU });
    expect(world.engine.freshness(ICU).get().kind).toBe('stale');
    expect(world.engine.board.get().has(ICU)).toBe(false);
  });

  it('S3: the first fault is answered at once, more in a row by and by and from nothing', async () => {
    const gap = (): void => {
      const { events } = world.wards.ward(ICU);
      const last = events.at(-1)!;
      const event = { ...last, seq: last.seq + 2 };
      world.gateway.sayRaw(
        JSON.stringify({ type: 'events', ward: ICU, epoch: world.wards.epoch, events: [event] }),
      );
    };
    const before = world.gateway.heard.length;
    const faultAt: number[] = [];
    for (let i = 0; i < 3; i++) {
      gap();
      await world.clock.advance(150);
      faultAt.push(world.reports.length);
      // The longest wait of a second fault, and there and back.
      await world.clock.advance(1_500);
    }
    expect(faultAt).toEqual([1, 2, 3]);
    const cursors = subscribes(before).map((each) => each.cursor);
    expect(cursors[0]).toEqual(world.wards.cursor(ICU));
    expect(cursors.slice(1).every((cursor) => cursor === null)).toBe(true);
    await world.clock.advance(40_000);
    world.expectConverged();
    // A heartbeat has confirmed the ward: the next fault is the first again.
    gap();
    await world.clock.advance(400);
    expect(subscribes(before).at(-1)?.cursor).toEqual(world.wards.cursor(ICU));
  });

  it('S5: a ward that is denied keeps nothing and comes back with the right', async () => {
    world.gateway.withdraw(ICU);
    await world.clock.advance(300);
    expect(world.engine.freshness(ICU).get()).toEqual({ kind: 'no-access' });
    expect(world.state(ICU)).toBeNull();
    await world.clock.advance(65_000);
    expect(world.engine.freshness(ICU).get()).toEqual({ kind: 'no-access' });
    world.gateway.forbidden.clear();
    await world.clock.advance(65_000);
    world.expectConverged();
  });
});

describe('W: a server that does not keep its word', () => {
  it('W8: a frame that cannot be read is passed by a snapshot', async () => {
    const before = world.gateway.heard.length;
    const frame = { type: 'events', ward: ICU, epoch: 'epoch-1', events: [{ type: 'stay.sung' }] };
    world.gateway.sayRaw(JSON.stringify(frame));
    await world.clock.advance(1_000);
    expect(subscribes(before)).toMatchObject([{ ward: ICU, cursor: null }]);
    world.expectConverged();
  });

  it('W9: an event that never comes is fetched after two heartbeats, and nothing is live before', async () => {
    const deliver = world.wards.onCommit;
    world.wards.onCommit = () => undefined;
    happens(5);
    world.wards.onCommit = deliver;
    await world.clock.advance(9_000);
    expect(world.freshness(ICU)).toBe('catching-up');
    expect(world.freshness('H1/ED')).toBe('live');
    await world.clock.advance(9_000);
    expect(world.reports).toEqual([expect.stringContaining('have not come')]);
    world.expectConverged();
  });

  it('W12: a question that is not answered is put again', async () => {
    world.gateway.deaf = true;
    world.network.breakSockets();
    await world.clock.advance(40_000);
    expect(world.freshness(ICU)).toBe('catching-up');
    world.gateway.deaf = false;
    await world.clock.advance(40_000);
    world.expectConverged();
  });

  it('K3: a state that is not trusted leaves the cache', async () => {
    world.gateway.deaf = true;
    const frame = { type: 'snapshot', ward: ICU, cursor: null, state: {} };
    world.gateway.sayRaw(JSON.stringify(frame));
    await world.clock.advance(1_000);
    const kept = await (world.cache as MemoryCache).load();
    expect(kept.wards.map((each) => each.ward).sort()).toEqual(['H1/ED', 'H1/MS1']);
    expect(world.state(ICU)).not.toBeNull();
    expect(world.freshness(ICU)).not.toBe('live');
  });
});

describe('F: freshness', () => {
  it('F5: a dead link shows within 13 s, whatever happens meanwhile', async () => {
    world.network.cut();
    const from = world.clock.now;
    happens(5);
    while (world.freshness(ICU) === 'live') await world.clock.advance(100);
    expect(world.clock.now - from).toBeLessThanOrEqual(13_000);
    expect(world.engine.freshness('H1/ED').get().kind).toBe('stale');
  });

  it('F5: a closed socket shows at once', async () => {
    world.network.breakSockets();
    await world.clock.advance(1);
    for (const ward of WARDS) expect(world.freshness(ward)).toBe('stale');
  });

  it('F3: stale since the moment when it was last known to be true', async () => {
    await world.clock.advance(60_000);
    const before = world.clock.serverNow;
    world.network.breakSockets();
    await world.clock.advance(1);
    const freshness = world.engine.freshness(ICU).get();
    const since = freshness.kind === 'stale' ? freshness.since : null;
    expect(since).toBeGreaterThan(before - 8_200);
    expect(since).toBeLessThanOrEqual(before);
  });

  it('F1: heads that cannot be verified are not live', async () => {
    world.gateway.blind = true;
    await world.clock.advance(17_000);
    expect(world.freshness(ICU)).toBe('stale');
    expect(world.engine.connection.get()).toEqual({ phase: 'open', silent: false });
    world.gateway.blind = false;
    await world.clock.advance(9_000);
    world.expectConverged();
  });

  it('F1: a ward is verified by heartbeats, not by what goes on in others', async () => {
    world.gateway.heartless = true;
    for (let i = 0; i < 9; i++) {
      happens((i % 5) + 1);
      await world.clock.advance(1_500);
    }
    expect(world.engine.connection.get()).toEqual({ phase: 'open', silent: false });
    expect(world.freshness('H1/ED')).toBe('stale');
    expect(world.freshness(ICU)).toBe('stale');
  });

  it('F2: who catches up on a dead link is stale, too', async () => {
    world.gateway.deaf = true;
    world.network.breakSockets();
    await world.clock.advance(5_000);
    expect(world.freshness(ICU)).toBe('catching-up');
    world.network.cut();
    await world.clock.advance(13_000);
    expect(world.freshness(ICU)).toBe('stale');
  });

  it('F2: so is who wakes up while catching up, before anything is heard', async () => {
    world.gateway.deaf = true;
    world.network.breakSockets();
    await world.clock.advance(5_000);
    world.clock.sleep();
    await world.clock.advance(70_000);
    await world.wakeUp();
    expect(world.freshness(ICU)).toBe('stale');
  });

  it('W13: heartbeats that lay in a sleeping page’s queue verify nothing', async () => {
    world.clock.sleep();
    await world.clock.advance(40_000);
    world.network.cut();
    happens(5);
    await world.clock.advance(30_000);
    await world.wakeUp();
    for (let i = 0; i < 200; i++) {
      await world.clock.advance(10);
      expect(world.freshness(ICU)).not.toBe('live');
    }
  });

  it('F1: a board from the cache is shown, and is stale until the server was asked', async () => {
    await world.clock.advance(40_000);
    world.network.cut();
    await world.restart();
    await world.clock.advance(100);
    expect(world.state(ICU)).not.toBeNull();
    expect(world.engine.session.view.get().status).toBe('signed-in');
    const freshness = world.engine.freshness(ICU).get();
    expect(freshness.kind).toBe('stale');
    expect(freshness.kind === 'stale' && freshness.since).toBeGreaterThan(0);
    world.network.heal();
    await world.clock.advance(40_000);
    world.expectConverged();
  });

  it('gives the same objects until something changes', async () => {
    const state = world.state(ICU);
    const board = world.engine.board.get();
    const freshness = world.engine.freshness(ICU).get();
    const { connection } = world.engine;
    const before = connection.get();
    await world.clock.advance(30_000);
    expect(world.state(ICU)).toBe(state);
    expect(world.engine.board.get()).toBe(board);
    expect(world.engine.freshness(ICU).get()).toBe(freshness);
    expect(connection.get()).toBe(before);
    happens(5);
    await world.clock.advance(300);
    expect(world.state(ICU)).not.toBe(state);
    expect(world.engine.state('H1/ED').get()).toBe(board.get('H1/ED')?.state);
  });
});
