import { expect, test } from 'vitest';
import { RushMemory } from '../../../server/realtime/garbage-collection.ts';

test('memory is given back once after a rush of sockets, when no more come', () => {
  let given = 0;
  const memory = new RushMemory(() => {
    given += 1;
  });
  let now = 0;
  const pass = (seconds: number, sockets: number): number => {
    for (let second = 0; second < seconds; second += 1) memory.look(sockets, (now += 1_000));
    return given;
  };
  // A ward's worth of sockets is no rush.
  expect(pass(60, 4_900)).toBe(0);
  for (const sockets of [6_000, 8_000, 10_000]) expect(pass(9, sockets)).toBe(0);
  expect(pass(2, 10_000)).toBe(1);
  expect(pass(3_600, 10_000)).toBe(1);
  // All come back after a restart of the network.
  expect(pass(60, 300)).toBe(1);
  expect(pass(5, 10_000)).toBe(1);
  expect(pass(10, 9_900)).toBe(2);
  // And again, with some that come and go meanwhile.
  expect(pass(60, 300)).toBe(2);
  for (let second = 0; second < 20; second += 1) pass(1, 9_900 + (second % 2) * 50);
  expect(given).toBe(3);
});
