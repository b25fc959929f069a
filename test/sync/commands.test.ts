import { beforeEach, describe, expect, it } from 'vitest';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { Stay } from '../../src-shared/contract/state/stay.ts';
import type { HttpRequest } from '../../src-shared/sync/ports.ts';
import type { Command } from '../../src-shared/sync/command.ts';
import { SHELF_LIFE_MS } from '../../src-shared/sync/shelf-life.ts';
import { World } from './world/world.ts';

const ICU: WardKey = 'H1/ICU';
const MS1: WardKey = 'H1/MS1';

let world: World;
beforeEach(async () => {
  world = new World(1);
  await world.begin();
  world.expectConverged();
});

function stays(ward: WardKey): readonly Stay[] {
  const state = world.state(ward);
  return state !== null && 'stays' in state ? state.stays : [];
}

function stayAt(ward: WardKey, index = 0): Stay {
  return stays(ward)[index]!;
}

function setAcuity(stay: Stay, acuity: number): Command {
  return { kind: 'set-acuity', ward: ICU, stayId: stay.id, body: { acuity } };
}

function transfer(stay: Stay): Command {
  return { kind: 'transfer-stay', ward: ICU, stayId: stay.id, body: { wardId: 'MS1' } };
}

function statusOf(commandId: string): string | undefined {
  return world.engine.pending.get().find((each) => each.commandId === commandId)?.status;
}

function posts(part: string): HttpRequest[] {
  return world.gateway.requests.filter((request) => request.path.includes(part));
}

/** Somebody else does it. */
function other(command: Command): void {
  world.wards.run(command, null, 'other');
}

describe('P: online', () => {
  it('P7: is on the board before anything was sent, and stays there', async () => {
    const stay = stayAt(ICU);
    const id = world.execute(setAcuity(stay, 5));
    await Promise.resolve();
    await Promise.resolve();
    expect(stayAt(ICU).acuity).toBe(5);
    expect(world.engine.pending.get()).toMatchObject([{ commandId: id, shown: true }]);
    for (let i = 0; i < 100; i++) {
      await world.clock.advance(10);
      expect(stayAt(ICU).acuity).toBe(5);
    }
    expect(world.engine.pending.get()).toEqual([]);
    expect(world.given.get(id)?.outcome).toMatchObject({ status: 'done' });
    world.expectConverged();
  });

  it('P8: a transfer is in exactly one ward at every moment, whichever log is quicker', async () => {
    for (let round = 0; round < 20; round++) {
      const stay = stayAt(ICU);
      const id = world.execute(transfer(stay));
      await Promise.resolve();
      await Promise.resolve();
      for (let i = 0; i < 60; i++) {
        const where = [ICU, MS1].filter((ward) => stays(ward).some((each) => each.id === stay.id));
        expect(where, `round ${String(round)}, ${String(i * 10)} ms`).toEqual([MS1]);
        await world.clock.advance(10);
      }
      expect(world.given.get(id)?.outcome).toMatchObject({ status: 'done' });
      other({ kind: 'transfer-stay', ward: MS1, stayId: stay.id, body: { wardId: 'ICU' } });
      await world.clock.advance(500);
    }
  });

  it('P7: the staffing verdict comes with it', async () => {
    for (const stay of stays(ICU))
      world.execute({ kind: 'discharge-stay', ward: ICU, stayId: stay.id });
    await Promise.resolve();
    await Promise.resolve();
    expect(world.state(ICU)).toMatchObject({ stays: [], staffing: { required: 0 } });
    await world.clock.advance(1_000);
    world.expectConverged();
  });

  it('P7: what the device cannot foresee is listed as being sent', async () => {
    const id = world.execute({
      kind: 'assign-nurse',
      body: { hospitalId: 'H1', wardId: 'ICU', nurseId: 'N-nobody' },
    });
    await Promise.resolve();
    await Promise.resolve();
    expect(world.engine.pending.get()).toMatchObject([
      { commandId: id, shown: false, status: 'sending' },
    ]);
    await world.clock.advance(500);
    expect(statusOf(id)).toBe('refused');
  });

  it('P4: is reflected though nobody watches the ward', async () => {
    world.unwatch(ICU);
    await world.clock.advance(7_000);
    const id = world.execute(setAcuity(stayAt(ICU), 5));
    await world.clock.advance(500);
    expect(world.engine.pending.get()).toEqual([]);
    expect(world.given.get(id)?.outcome).toMatchObject({ status: 'done' });
  });

  it('P11: a refusal is told with its code and sentence, and stays until dismissed', async () => {
    const stay = stayAt(ICU);
    other({ kind: 'discharge-stay', ward: ICU, stayId: stay.id });
    const id = world.execute(setAcuity(stay, 5));
    await world.clock.advance(500);
    const outcome = world.given.get(id)?.outcome;
    expect(outcome).toMatchObject({
      status: 'refused',
      problem: { code: 'not_found', status: 404 },
    });
    expect(world.engine.pending.get()).toMatchObject([
      { status: 'refused', problem: { sentence: 'There is no such thing here.' }, shown: false },
    ]);
    await world.clock.advance(60_000);
    expect(statusOf(id)).toBe('refused');
    world.engine.dismiss(id);
    await world.clock.advance(1);
    expect(world.engine.pending.get()).toEqual([]);
    world.expectConverged();
  });

  it('Q4: what is decided and sent at once carries no conditions', async () => {
    world.execute(setAcuity(stayAt(ICU), 5));
    await world.clock.advance(500);
    const [request] = posts('/acuity');
    expect(Object.keys(request!.headers).sort()).toEqual(['authorization', 'idempotency-key']);
  });

  it('refuses at once when nobody is signed in', async () => {
    await Promise.all([world.engine.signOut(), world.clock.advance(2_000)]);
    const id = world.execute(setAcuity({ id: crypto.randomUUID() } as Stay, 5));
    await world.clock.advance(10);
    expect(world.given.get(id)?.outcome).toMatchObject({
      status: 'refused',
      problem: { code: 'unauthenticated' },
    });
  });
});

