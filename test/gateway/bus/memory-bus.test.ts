import { createMemoryBus } from '../../../server/bus/memory-bus.ts';
import { busContract } from './bus-contract.ts';

busContract('in-process bus', async () => ({
  open: async (replayWindowMs) => createMemoryBus({ replayWindowMs }),
  close: async () => undefined,
}));
