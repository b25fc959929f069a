import { expect, it } from 'vitest';
import { CommandQueue } from '../../src-shared/sync/command-queue.ts';
import { MAX_OWN } from '../../src-shared/sync/command-request.ts';
import { keptCommandSchema } from '../../src-shared/sync/kept-command.ts';

const STAYS = 16;
const COMMANDS = 480;
const uuid = (n: number) => `11111111-1111-4111-8111-${String(n).padStart(12, '0')}`;
const stayOf = (n: number) => uuid(1_000 + (n % STAYS));

it('lets a late change of a patient know of every earlier one, however long the queue', () => {
  const nobody = { changed: () => undefined, settled: () => undefined, unsure: () => undefined };
  const queue = new CommandQueue(nobody, () => null);
  for (let n = 0; n < COMMANDS; n++) {
    queue.add(
      keptCommandSchema.parse({
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
      }),
    );
  }
  for (let n = 0; n < COMMANDS - 1; n++) queue.accepted(uuid(n), null, null);
  const own = new Set(queue.find(uuid(COMMANDS - 1))?.own);
  expect(own.size).toBeLessThanOrEqual(MAX_OWN);
  for (let n = 0; n < COMMANDS - 1; n++) {
    if (stayOf(n) === stayOf(COMMANDS - 1)) expect(own.has(uuid(n)), `command ${n}`).toBe(true);
  }
});
