import { app, utilityProcess } from 'electron';
import { fork } from 'node:child_process';
import type { BuildFacts } from '../../src-shared/ipc/build-facts.ts';

/** A running sync host, however it was started. */
export interface HostProcess {
  post(message: unknown): void;
  kill(): void;
}

export interface HostListener {
  message(message: unknown): void;
  /** Once, last of all. */
  exited(code: number): void;
}

/**
 * Starts the sync host as a utility process. Where the program is not packaged,
 * `WARDLINE_DESKTOP_SYNC_NODE` may name a Node to run it under instead, and what tests package has
 * one in its facts: the tests' Electron is older than the SQLite module.
 */
export function startHostProcess(
  script: string,
  facts: BuildFacts,
  listener: HostListener,
): HostProcess {
  const node = app.isPackaged
    ? facts.forTests?.syncNode
    : process.env['WARDLINE_DESKTOP_SYNC_NODE'];
  if (node === undefined) return startUtility(script, listener);
  // A plain Node sees no archive; beside it lies what is not packed into it.
  return startNode(node, script.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked'), listener);
}

function startUtility(script: string, listener: HostListener): HostProcess {
  const child = utilityProcess.fork(script, [], { serviceName: 'Wardline sync host' });
  child.on('message', (message: unknown) => {
    listener.message(message);
  });
  child.once('exit', (code) => {
    listener.exited(code);
  });
  return {
    post: (message) => {
      child.postMessage(message);
    },
    kill: () => {
      child.kill();
    },
  };
}

function startNode(node: string, script: string, listener: HostListener): HostProcess {
  const child = fork(script, [], { execPath: node, execArgv: [], serialization: 'advanced' });
  let ended = false;
  const end = (code: number): void => {
    if (ended) return;
    ended = true;
    listener.exited(code);
  };
  child.on('message', (message) => {
    listener.message(message);
  });
  child.once('error', () => {
    end(-1);
  });
  child.once('exit', (code) => {
    end(code ?? -1);
  });
  return {
    post: (message) => {
      if (child.connected) child.send(message as object);
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}
