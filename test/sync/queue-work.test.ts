import { beforeEach, describe, expect, it } from 'vitest';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { Stay } from '../../src-shared/contract/state/stay.ts';
import type { Command } from '../../src-shared/sync/command.ts';
import { SHELF_LIFE_MS } from '../../src-shared/sync/shelf-life.ts';
import type { PendingView } from '../../src-shared/sync/views.ts';
import { World } from './world/world.ts';

const ICU: WardKey = 'H1/ICU';
const NEW_STAY = '99999999-0000-4000-8000-000000000001';

let world: World;
beforeEach(async () => {
  world = new World(3);
  await world.begin();
  world.network.breakSockets();
  world.network.cut();
  await world.clock.advance(1_000);
});

function stayAt(index: number): Stay {
  const state = world.state(ICU);
  return (state !== null && 'stays' in state ? state.stays : [])[index]!;
}

function acuity(stay: Stay, to: number): Command {
  return { kind: 'set-acuity', ward: ICU, stayId: stay.id, body: { acuity: to } };
}

function admit(label: string, id?: string): Command {
  const patient = { ref: 'P-new', label };
  const body = { hospitalId: 'H1', wardId: 'ICU', bedId: null, patient, ...(id ? { id } : {}) };
  return { kind: 'admit-stay', body };
}

function queue(): readonly PendingView[] {
  return world.engine.pending.get();
}

const order = (): string[] => queue().map((one) => one.commandId);

async function heal(): Promise<void> {
  world.network.heal();
  await world.clock.advance(60_000);
}

describe('P14: changing what waits', () => {
  it('goes as if made now, under its own key, in its place, and is seen at once', async () => {
    const [a, b] = [stayAt(0), stayAt(1)];
    const first = world.execute(acuity(a, 5));
    const second = world.execute(acuity(b, 5));
    await world.clock.advance(120_000);
    expect(queue()).toMatchObject([{ changeable: true }, { changeable: true }]);
    expect(world.amend(first, acuity(a, 2))).toBe(true);
    await world.clock.advance(0);
    expect(order()).toEqual([first, second]);
    expect(stayAt(0).acuity).toBe(2);
    const [changed, other] = queue();
    expect(changed!.madeAt - other!.madeAt).toBeGreaterThan(110_000);
    expect(changed!.expiresAt - changed!.madeAt).toBe(SHELF_LIFE_MS['set-acuity']);
    await heal();
    expect(world.wards.runs.get(first)).toBe(1);
    expect(stayAt(0).acuity).toBe(2);
    world.expectConverged();
  });

  it('what it makes keeps its id, so that a later command still finds it', async () => {
    const made = world.execute(admit('Misspelt', NEW_STAY));
    const after: Command = {
      kind: 'set-acuity',
      ward: ICU,
      stayId: NEW_STAY,
      body: { acuity: 4 },
    };
    const later = world.execute(after);
    expect(world.amend(made, admit('Spelt right'))).toBe(true);
    await heal();
    expect(world.given.get(later)?.outcome).toMatchObject({ status: 'done' });
    const state = world.state(ICU);
    const stays = state !== null && 'stays' in state ? state.stays : [];
    expect(stays.find((one) => one.id === NEW_STAY)).toMatchObject({
      patient: { label: 'Spelt right' },
      acuity: 4,
    });
    world.expectConverged();
  });

  it('is refused once it was sent, for the server may have it', async () => {
    world.network.heal();
    await world.clock.advance(40_000);
    world.network.loseAnswers = 1;
    const id = world.execute(acuity(stayAt(0), 5));
    await world.clock.advance(100);
    expect(queue()).toMatchObject([{ changeable: false }]);
    expect(world.amend(id, acuity(stayAt(0), 1))).toBe(false);
    expect(world.amend('77777777-0000-4000-8000-000000000000', acuity(stayAt(0), 1))).toBe(false);
    await heal();
    expect(stayAt(0).acuity).toBe(5);
    world.expectConverged();
  });

  it('holds over a restart', async () => {
    const id = world.execute(acuity(stayAt(0), 5));
    world.amend(id, acuity(stayAt(0), 3));
    await world.clock.advance(100);
    await world.restart();
    expect(queue()).toMatchObject([{ commandId: id, command: { body: { acuity: 3 } } }]);
  });
});

describe('P15: moving what waits', () => {
  it('sends in the new order, over a restart too', async () => {
    const [a, b] = [stayAt(0), stayAt(1)];
    const first = world.execute(acuity(a, 5));
    const second = world.execute(acuity(b, 5));
    const third = world.execute(acuity(a, 1));
    expect(world.engine.reorder(third, first)).toBe(true);
    expect(world.engine.reorder(second, null)).toBe(true);
    await world.clock.advance(100);
    expect(order()).toEqual([third, first, second]);
    await world.restart();
    await world.clock.advance(100);
    expect(order()).toEqual([third, first, second]);
    expect(queue()[1]?.behind).toBe(third);
    await heal();
    const sent = world.gateway.requests
      .filter(({ path }) => path.endsWith('/acuity'))
      .map(({ headers }) => headers['idempotency-key']);
    expect([...new Set(sent)].indexOf(third)).toBeLessThan([...new Set(sent)].indexOf(first));
    expect(stayAt(0).acuity).toBe(5);
    world.expectConverged();
  });

  it('does not go before the command that makes what it is about, nor that one after it', async () => {
    const made = world.execute(admit('New', NEW_STAY));
    const later = world.execute({
      kind: 'set-acuity',
      ward: ICU,
      stayId: NEW_STAY,
      body: { acuity: 4 },
    });
    expect(world.engine.reorder(later, made)).toBe(false);
    expect(world.engine.reorder(made, null)).toBe(false);
    await world.clock.advance(100);
    expect(order()).toEqual([made, later]);
  });

  it('does not overtake an open question about the same', async () => {
    const stay = stayAt(0);
    const id = world.execute(acuity(stay, 5));
    world.wards.run(acuity(stay, 1), null, 'other');
    await heal();
    expect(queue()).toMatchObject([{ commandId: id, status: 'question' }]);
    const behind = world.execute(acuity(stay, 2));
    await world.clock.advance(100);
    expect(queue()[1]).toMatchObject({ commandId: behind, status: 'waiting', behind: id });
    expect(world.engine.reorder(behind, id)).toBe(false);
    expect(world.engine.reorder(behind, behind)).toBe(false);
  });
});