describe('P, Q: answers that do not come', () => {
  it('P1, P5: an answer that is lost changes nothing: the event tells, and it is done once', async () => {
    world.network.loseAnswers = 3;
    const id = world.execute(setAcuity(stayAt(ICU), 5));
    await world.clock.advance(400);
    expect(world.given.get(id)?.outcome).toEqual({ status: 'done', cursors: null, answer: null });
    await world.clock.advance(60_000);
    expect(world.wards.runs.get(id)).toBe(1);
    const keys = posts('/acuity').map((request) => request.headers['idempotency-key']);
    expect(keys).toEqual([id, id, id, id]);
    expect(world.engine.pending.get()).toEqual([]);
  });

  it('P8: once its event was seen it hides nothing that comes after', async () => {
    const stay = stayAt(ICU);
    world.network.loseAnswers = 3;
    world.execute(setAcuity(stay, 5));
    await world.clock.advance(400);
    expect(world.engine.pending.get().length).toBe(1);
    other(setAcuity(stay, 1));
    await world.clock.advance(400);
    expect(world.engine.pending.get().length).toBe(1);
    expect(stayAt(ICU).acuity).toBe(1);
  });

  it('Q2: 5xx is repeated with back-off, under the same key', async () => {
    world.gateway.failRequests = 4;
    const id = world.execute(setAcuity(stayAt(ICU), 5));
    await world.clock.advance(30_000);
    expect(world.wards.runs.get(id)).toBe(1);
    expect(posts('/acuity').length).toBe(5);
    expect(world.given.get(id)?.outcome).toMatchObject({ status: 'done' });
  });

  it('Q2: an access token that ended is renewed, and the command sent again', async () => {
    world.gateway.expireTokens();
    const id = world.execute(setAcuity(stayAt(ICU), 5));
    await world.clock.advance(1_000);
    expect(world.wards.runs.get(id)).toBe(1);
    expect(world.engine.connection.get()).toMatchObject({ phase: 'open' });
  });

  it('P12: what was sent cannot be taken back', async () => {
    world.gateway.failRequests = 1;
    const id = world.execute(setAcuity(stayAt(ICU), 5));
    await world.clock.advance(150);
    world.engine.dismiss(id);
    await world.clock.advance(10_000);
    expect(world.given.get(id)?.outcome).toMatchObject({ status: 'done' });
    expect(world.wards.runs.get(id)).toBe(1);
  });

  it('P6: an answer of another epoch is settled by a recovery', async () => {
    const stay = stayAt(ICU);
    const deliver = world.wards.onCommit;
    world.wards.onCommit = () => undefined;
    // History is rewritten, and this device has not been told.
    world.wards.rotateEpoch(0);
    const id = world.execute(setAcuity(stay, 5));
    await world.clock.advance(2_000);
    world.wards.onCommit = deliver;
    expect(world.given.get(id)?.outcome).toMatchObject({ status: 'done' });
    expect(world.engine.pending.get()).toEqual([]);
    expect(world.cursor(ICU)?.epoch).toBe('epoch-2');
    expect(stayAt(ICU).acuity).toBe(5);
  });
});

