import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BatchedReads } from '../../../server/realtime/batched-reads.ts';
import { SYSTEM_CLOCK } from '../../../server/realtime/clock.ts';
import { textFrame } from '../../../server/realtime/frame-bytes.ts';
import { RecentEvents } from '../../../server/realtime/recent-events.ts';
import { SeqOrder } from '../../../server/realtime/seq-order.ts';
import { TokenBucket } from '../../../server/realtime/token-bucket.ts';

describe('the order of a ward', () => {
  test('whatever comes in whatever order, what goes out is ascending, gapless and once', () => {
    const seqs = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 300 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 }), seqs, (start, offered) => {
        const order = new SeqOrder();
        const given = order.moveTo(start).map((event) => event.seq);
        for (const seq of offered) {
          given.push(...order.offer(seq, String(seq), 0).map((event) => event.seq));
        }
        expect(given).toEqual(given.map((_seq, index) => start + 1 + index));
        // Nothing that could go out is held back.
        const reachable = new Set(offered);
        expect(reachable.has((order.at ?? 0) + 1)).toBe(false);
        expect(order.isShort()).toBe(offered.some((seq) => seq > (order.at ?? 0)));
      }),
    );
  });

  test('what came before its beginning waits for it', () => {
    const order = new SeqOrder();
    expect(order.offer(7, 'seven', 0)).toEqual([]);
    expect(order.offer(6, 'six', 0)).toEqual([]);
    expect(order.moveTo(5).map((event) => event.seq)).toEqual([6, 7]);
  });

  test('what is above a head that was read later never was', () => {
    const order = new SeqOrder();
    order.moveTo(5);
    order.offer(900, 'forged', 10);
    order.offer(8, 'newer than the read', 30);
    order.confirm(6, 20);
    expect(order.target).toBe(8);
    order.confirm(6, 40);
    expect(order.target).toBe(6);
  });
});

describe('the events kept of a ward', () => {
  const event = (seq: number) => ({ seq, text: 'x'.repeat(10), since: seq });
  const wide = { events: 1_000, size: 1_000_000 };

  test('any span is given whole or not at all', () => {
    const shape = fc.record({
      count: fc.integer({ min: 0, max: 50 }),
      keep: fc.integer({ min: 1, max: 30 }),
      after: fc.integer({ min: 0, max: 60 }),
      length: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(shape, ({ count, keep, after, length }) => {
        const recent = new RecentEvents();
        for (let seq = 1; seq <= count; seq += 1) {
          recent.push(event(seq), { events: keep, size: 10_000 });
        }
        const span = recent.between(after, after + length);
        const isKept = length === 0 || (after + length <= count && after + 1 > count - keep);
        expect(span?.map((one) => one.seq)).toEqual(
          isKept ? Array.from({ length }, (_, index) => after + 1 + index) : undefined,
        );
      }),
    );
  });

  test('older ones are put in front only where they reach what is here', () => {
    const recent = new RecentEvents();
    recent.push(event(5), wide);
    recent.prepend([event(2), event(3)], 5, wide);
    expect(recent.first).toBe(5);
    recent.prepend([event(3), event(4), event(5), event(6)], 5, wide);
    expect(recent.between(2, 5)?.map((one) => one.seq)).toEqual([3, 4, 5]);
    const empty = new RecentEvents();
    empty.prepend([event(1), event(2), event(3)], 2, wide);
    expect(empty.between(0, 2)?.map((one) => one.seq)).toEqual([1, 2]);
  });

  test('bounded by count, size and age', () => {
    const recent = new RecentEvents();
    for (let seq = 1; seq <= 10; seq += 1) recent.push(event(seq), { events: 8, size: 50 });
    expect([recent.first, recent.count]).toEqual([6, 5]);
    recent.dropBefore(9);
    expect(recent.first).toBe(9);
    recent.dropBefore(100);
    expect(recent.count).toBe(0);
  });
});

test.each([0, 1, 125, 126, 65_535, 65_536, 200_000])('a frame of %i bytes', (length) => {
  const text = 'é'.repeat(Math.floor(length / 2)) + 'x'.repeat(length % 2);
  const frame = textFrame(text);
  const short = (frame[1] ?? 0) & 0x7f;
  const [header, told] =
    short < 126
      ? [2, short]
      : short === 126
        ? [4, frame.readUInt16BE(2)]
        : [10, Number(frame.readBigUInt64BE(2))];
  // Final, text, unmasked, and the length in its shortest form.
  expect([frame[0], (frame[1] ?? 0) >> 7, told]).toEqual([0x81, 0, length]);
  expect(header).toBe(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  expect(frame.subarray(header).toString('utf8')).toBe(text);
});

test('a burst of frames is allowed, then a steady rate', () => {
  const allowance = new TokenBucket(5, 10, 0);
  const taken = (now: number, count: number): number =>
    Array.from({ length: count }, () => allowance.take(now)).filter(Boolean).length;
  expect(taken(0, 8)).toBe(5);
  expect(taken(100, 8)).toBe(1);
  expect(taken(60_000, 8)).toBe(5);
});

describe('batched reads', () => {
  const batches = (spacingMs: number, asked: string[][], timeoutMs = 1_000) => {
    const gates: PromiseWithResolvers<void>[] = [];
    const reads = new BatchedReads<string, number>({
      run: async (keys) => {
        asked.push([...keys]);
        const gate = Promise.withResolvers<void>();
        gates.push(gate);
        await gate.promise;
        return new Map(keys.filter((key) => key !== 'none').map((key) => [key, key.length]));
      },
      absent: -1,
      spacingMs,
      timeoutMs,
      clock: SYSTEM_CLOCK,
    });
    return { reads, gates };
  };

  test('who asks while a read is in flight gets the next one, not that', async () => {
    const asked: string[][] = [];
    const { reads, gates } = batches(0, asked);
    const first = Promise.all([reads.read('a'), reads.read('bb'), reads.read('a')]);
    await expect.poll(() => gates.length).toBe(1);
    const second = reads.read('a');
    const third = reads.read('none');
    gates[0]?.resolve();
    expect(await first).toEqual([1, 2, 1]);
    await expect.poll(() => gates.length).toBe(2);
    gates[1]?.resolve();
    expect([await second, await third]).toEqual([1, -1]);
    expect(asked).toEqual([
      ['a', 'bb'],
      ['a', 'none'],
    ]);
    reads.close();
  });

  test('a read that hangs is given up, and the next one goes on', async () => {
    const asked: string[][] = [];
    const { reads, gates } = batches(0, asked, 300);
    await expect(reads.read('a')).rejects.toThrow('no answer');
    const next = reads.read('a');
    await expect.poll(() => gates.length).toBe(2);
    gates[1]?.resolve();
    expect(await next).toBe(1);
    reads.close();
    await expect(reads.read('a')).rejects.toThrow('closed');
  });
});
