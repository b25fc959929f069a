import { expect, it } from 'vitest';
import { CommandQueue } from '../../src-shared/sync/command-queue.ts';
import { MAX_OWN } from '../../src-shared/sync/command-request.ts';
import { type KeptCommand, keptCommandSchema } from '../../src-shared/sync/kept-command.ts';

const STAYS = 16;
const COMMANDS = 480;
const uuid = (n: number) => `11111111-1111-4111-8111-${String(n).padStart(12, '0')}`;
const stayOf = (n: number) => uuid(1_000 + (n % STAYS));

const NOBODY = { changed: () => undefined, settled: () => undefined, unsure: () => undefined };

function command(n: number): KeptCommand {
  return keptCommandSchema.parse({
    commandId: uuid(n),
    command: { kind: 'set-acuity', ward: 'H1/ICU', stayId: stayOf(n), body: { acuity: 3 } },
    objects: [`stay:${stayOf(n)}`],
    madeAt: n,
    madeLive: false,
    basis: {},
    own: [],
    attempts: 0,
    standing: { status: 'queued' },
    seenIn: [],
  });
}

it('lets a late change of a patient know of every earlier one, however long the queue', () => {
  const queue = new CommandQueue(NOBODY, () => null);
  for (let n = 0; n < COMMANDS; n++) queue.add(command(n));
  for (let n = 0; n < COMMANDS - 1; n++) queue.accepted(uuid(n), null, null);
  const own = new Set(queue.find(uuid(COMMANDS - 1))?.own);
  expect(own.size).toBeLessThanOrEqual(MAX_OWN);
  for (let n = 0; n < COMMANDS - 1; n++) {
    if (stayOf(n) === stayOf(COMMANDS - 1)) expect(own.has(uuid(n)), `command ${n}`).toBe(true);
  }
});

it('knows the end of what an earlier run left in the queue', () => {
  const cursors = { 'H1/ICU': { epoch: 'e', seq: 9 } };
  const problem = { code: 'not_found', status: 404, sentence: 'Nothing there.' };
  const queue = new CommandQueue(NOBODY, () => null);
  queue.restore([
    { ...command(0), standing: { status: 'accepted', cursors, awaiting: ['H1/ICU'] } },
    { ...command(1), attempts: 1, seenIn: ['H1/ICU'] },
    { ...command(2), standing: { status: 'refused', problem } },
    { ...command(3), standing: { status: 'question', problem, meanwhile: [] } },
    { ...command(4), attempts: 1 },
  ]);
  expect([0, 1, 2, 3, 4, 5].map((n) => queue.endOf(uuid(n)))).toEqual([
    { status: 'done', cursors, answer: null },
    { status: 'done', cursors: null, answer: null },
    { status: 'refused', problem },
    null,
    null,
    null,
  ]);
});

it('lets each wait for the first open one about the same', () => {
  const queue = new CommandQueue(NOBODY, () => null);
  const [a, b, c, d] = [0, 1, STAYS, 2 * STAYS].map(command);
  queue.restore([a!, b!, c!, { ...d!, objects: [...b!.objects, ...d!.objects] }]);
  const behind = (): (string | null)[] => queue.entries.map((kept) => queue.behind(kept));
  expect(behind()).toEqual([null, null, uuid(0), uuid(0)]);
  queue.accepted(uuid(0), null, null);
  expect(behind()).toEqual([null, null, uuid(1)]);
});
