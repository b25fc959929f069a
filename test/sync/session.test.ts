import { beforeEach, describe, expect, it } from 'vitest';
import type { MemoryCache } from '../../src-shared/sync/memory-cache.ts';
import { WARDS } from './world/model-wards.ts';
import { World } from './world/world.ts';

let world: World;
beforeEach(async () => {
  world = new World(1);
});

function renewals(): number {
  return world.gateway.requests.filter((request) => request.path.endsWith('/auth/refresh')).length;
}

function endSession(): void {
  world.gateway.sessionGoesOn = false;
  world.gateway.expireTokens();
  world.gateway.closeAll(4001);
}

async function signIn(): Promise<unknown> {
  const [problem] = await Promise.all([
    world.engine.signIn('dispatcher', 'secret'),
    world.clock.advance(5_000),
  ]);
  return problem;
}

describe('V: the session', () => {
  it('goes on where a cookie is left, without asking', async () => {
    expect(world.engine.session.view.get().status).toBe('restoring');
    await world.begin();
    expect(world.engine.session.view.get()).toMatchObject({
      status: 'signed-in',
      user: { id: 'dispatcher' },
    });
  });

  it('says that nobody has signed in where there is none, and connects after the sign-in', async () => {
    world.gateway.sessionGoesOn = false;
    await world.begin();
    expect(world.engine.session.view.get()).toEqual({
      status: 'signed-out',
      reason: 'never-signed-in',
    });
    expect(world.engine.connection.get()).toMatchObject({ phase: 'offline', reason: 'signed-out' });
    expect(world.network.dials).toEqual([]);
    expect(await signIn()).toBeNull();
    world.expectConverged();
  });

  it('V4: keeps asking while nobody answers', async () => {
    world.network.cut();
    await world.begin();
    await world.clock.advance(120_000);
    expect(world.engine.session.view.get().status).toBe('restoring');
    world.network.heal();
    await world.clock.advance(40_000);
    world.expectConverged();
  });

  it('V1, V2: renews before the token ends and goes on with it on the open socket', async () => {
    await world.begin();
    const before = renewals();
    await world.clock.advance(600_000);
    expect(renewals()).toBe(before + 1);
    expect(world.gateway.heard.at(-1)?.type).toBe('auth');
    expect(world.network.dials.length).toBe(1);
    world.expectConverged();
  });

  it('V1: one renewal at a time, whoever needs it', async () => {
    await world.begin();
    const before = renewals();
    world.gateway.expireTokens();
    for (const ward of WARDS) {
      const { state } = world.wards.ward(ward);
      const stays = 'stays' in state ? state.stays : [];
      for (const stay of stays) {
        world.execute({ kind: 'set-acuity', ward, stayId: stay.id, body: { acuity: 5 } });
      }
    }
    await world.clock.advance(2_000);
    expect(renewals()).toBe(before + 1);
    for (const { outcome } of world.given.values()) expect(outcome?.status).toBe('done');
  });

  it('V3: an end that the server declares keeps everything for the same user', async () => {
    await world.begin();
    world.network.cut();
    world.network.breakSockets();
    const { state } = world.wards.ward('H1/ICU');
    const stayId = 'stays' in state ? state.stays[0]!.id : '';
    const id = world.execute({ kind: 'set-acuity', ward: 'H1/ICU', stayId, body: { acuity: 5 } });
    await world.clock.advance(20_000);
    endSession();
    world.network.heal();
    await world.clock.advance(60_000);
    expect(world.engine.session.view.get()).toEqual({
      status: 'signed-out',
      reason: 'session-ended',
    });
    expect(world.engine.pending.get().length).toBe(1);
    expect(world.engine.freshness('H1/ICU').get().kind).toBe('stale');
    const late = world.execute({ kind: 'set-acuity', ward: 'H1/ICU', stayId, body: { acuity: 4 } });
    await world.clock.advance(10);
    expect(world.engine.pending.get().length).toBe(2);
    expect(await signIn()).toBeNull();
    await world.clock.advance(5_000);
    for (const each of [id, late]) {
      expect(world.given.get(each)?.outcome).toMatchObject({ status: 'done' });
    }
    world.expectConverged();
  });

  it('V3: someone else finds nothing of it', async () => {
    await world.begin();
    const id = world.execute({
      kind: 'discharge-stay',
      ward: 'H1/ICU',
      stayId: '99999999-9999-4999-8999-999999999999',
    });
    await world.clock.advance(1_000);
    expect(world.engine.pending.get().length).toBe(1);
    endSession();
    await world.clock.advance(2_000);
    world.gateway.userId = 'nurse';
    world.network.latencyMs = 400;
    const signedIn = world.engine.signIn('nurse', 'secret');
    while (world.engine.session.user?.id !== 'nurse') await world.clock.advance(1);
    await signedIn;
    expect(world.engine.pending.get()).toEqual([]);
    expect(world.given.get(id)?.outcome?.status).toBe('refused');
    for (const ward of WARDS) expect(world.state(ward)).toBeNull();
    const kept = await (world.cache as MemoryCache).load();
    expect(kept).toMatchObject({ owner: { id: 'nurse' }, wards: [], queue: [] });
    await world.clock.advance(10_000);
    world.expectConverged();
  });

  it('V5: signing out leaves nothing, and drops what waited', async () => {
    await world.begin();
    world.network.cut();
    world.network.breakSockets();
    await world.clock.advance(100);
    const id = world.execute({
      kind: 'discharge-stay',
      ward: 'H1/ICU',
      stayId: '99999999-9999-4999-8999-999999999999',
    });
    await world.clock.advance(100);
    await Promise.all([world.engine.signOut(), world.clock.advance(20_000)]);
    expect(world.given.get(id)?.outcome).toEqual({ status: 'dropped' });
    expect(await (world.cache as MemoryCache).load()).toEqual({
      owner: null,
      wards: [],
      queue: [],
    });
    for (const ward of WARDS) expect(world.state(ward)).toBeNull();
    world.network.heal();
    await world.clock.advance(120_000);
    expect(world.network.openDials).toBe(0);
  });

  it('a sign-in that is refused says why and changes nothing', async () => {
    world.gateway.sessionGoesOn = false;
    await world.begin();
    world.gateway.refuseLogin = true;
    expect(await signIn()).toMatchObject({ code: 'bad_credentials', status: 401 });
    expect(world.engine.session.view.get().status).toBe('signed-out');
  });
});