describe('P3, Q1: order', () => {
  it('commands on the same object go one after the other, others do not wait', async () => {
    world.network.latencyMs = 400;
    const [one, two] = [stayAt(ICU, 0), stayAt(ICU, 1)];
    const ids = [1, 2, 3, 4].map((acuity) => world.execute(setAcuity(one, acuity)));
    const apart = world.execute(setAcuity(two, 5));
    await Promise.resolve();
    await Promise.resolve();
    expect(ids.map(statusOf)).toEqual(['sending', 'waiting', 'waiting', 'waiting']);
    expect(statusOf(apart)).toBe('sending');
    await world.clock.advance(5_000);
    const own = posts(one.id).map((request) => request.headers['idempotency-key']);
    expect(own).toEqual(ids);
    world.expectConverged();
    expect(stayAt(ICU, 0).acuity).toBe(4);
  });

  it('Q6: at most six are on their way', async () => {
    world.network.cut();
    const patient = { ref: 'P', label: 'P' };
    for (let i = 0; i < 10; i++) {
      world.execute({ kind: 'admit-stay', body: { hospitalId: 'H1', wardId: 'ED', patient } });
    }
    await world.clock.advance(100);
    const sending = world.engine.pending.get().filter((each) => each.status === 'sending');
    expect(sending.length).toBe(6);
  });

  it('Q1, Q7: offline work is sent after the recovery, in order, and a later command may speak of an earlier create', async () => {
    world.network.breakSockets();
    world.network.cut();
    await world.clock.advance(1_000);
    const patient = { ref: 'P9', label: 'New patient' };
    world.execute({
      kind: 'admit-stay',
      body: { hospitalId: 'H1', wardId: 'ICU', bedId: 'B3', patient },
    });
    await world.clock.advance(10);
    const admitted = stays(ICU).find((stay) => stay.patient.ref === 'P9')!;
    world.execute(setAcuity(admitted, 4));
    world.execute({
      kind: 'assign-nurse',
      body: { hospitalId: 'H1', wardId: 'ICU', nurseId: 'N1', stayId: admitted.id },
    });
    world.execute({
      kind: 'transfer-stay',
      ward: ICU,
      stayId: admitted.id,
      body: { wardId: 'MS1', bedId: 'B4' },
    });
    await world.clock.advance(120_000);
    expect(world.engine.pending.get().map((each) => [each.status, each.shown])).toEqual(
      Array(4).fill(['waiting', true]),
    );
    expect(stays(MS1).some((stay) => stay.patient.ref === 'P9' && stay.acuity === 4)).toBe(true);
    const before = world.gateway.requests.length;
    world.network.heal();
    await world.clock.advance(60_000);
    const sent = world.gateway.requests
      .slice(before)
      .filter((each) => each.headers['idempotency-key']);
    expect(sent.map((each) => each.path.split('/').at(-1))).toEqual([
      'stays',
      'acuity',
      'assignments',
      'transfer',
    ]);
    for (const { outcome } of world.given.values())
      expect(outcome).toMatchObject({ status: 'done' });
    world.expectConverged();
  });
});

it('Q1: nothing is sent upon a ward that is still being recovered', async () => {
  world.network.breakSockets();
  world.network.cut();
  await world.clock.advance(1_000);
  const id = world.execute(setAcuity(stayAt(ICU), 5));
  world.gateway.deaf = true;
  world.network.heal();
  await world.clock.advance(40_000);
  expect(world.engine.connection.get()).toMatchObject({ phase: 'open' });
  expect(posts('/acuity')).toEqual([]);
  world.gateway.deaf = false;
  await world.clock.advance(40_000);
  expect(world.given.get(id)?.outcome).toMatchObject({ status: 'done' });
});

describe('Q4, Q5: conditions of what waited', () => {
  it('says until when, upon what, and what else was its own', async () => {
    const cursor = world.cursor(ICU);
    world.network.breakSockets();
    world.network.cut();
    await world.clock.advance(1_000);
    const madeAt = world.clock.serverNow;
    const first = world.execute(setAcuity(stayAt(ICU), 4));
    const second = world.execute(setAcuity(stayAt(ICU), 5));
    await world.clock.advance(60_000);
    world.network.heal();
    await world.clock.advance(60_000);
    const [one, two] = posts('/acuity').map((request) => request.headers);
    const basis = `${ICU}@${cursor!.epoch}:${String(cursor!.seq)}`;
    expect(one).toMatchObject({ 'idempotency-key': first, 'wardline-basis': basis });
    expect(two).toMatchObject({
      'idempotency-key': second,
      'wardline-basis': basis,
      'wardline-own': first,
    });
    const expires = Date.parse(one!['wardline-expires']!);
    expect(Math.abs(expires - madeAt - SHELF_LIFE_MS['set-acuity'])).toBeLessThan(200);
    world.expectConverged();
  });

  it('the shelf life goes by the server’s clock, whatever the device’s says', async () => {
    const wrong = new World(2, { skewMs: 7 * 3_600_000 });
    await wrong.begin();
    wrong.network.breakSockets();
    wrong.network.cut();
    await wrong.clock.advance(1_000);
    const state = wrong.state(ICU);
    const stay = state !== null && 'stays' in state ? state.stays[0]! : null;
    const id = wrong.execute(setAcuity(stay!, 5));
    await wrong.clock.advance(SHELF_LIFE_MS['set-acuity'] - 300_000);
    wrong.network.heal();
    await wrong.clock.advance(60_000);
    expect(wrong.given.get(id)?.outcome).toMatchObject({ status: 'done' });
  });
});

