import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @type {NodeJS.Signals[]} */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const parentCheckMs = 250;

/**
 * Runs a program with our own standard streams, passes the signals we get on to it, and waits for
 * its end. Gives its exit code, 128 + n when signal n ended it.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, endWithParent?: boolean }} [options]
 *   `endWithParent`: stop the program (SIGTERM) when the process that started us is gone
 * @returns {Promise<number>}
 */
export function runInForeground(command, args, { endWithParent = false, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    let toldToStop = false;
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      toldToStop = true;
      // Ctrl-C at a terminal reaches every process of the group by itself: once is enough.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    for (const signal of forwarded) process.on(signal, forward);
    const stopWatching = endWithParent
      ? onParentGone(() => {
          // A second signal would tell a gateway to drop its clients instead of sending them away.
          if (!toldToStop) child.kill('SIGTERM');
        })
      : () => undefined;
    /** @param {number} code */
    const end = (code) => {
      for (const signal of forwarded) process.off(signal, forward);
      stopWatching();
      resolve(code);
    };
    child.once('error', (error) => {
      console.error(`${command}: ${error.message}`);
      end(69);
    });
    child.once('exit', (code, signal) => {
      end(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/**
 * Calls back once when our parent has ended; the system then gives us another one. (Windows does
 * not, and there this does nothing.)
 * @param {() => void} callback
 * @returns {() => void} stops watching
 */
export function onParentGone(callback) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, parentCheckMs);
  return () => {
    clearInterval(timer);
  };
}
