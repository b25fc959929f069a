import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bus, CommittedEvent } from '../../../server/bus/bus.ts';
import { until } from '../../support/until.ts';
import { events } from './events.ts';

export interface BusUnderTest {
  /** Another bus to the same windows and messages; the test closes it. In-process: the same one. */
  open(replayWindowMs: number): Promise<Bus>;
  close(): Promise<void>;
}

const HOUR = 3_600_000;

/** What any bus does, whatever carries it. */
export function busContract(name: string, start: () => Promise<BusUnderTest>): void {
  describe(`${name}: what any bus does`, () => {
    let under: BusUnderTest;
    let bus: Bus;
    let wards = 0;
    /** Each test has a ward of its own. */
    const newWard = (): string => `H1/W${(wards += 1)}`;

    beforeAll(async () => {
      under = await start();
      bus = await under.open(HOUR);
    });
    afterAll(async () => {
      await bus.close();
      await under.close();
    });

    const window = (ward: string, after = 0, limit = 1000): Promise<readonly CommittedEvent[]> =>
      bus.readWindow(ward, 'e1', after, limit);
    const seqs = async (ward: string, after = 0, limit = 1000): Promise<number[]> =>
      (await window(ward, after, limit)).map((event) => event.seq);

    test('what is published comes as one message an event to who has joined', async () => {
      const ward = newWard();
      const heard: string[] = [];
      bus.onMessage((of, text) => {
        if (of === ward) heard.push(text);
      });
      await bus.join(ward);
      const batch = events(ward, 'e1', 1, 3);
      await bus.publish([batch]);
      await until(() => heard.length === 3, { what: 'three messages' });
      expect(heard).toEqual(batch.events.map((event) => event.text));

      await bus.leave(ward);
      const other = newWard();
      await bus.join(other);
      let after = 0;
      bus.onMessage((of) => {
        if (of === other) after += 1;
      });
      await bus.publish([events(ward, 'e1', 4, 1), events(other, 'e1', 1, 1)]);
      await until(() => after === 1, { what: 'a message of the other ward' });
      expect(heard).toHaveLength(3);
    });

    test('the window gives what comes after a seq, ascending, up to a limit', async () => {
      const ward = newWard();
      await bus.publish([events(ward, 'e1', 1, 20)]);
      expect(await seqs(ward, 15)).toEqual([16, 17, 18, 19, 20]);
      expect(await seqs(ward, 0, 3)).toEqual([1, 2, 3]);
      expect(await seqs(ward, 20)).toEqual([]);
      expect((await window(ward, 19))[0]?.text).toBe(events(ward, 'e1', 20, 1).events[0]?.text);
    });

    test('repeats and a changed order add no second member', async () => {
      const ward = newWard();
      await bus.publish([events(ward, 'e1', 3, 2)]);
      await bus.publish([events(ward, 'e1', 1, 2)]);
      await bus.publish([events(ward, 'e1', 1, 4)]);
      const again = events(ward, 'e1', 2, 1, { actor: 'another text of the same seq' });
      await bus.publish([again]);
      expect(await seqs(ward)).toEqual([1, 2, 3, 4]);
      expect((await window(ward, 1, 1))[0]?.text).not.toContain('another text');
    });

    test('a repeat is told again', async () => {
      const ward = newWard();
      let heard = 0;
      bus.onMessage((of) => {
        if (of === ward) heard += 1;
      });
      await bus.join(ward);
      await bus.publish([events(ward, 'e1', 1, 1)]);
      await bus.publish([events(ward, 'e1', 1, 1)]);
      await until(() => heard === 2, { what: 'two messages' });
    });

    test('a hole stays a hole, and counting shows it', async () => {
      const ward = newWard();
      await bus.publish([events(ward, 'e1', 1, 2)]);
      await bus.publish([events(ward, 'e1', 5, 2)]);
      expect(await seqs(ward)).toEqual([1, 2, 5, 6]);
      expect(
        await bus.countWindow([
          { ward, epoch: 'e1', after: 0, last: 6 },
          { ward, epoch: 'e1', after: 4, last: 6 },
          { ward, epoch: 'e2', after: 0, last: 6 },
          { ward: newWard(), epoch: 'e1', after: 0, last: 6 },
        ]),
      ).toEqual([4, 2, 0, 0]);
    });

    test('the first publish of a new epoch empties the window', async () => {
      const ward = newWard();
      await bus.publish([events(ward, 'e1', 1, 5)]);
      await bus.publish([events(ward, 'e2', 3, 1)]);
      expect(await seqs(ward)).toEqual([]);
      const left = await bus.readWindow(ward, 'e2', 0, 10);
      expect(left.map((event) => event.seq)).toEqual([3]);
    });

    test('what is older than the window by its own time is trimmed', async () => {
      const short = await under.open(60_000);
      const ward = newWard();
      // One event each 10 s: of 20, those of the last minute stay, and the one on its edge.
      await short.publish([events(ward, 'e1', 1, 12, { everyMs: 10_000 })]);
      await short.publish([events(ward, 'e1', 13, 8, { everyMs: 10_000 })]);
      const left = await short.readWindow(ward, 'e1', 0, 100);
      expect(left.map((event) => event.seq)).toEqual([14, 15, 16, 17, 18, 19, 20]);
      await short.close();
    });

    test('a window goes when its time has passed without a publish', async () => {
      const short = await under.open(60);
      const ward = newWard();
      await short.publish([events(ward, 'e1', 1, 2)]);
      await until(async () => (await short.readWindow(ward, 'e1', 0, 10)).length === 0, {
        what: 'an empty window',
      });
      await short.close();
    });

    test('several wards in one batch, hundreds of joins at once, and ping', async () => {
      const many = Array.from({ length: 300 }, newWard);
      const heard = new Set<string>();
      bus.onMessage((of) => heard.add(of));
      await Promise.all(many.map((ward) => bus.join(ward)));
      await bus.publish(many.map((ward) => events(ward, 'e1', 1, 1)));
      await until(() => many.every((ward) => heard.has(ward)), { what: 'a message of each' });
      await bus.ping();
      expect(bus.isUp()).toBe(true);
    });
  });
}
