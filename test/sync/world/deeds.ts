import fc from 'fast-check';
import { parseWardKey, type WardKey } from '../../../src-shared/contract/ids.ts';
import type { LogState } from '../../../src-shared/contract/state/log-state.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { Refusal } from '../../../src-shared/domain/refusal.ts';
import type { Command } from '../../../src-shared/sync/command.ts';
import type { PendingView } from '../../../src-shared/sync/views.ts';
import { NURSES, WARDS } from './model-wards.ts';
import { counted, type World } from './world.ts';

/** Something that somebody or something does to the world, and how long it goes on after that. */
export interface Deed {
  readonly name: string;
  readonly thenMs: number;
  readonly run: (world: World) => void | Promise<void>;
}

const KINDS = ['admit', 'acuity', 'transfer', 'discharge', 'assign', 'end'] as const;

interface Wish {
  readonly kind: (typeof KINDS)[number];
  readonly ward: number;
  readonly pick: number;
}

const wish: fc.Arbitrary<Wish> = fc.record({
  kind: fc.constantFrom(...KINDS),
  ward: fc.nat(WARDS.length - 1),
  pick: fc.nat(1_000),
});

/** A wish as a command upon what is seen; null: there is nobody to do it to. */
function commandFor(
  { kind, ward: index, pick }: Wish,
  see: See,
  newId: () => string,
): Command | null {
  const ward = WARDS[index] ?? 'H1/ICU';
  const { hospitalId, wardId } = parseWardKey(ward);
  const state = see(ward);
  const bedId = pick % 3 === 0 ? null : `B${String(1 + (pick % 4))}`;
  if (kind === 'admit') {
    const patient = { ref: `P${String(pick)}`, label: `Patient ${String(pick)}` };
    return { kind: 'admit-stay', body: { id: newId(), hospitalId, wardId, bedId, patient } };
  }
  const stay = state?.stays[pick % Math.max(1, state.stays.length)];
  const assignment = state?.assignments[pick % Math.max(1, state.assignments.length)];
  if (kind === 'end') {
    return assignment === undefined
      ? null
      : { kind: 'end-assignment', ward, assignmentId: assignment.id };
  }
  if (stay === undefined) return null;
  const of = { ward, stayId: stay.id };
  switch (kind) {
    case 'acuity':
      return { kind: 'set-acuity', ...of, body: { acuity: 1 + (pick % 5) } };
    case 'transfer': {
      const to = parseWardKey(WARDS[pick % WARDS.length] ?? ward).wardId;
      return { kind: 'transfer-stay', ...of, body: { wardId: to, bedId } };
    }
    case 'discharge':
      return { kind: 'discharge-stay', ...of };
    case 'assign': {
      const nurseId = NURSES[pick % NURSES.length] ?? 'N1';
      const body = { id: newId(), hospitalId, wardId, nurseId, stayId: stay.id };
      return { kind: 'assign-nurse', body };
    }
  }
}

type See = (ward: WardKey) => WardState | null;

function asWard(state: LogState | null): WardState | null {
  return state !== null && 'stays' in state ? state : null;
}

const otherIds = counted('cccccccc');

