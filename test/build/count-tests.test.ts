import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardline-count-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Counts {
  passed?: number;
  failed?: number;
  pending?: number;
  todo?: number;
  files?: { status: string; assertionResults: { status: string }[] }[];
}

function report(name: string, { passed = 0, failed = 0, pending = 0, todo = 0, files }: Counts) {
  const path = join(folder, name);
  const content = {
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: todo,
    testResults: files ?? [],
  };
  writeFileSync(path, JSON.stringify(content));
  return path;
}

function lastLine(...reports: string[]): string {
  const script = 'build/run/count-tests.mjs';
  return execFileSync(process.execPath, [script, ...reports], { encoding: 'utf8' }).trimEnd();
}

it('adds up the reports', () => {
  expect(
    lastLine(report('a', { passed: 1_200, failed: 2 }), report('b', { passed: 1, failed: 1 })),
  ).toBe('1201 passed, 3 failed');
});

it('names what was skipped', () => {
  expect(lastLine(report('a', { passed: 4, pending: 2, todo: 1 }))).toBe(
    '4 passed, 0 failed, 3 skipped',
  );
});

it('counts a file that could not be loaded', () => {
  const files = [
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
  ];
  expect(lastLine(report('a', { passed: 1, failed: 1, files }))).toBe('1 passed, 2 failed');
});

it('counts a report that is not there', () => {
  expect(lastLine(join(folder, 'none'))).toBe('0 passed, 1 failed');
});
