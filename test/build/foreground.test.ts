import { describe, expect, it } from 'vitest';
import { startProcess, type TestProcess } from '../support/child-process.ts';
import { until } from '../support/until.ts';

const module = new URL('../../build/run/foreground.mjs', import.meta.url).href;

/** A process that runs `script` in its foreground, as build/run.mjs does. */
function inForeground(script: string, options = '{}'): string[] {
  const outer = `
    const { runInForeground } = await import('${module}');
    const args = ['-e', ${JSON.stringify(script)}];
    process.exitCode = await runInForeground(process.execPath, args, ${options});`;
  return ['--input-type=module', '-e', outer];
}

function start(args: string[]): TestProcess {
  return startProcess({ command: process.execPath, args });
}

const untilStopped = `
  process.on('SIGTERM', () => { console.log('told to stop'); process.exit(7); });
  setInterval(() => {}, 1e6);
  console.log('up', process.pid);`;

describe('runInForeground', () => {
  it('gives the exit code of the program', async () => {
    expect((await start(inForeground('process.exit(69)')).exited).code).toBe(69);
  });

  it('gives 128 + n for a program that signal n ended', async () => {
    const script = `process.kill(process.pid, 'SIGKILL')`;
    expect((await start(inForeground(script)).exited).code).toBe(128 + 9);
  });

  it('passes SIGTERM on and waits for the program to end', async () => {
    const outer = start(inForeground(untilStopped));
    await until(() => outer.stdout().includes('up'));
    expect(await outer.signal('SIGTERM')).toEqual({ code: 7, signal: null });
    expect(outer.stdout()).toContain('told to stop');
  });

  it('says which program could not be started', async () => {
    const script = `
      const { runInForeground } = await import('${module}');
      process.exitCode = await runInForeground('/nowhere/program', []);`;
    const outer = start(['--input-type=module', '-e', script]);
    expect((await outer.exited).code).toBe(69);
    expect(outer.stderr()).toContain('/nowhere/program');
  });

  // What `npm start` comes to when somebody stops npm: its shell is gone, we are not told.
  it('stops the program when the parent is gone, where asked to', async () => {
    const args = inForeground(untilStopped, '{ endWithParent: true }');
    const quoted = args.map((arg) => `'${arg.replaceAll(`'`, `'\\''`)}'`).join(' ');
    const shell = startProcess({
      command: 'sh',
      args: ['-c', `'${process.execPath}' ${quoted}; true`],
    });
    await until(() => shell.stdout().includes('up'));
    // The pipes close, and `exited` with them, when the last process that holds them has ended.
    await shell.signal('SIGKILL');
    expect(shell.stdout()).toContain('told to stop');
  });
});