function byOther(world: World, wished: Wish): void {
  const command = commandFor(wished, (ward) => asWard(world.wards.ward(ward).state), otherIds);
  if (command === null) return;
  try {
    world.wards.run(command, null, 'other');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

function byDevice(world: World, wished: Wish): void {
  const command = commandFor(wished, (ward) => asWard(world.state(ward)), otherIds);
  if (command !== null) world.execute(command);
}

/** One of the commands that the user may still change; null: there is none. */
function changeable(world: World, pick: number): PendingView | null {
  const open = world.engine.pending.get().filter((one) => one.changeable);
  return open[pick % Math.max(1, open.length)] ?? null;
}

function amendOne(world: World, wished: Wish): void {
  const one = changeable(world, wished.pick);
  const command = commandFor(wished, (ward) => asWard(world.state(ward)), otherIds);
  if (one !== null && command !== null) world.amend(one.commandId, command);
}

function reorderOne(world: World, { pick }: Wish): void {
  const one = changeable(world, pick);
  const all = world.engine.pending.get();
  if (one === null) return;
  world.engine.reorder(one.commandId, all[(pick * 7) % (all.length + 1)]?.commandId ?? null);
}

function dropOne(world: World, { pick }: Wish): void {
  const one = changeable(world, pick);
  if (one !== null) world.engine.dismiss(one.commandId);
}

function deed(weight: number, name: string, run: Deed['run'], thenMs = 9_000): Weighted {
  const arbitrary = fc
    .nat(thenMs)
    .map((ms): Deed => ({ name: `${name}, then ${String(ms)} ms`, thenMs: ms, run }));
  return { weight, arbitrary };
}

function wished(
  weight: number,
  name: string,
  run: (world: World, wish: Wish) => void | Promise<void>,
): Weighted {
  const arbitrary = fc.tuple(wish, fc.nat(2_000)).map(([what, thenMs]): Deed => ({
    name: `${name} ${JSON.stringify(what)}, then ${String(thenMs)} ms`,
    thenMs,
    run: (world) => run(world, what),
  }));
  return { weight, arbitrary };
}

interface Weighted {
  readonly weight: number;
  readonly arbitrary: fc.Arbitrary<Deed>;
}

/** What a hostile day can bring. */
export const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.oneof(
    wished(30, 'another client', byOther),
    wished(40, 'this device', byDevice),
    wished(4, 'the user changes what waits', amendOne),
    wished(4, 'the user moves what waits', reorderOne),
    wished(2, 'the user drops what waits', dropOne),
    deed(3, 'nothing', () => undefined, 40_000),
    deed(
      3,
      'the network is cut',
      (world) => {
        world.network.cut();
      },
      30_000,
    ),
    deed(3, 'the network heals', (world) => {
      world.network.heal();
    }),
    deed(2, 'sockets break', (world) => {
      world.network.breakSockets();
    }),
    deed(1, 'latency of seconds', (world) => {
      world.network.latencyMs = 2_500;
    }),
    deed(1, 'latency of nothing', (world) => {
      world.network.latencyMs = 20;
    }),
    deed(2, 'an answer is lost', (world) => {
      world.network.loseAnswers++;
    }),
    deed(2, 'requests fail', (world) => {
      world.gateway.failRequests = 3;
    }),
    deed(1, 'a gateway drains', (world) => {
      world.gateway.closeAll(1012, 4_000);
    }),
    ...[4001, 4408, 4429, 4430, 1011].map((code) =>
      deed(1, `closed with ${String(code)}`, (world) => {
        world.gateway.closeAll(code);
      }),
    ),
    deed(1, 'access tokens expire', (world) => {
      world.gateway.expireTokens();
    }),
    deed(1, 'the session ends', (world) => {
      world.gateway.sessionGoesOn = false;
      world.gateway.expireTokens();
      world.gateway.closeAll(4001);
    }),
    deed(
      1,
      'heads cannot be verified',
      (world) => {
        world.gateway.blind = true;
      },
      30_000,
    ),
    deed(1, 'heads can be verified', (world) => {
      world.gateway.blind = false;
    }),
    deed(1, 'history is rewritten', (world) => {
      world.wards.rotateEpoch(3);
      world.gateway.resend();
    }),
    deed(1, 'a right is withdrawn', (world) => {
      world.gateway.withdraw('H1/ED');
    }),
    deed(1, 'a right is given', (world) => {
      world.gateway.forbidden.clear();
    }),
    deed(1, 'the page sleeps', async (world) => {
      world.clock.sleep();
      await world.clock.advance(70_000);
      await world.wakeUp();
    }),
    wished(2, 'the page sleeps while the network goes and another client', async (world, what) => {
      world.clock.sleep();
      await world.clock.advance(25_000);
      world.network.cut();
      byOther(world, what);
      await world.clock.advance(40_000);
      await world.wakeUp();
    }),
    deed(1, 'a ward is closed on the screen', (world) => {
      world.unwatch('H1/MS1');
    }),
    deed(1, 'a ward is opened on the screen', (world) => {
      world.watch('H1/MS1');
    }),
    deed(1, 'the program restarts', (world) => world.restart()),
  ),
  { minLength: 5, maxLength: 60, size: 'max' },
);
