// The last line of a CI run, from the report that the tests left: `N passed, N failed`.
// node build/run/count-tests.ts REPORT
import { readFileSync } from 'node:fs';

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

const report = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Report;
// A file that fails before or beside its tests (an import, a hook) counts as one failure.
const brokenFiles = report.testResults.filter(
  (file) =>
    file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
).length;
const failed = report.numFailedTests + brokenFiles;
const skipped = report.numPendingTests + report.numTodoTests;
console.log(
  `${String(report.numPassedTests)} passed, ${String(failed)} failed` +
    (skipped > 0 ? `, ${String(skipped)} skipped` : ''),
);
