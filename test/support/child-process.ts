import { type ChildProcess, spawn } from 'node:child_process';

export interface ChildSpec {
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A process of a test: its output so far, its end, and the ways to bring that about. */
export interface TestProcess {
  pid: number;
  /** Standard output and standard error as they came, mixed. */
  logs(): string;
  stdout(): string;
  stderr(): string;
  exited: Promise<Exit>;
  hasExited(): boolean;
  /** Sends `signal` and waits for the end. */
  signal(signal: NodeJS.Signals): Promise<Exit>;
  /** SIGTERM, after `graceMs` SIGKILL; waits for the end. A process already gone is fine. */
  stop(graceMs?: number): Promise<Exit>;
}

const running = new Set<ChildProcess>();
// A test that fails half-way must not leave servers behind when its worker ends.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a process without a shell and without a terminal. Who starts it stops it. */
export function startProcess(spec: ChildSpec): TestProcess {
  const child = spawn(spec.command, spec.args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(spec.env ? { env: spec.env } : {}),
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
  });
  running.add(child);
  const output = { all: '', stdout: '', stderr: '' };
  collect(child, output);

  let exit: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    child.once('error', (error) => {
      output.all += `\n${error.message}\n`;
      output.stderr += `\n${error.message}\n`;
      exit = { code: null, signal: null };
      running.delete(child);
      resolve(exit);
    });
    child.once('close', (code, signal) => {
      exit = { code, signal };
      running.delete(child);
      resolve(exit);
    });
  });

  const send = (signal: NodeJS.Signals): Promise<Exit> => {
    if (!exit) child.kill(signal);
    return exited;
  };
  return {
    pid: child.pid ?? -1,
    logs: () => output.all,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    exited,
    hasExited: () => exit !== undefined,
    signal: send,
    stop: async (graceMs = 15_000) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      try {
        return await send('SIGTERM');
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function collect(
  child: ChildProcess,
  output: { all: string; stdout: string; stderr: string },
): void {
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8');
    child[stream]?.on('data', (chunk: string) => {
      output[stream] += chunk;
      output.all += chunk;
    });
  }
}