describe('P9, P13, Q3: questions', () => {
  /** Offline, the device says 5; meanwhile somebody else says 1. */
  async function conflict(): Promise<{ stay: Stay; id: string }> {
    const stay = stayAt(ICU);
    world.network.breakSockets();
    world.network.cut();
    await world.clock.advance(1_000);
    const id = world.execute(setAcuity(stay, 5));
    other(setAcuity(stay, 1));
    await world.clock.advance(60_000);
    expect(stayAt(ICU).acuity).toBe(5);
    world.network.heal();
    await world.clock.advance(40_000);
    return { stay, id };
  }

  it('what changed meanwhile comes back as a question with both sides', async () => {
    const { stay, id } = await conflict();
    const question = world.engine.pending.get()[0];
    expect(question).toMatchObject({
      commandId: id,
      status: 'question',
      shown: false,
      problem: { code: 'changed_since' },
      command: { body: { acuity: 5 } },
    });
    const updated = question?.meanwhile.find((event) => event.type === 'stay.updated');
    expect(updated).toMatchObject({
      ward: ICU,
      actor: 'other',
      data: { stay: { id: stay.id, acuity: 1 } },
    });
    expect(stayAt(ICU).acuity).toBe(1);
    expect(world.given.get(id)?.outcome).toBeNull();
    world.expectConverged();
  });

  it('“mine” sends it as if made now', async () => {
    const { id } = await conflict();
    world.engine.resolve(id, 'mine');
    await world.clock.advance(1_000);
    expect(world.given.get(id)?.outcome).toMatchObject({ status: 'done' });
    expect(world.wards.runs.get(id)).toBe(1);
    expect(stayAt(ICU).acuity).toBe(5);
    world.expectConverged();
  });

  it('“theirs” drops it', async () => {
    const { id } = await conflict();
    world.engine.resolve(id, 'theirs');
    await world.clock.advance(1_000);
    expect(world.given.get(id)?.outcome).toEqual({ status: 'dropped' });
    expect(world.wards.runs.get(id)).toBeUndefined();
    expect(world.engine.pending.get()).toEqual([]);
    world.expectConverged();
  });

  it('P3: what is about the same object waits behind it, the rest does not', async () => {
    const { stay, id } = await conflict();
    const behind = world.execute({ kind: 'discharge-stay', ward: ICU, stayId: stay.id });
    const apart = world.execute(setAcuity(stayAt(ICU, 1), 3));
    await world.clock.advance(60_000);
    expect(statusOf(behind)).toBe('waiting');
    expect(world.given.get(apart)?.outcome).toMatchObject({ status: 'done' });
    world.engine.resolve(id, 'theirs');
    await world.clock.advance(1_000);
    expect(world.given.get(behind)?.outcome).toMatchObject({ status: 'done' });
    world.expectConverged();
  });

  it('too late is a question, too', async () => {
    const stay = stayAt(ICU);
    world.network.breakSockets();
    world.network.cut();
    await world.clock.advance(1_000);
    const id = world.execute(setAcuity(stay, 5));
    await world.clock.advance(SHELF_LIFE_MS['set-acuity'] + 1_000);
    world.network.heal();
    await world.clock.advance(60_000);
    expect(world.engine.pending.get()).toMatchObject([
      { commandId: id, status: 'question', problem: { code: 'command_expired' }, meanwhile: [] },
    ]);
    world.engine.resolve(id, 'mine');
    await world.clock.advance(1_000);
    expect(world.given.get(id)?.outcome).toMatchObject({ status: 'done' });
  });

  it('P2: queue and questions are there after a restart', async () => {
    const { id } = await conflict();
    await world.restart();
    await world.clock.advance(10_000);
    expect(statusOf(id)).toBe('question');
    world.engine.resolve(id, 'mine');
    await world.clock.advance(1_000);
    expect(world.wards.runs.get(id)).toBe(1);
    world.expectConverged();
  });

  it('P10: whoever asks after a restart is told an end that came before it', async () => {
    const stay = stayAt(ICU);
    world.network.cut();
    const id = world.execute(setAcuity(stay, 5));
    other({ kind: 'discharge-stay', ward: ICU, stayId: stay.id });
    world.network.heal();
    await world.clock.advance(60_000);
    expect(world.given.get(id)?.outcome).toMatchObject({ status: 'refused' });
    await world.restart();
    const again = world.engine.execute(setAcuity(stay, 5), id);
    expect(await again.outcome).toMatchObject({ status: 'refused' });
  });
});
