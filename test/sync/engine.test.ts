import { describe, expect, it } from 'vitest';
import { World } from './world/world.ts';

describe('a calm day', () => {
  it('S1, F1: follows what it watches and calls it live', async () => {
    const world = new World(1);
    await world.begin();
    world.expectConverged();
    world.wards.run(
      {
        kind: 'admit-stay',
        body: {
          id: '11111111-1111-4111-8111-111111111111',
          hospitalId: 'H1',
          wardId: 'ICU',
          bedId: 'B1',
          patient: { ref: 'P1', label: 'R. Okafor' },
        },
      },
      null,
      'someone',
    );
    await world.clock.advance(500);
    world.expectConverged();
    expect(world.reports).toEqual([]);
  });
});
