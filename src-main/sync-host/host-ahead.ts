import type { BuildFacts } from '../../src-shared/ipc/build-facts.ts';
import { type HostListener, type HostProcess, startHostProcess } from './host-process.ts';

/** Gives a sync host that runs: the one that was started ahead, then a new one each time. */
export type StartHost = (listener: HostListener) => HostProcess;

/**
 * Starts a sync host before anybody knows what it has to do: it loads its program meanwhile, and
 * does nothing until it is told to begin.
 */
export function startHostAhead(script: string, facts: BuildFacts): StartHost {
  let taker: HostListener | null = null;
  let ahead: HostProcess | null = startHostProcess(script, facts, {
    message: (message) => taker?.message(message),
    exited: (code) => {
      ahead = null;
      taker?.exited(code);
    },
  });
  return (listener) => {
    if (ahead === null) return startHostProcess(script, facts, listener);
    const taken = ahead;
    ahead = null;
    taker = listener;
    return taken;
  };
}
