import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { availableParallelism } from 'node:os';

/** A process of the bench that is asked one thing at a time over its IPC channel. */
export interface Player<Ask, Answer> {
  readonly pid: number;
  /** @throws Error when the process ends, or answers with an error */
  ask(question: Ask, withinMs?: number): Promise<Answer>;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a script of this folder in a process of its own. The caller stops it. */
export function cast<Ask, Answer>(script: string, core: number | null): Player<Ask, Answer> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  running.add(child);
  if (core !== null) pin(child.pid ?? 0, core);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running.delete(child);
      resolve();
    });
  });
  return {
    pid: child.pid ?? 0,
    ask: (question, withinMs = 120_000) =>
      new Promise<Answer>((resolve, reject) => {
        const timer = setTimeout(() => {
          done(() => reject(new Error(`${script}: no answer within ${withinMs} ms`)));
        }, withinMs);
        const done = (end: () => void): void => {
          clearTimeout(timer);
          child.off('message', onMessage);
          child.off('exit', onExit);
          end();
        };
        const onMessage = (message: { answer?: Answer; error?: string }): void => {
          done(() => {
            if (message.error === undefined) resolve(message.answer as Answer);
            else reject(new Error(`${script}: ${message.error}`));
          });
        };
        const onExit = (): void => {
          done(() => reject(new Error(`${script} has ended`)));
        };
        child.on('message', onMessage);
        child.on('exit', onExit);
        child.send(question as object);
      }),
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** What a script of this folder does with what it is asked. */
export function play<Ask, Answer>(answer: (question: Ask) => Promise<Answer>): void {
  process.on('message', (question: Ask) => {
    answer(question).then(
      (given) => process.send?.({ answer: given }),
      (error: unknown) =>
        process.send?.({ error: error instanceof Error ? (error.stack ?? '') : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
}

/** Keeps a process, with all its threads, on one core, where the system has the means. */
export function pin(pid: number, core: number): void {
  if (core >= availableParallelism()) return;
  try {
    execFileSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' });
  } catch {
    // Not everywhere; the table says nothing of cores then.
  }
}
