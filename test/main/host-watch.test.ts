import { afterEach, expect, it, vi } from 'vitest';
import type { EngineCall } from '../../src-shared/ipc/desktop-call.ts';
import type { Beginning, ToHost } from '../../src-main/sync-host/host-messages.ts';
import type { HostListener } from '../../src-main/sync-host/host-process.ts';
import { HostWatch } from '../../src-main/sync-host/host-watch.ts';

const ID = '018f3c4e-0000-7000-8000-000000000001';

afterEach(() => {
  vi.useRealTimers();
});

it('ends a host that hangs, and starts the next; not one that has nobody to talk to', async () => {
  vi.useFakeTimers();
  const listeners: HostListener[] = [];
  const watch = new HostWatch({
    start: (listener) => {
      listeners.push(listener);
      return {
        post: (message) => {
          if ((message as ToHost).kind === 'stop') listener.exited(0);
        },
        kill: () => {
          listener.exited(-1);
        },
      };
    },
    beginning: () => Promise.resolve({} as Beginning),
    told: () => undefined,
    changed: () => undefined,
    report: () => undefined,
    newId: () => ID,
  });
  await watch.start();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(watch.restarts).toBe(0);
  watch.follow(1, { method: 'hello' });
  for (let second = 0; second < 120; second++) {
    listeners[0]?.message({ kind: 'tell', window: 1, number: null, json: '{}' });
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(watch.restarts).toBe(0);
  await vi.advanceTimersByTimeAsync(36_000);
  expect(watch.restarts).toBe(1);
  expect(watch.running).toBe(true);
  await watch.stop();
});

it('is at work until a change that a window has made came to its end, also while it is stopped', async () => {
  let listener: HostListener | undefined;
  const posted: ToHost[] = [];
  let ids = 0;
  const watch = new HostWatch({
    start: (given) => {
      listener = given;
      return {
        post: (message) => {
          posted.push(message as ToHost);
          if ((message as ToHost).kind === 'stop') given.exited(0);
        },
        kill: () => undefined,
      };
    },
    beginning: () => Promise.resolve({} as Beginning),
    told: () => undefined,
    changed: () => undefined,
    report: () => undefined,
    newId: () => String((ids += 1)),
  });
  await watch.start();
  const reads: EngineCall[] = [
    { method: 'hospitals' },
    { method: 'setup', request: { verb: 'GET', path: '/api/v1/packs' } },
  ];
  for (const call of reads) void watch.call(call);
  void watch.ask({ kind: 'boards' });
  expect(watch.isAtWork).toBe(false);
  await watch.stop();
  const dropped = watch.call({ method: 'dismiss', commandId: ID });
  expect(watch.isAtWork).toBe(true);
  await watch.start();
  const question = posted.at(-1);
  if (question?.kind !== 'call') throw new Error('it was not asked');
  expect(question.call).toEqual({ method: 'dismiss', commandId: ID });
  listener?.message({ kind: 'answer', callId: question.callId, result: null });
  expect(await dropped).toBeNull();
  expect(watch.isAtWork).toBe(false);
});
