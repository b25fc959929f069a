import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Command } from '../../src-shared/sync/command.ts';
import { deeds, type Deed } from './world/deeds.ts';
import { World } from './world/world.ts';

const RUNS = Number(process.env['WARDLINE_SYNC_RUNS'] ?? 200);

/** Questions are answered one after the other, now this way, now that, until none is left. */
async function answerQuestions(world: World, mine: () => boolean): Promise<void> {
  for (let round = 0; round < 100; round++) {
    const question = world.engine.pending.get().find((each) => each.status === 'question');
    if (question === undefined) return;
    world.engine.resolve(question.commandId, mine() ? 'mine' : 'theirs');
    await world.clock.advance(30_000);
  }
  throw new Error('questions without end');
}

/**
 * What a command says, but for the id of what it makes, which stays as it was first given, and for
 * the ward it was seen in, which no request carries.
 */
function contents(command: Command | undefined): unknown {
  if (command?.kind !== 'admit-stay' && command?.kind !== 'assign-nurse') {
    return { ...command, ward: undefined };
  }
  return { ...command, body: { ...command.body, id: undefined } };
}

async function live(seed: number, day: readonly Deed[]): Promise<void> {
  const world = new World(seed, { skewMs: (seed % 7) * 60_000 });
  await world.begin();
  for (const { run, thenMs } of day) {
    await run(world);
    await world.clock.advance(thenMs);
  }
  await world.calmDown();
  // An end that the device has not come to know of by now never was.
  world.gateway.sessionGoesOn = true;
  if (world.engine.session.view.get().status === 'signed-out') {
    const signedIn = world.engine.signIn('dispatcher', 'secret');
    await world.clock.advance(15_000);
    expect(await signedIn).toBeNull();
  }
  await world.calmDown();
  let toss = seed;
  await answerQuestions(world, () => (toss = (toss * 5 + 1) % 8) < 4);
  await world.calmDown();

  // P10: nothing is dropped in silence, nothing is done twice, and what was told is true.
  for (const [commandId, { command, outcome }] of world.given) {
    const runs = world.wards.runs.get(commandId) ?? 0;
    expect(runs, `${commandId} ${command.kind} was carried out`).toBeLessThanOrEqual(1);
    expect(outcome, `${commandId} ${command.kind} has an end`).not.toBeNull();
    expect(outcome?.status === 'done', `${commandId} is told as it went`).toBe(runs === 1);
    // P14: what was carried out is what the user said last.
    if (runs === 1) expect(contents(world.wards.ran.get(commandId))).toEqual(contents(command));
  }
  const left = world.engine.pending.get().filter((each) => each.status !== 'refused');
  expect(left).toEqual([]);
  world.expectConverged();
  // W14: a server that keeps its word never breaks the protocol.
  expect(world.reports).toEqual([]);
  await world.engine.close();
  await world.clock.advance(5_000);
  expect(world.network.openDials).toBe(0);
}

it('whatever happens, no lie is shown, and in the end every board is the server’s', async () => {
  await fc.assert(fc.asyncProperty(fc.nat(), deeds, live), {
    numRuns: RUNS,
    interruptAfterTimeLimit: 12_000,
    markInterruptAsFailure: false,
  });
});
