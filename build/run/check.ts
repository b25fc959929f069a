import { spawn } from 'node:child_process';
import { glob } from 'node:fs/promises';
import { projectRoot } from './install.mjs';

interface Step {
  name: string;
  /** Arguments for Node. */
  command: string[];
}

const format: Step = {
  name: 'format',
  command: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
};
const lint: Step = {
  name: 'lint',
  command: ['node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.'],
};

/** Format, lint and types of everything. */
export async function check(): Promise<boolean> {
  return runSteps([lint, ...(await typeSteps()), format]);
}

/** Types of every room. */
export async function checkTypes(): Promise<boolean> {
  return runSteps(await typeSteps());
}

/** The compiler takes a room without a source file for an error; here it is just an empty room. */
async function typeSteps(): Promise<Step[]> {
  const steps: Step[] = [];
  for (const room of ['test', 'server', 'src-renderer', 'src-main', 'src-shared']) {
    const sources = glob(`${room}/**/*.{ts,tsx}`, { cwd: projectRoot });
    if ((await sources[Symbol.asyncIterator]().next()).done) continue;
    steps.push(typeStep(room, `${room}/tsconfig.json`));
  }
  return [...steps, typeStep('build', 'tsconfig.json')];
}

function typeStep(room: string, project: string): Step {
  const pretty = ['--pretty', process.stdout.isTTY ? 'true' : 'false'];
  const incremental = ['--incremental', '--tsBuildInfoFile', `.cache/types/${room}.tsbuildinfo`];
  return {
    name: `types ${room}`,
    command: ['node_modules/typescript/bin/tsc', '-p', project, ...pretty, ...incremental],
  };
}

/** Two at a time, because the compiler takes a core and up to a gigabyte each. */
async function runSteps(steps: Step[]): Promise<boolean> {
  const queue = [...steps];
  let passed = true;
  const worker = async (): Promise<void> => {
    for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
      passed = (await runStep(step)) && passed;
    }
  };
  await Promise.all([worker(), worker()]);
  return passed;
}

function runStep({ name, command }: Step): Promise<boolean> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : process.env,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    }
    child.once('error', (error) => (output += error.message));
    child.once('close', (code) => {
      const seconds = ((performance.now() - started) / 1_000).toFixed(1);
      if (code !== 0) console.log(output.trimEnd());
      console.log(`${code === 0 ? 'passed' : 'FAILED'}  ${name}  (${seconds} s)`);
      resolve(code === 0);
    });
  });
}
