import { EXIT, StartFault } from '../config/start-fault.ts';
import { Unreachable } from './simulate/api.ts';
import { simulate, SIMULATE_HELP } from './simulate.ts';
import type { Verb } from './verb.ts';

export const simulateVerb: Verb = {
  summary: 'a simulated hospital group, as HL7 over MLLP and dispatchers over HTTP',
  help: SIMULATE_HELP,
  run: async (args) => {
    // Started by a gateway, it ends with it, even when that is killed.
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
    process.channel?.unref();
    try {
      return await simulate(args, process.env, (line) => {
        console.log(line);
      });
    } catch (error) {
      if (error instanceof Unreachable) throw new StartFault(EXIT.unavailable, error.message);
      throw error;
    }
  },
};
