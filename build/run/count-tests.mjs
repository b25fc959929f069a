// The last line of a CI run, from the reports that the tests left: `N passed, N failed`.
// node build/run/count-tests.mjs REPORT…   Plain JavaScript: it has to speak when all else failed.
import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} Report Vitest's JSON report, as far as we read it
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults
 */

const total = { passed: 0, failed: 0, skipped: 0 };
for (const path of process.argv.slice(2)) {
  // Tests that left no report did not come as far as that.
  if (existsSync(path)) add(reportIn(path));
  else total.failed += 1;
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);

/** @param {string} path */
function reportIn(path) {
  /** @type {unknown} */
  const report = JSON.parse(readFileSync(path, 'utf8'));
  return /** @type {Report} */ (report);
}

/** @param {Report} report */
function add(report) {
  // A file that fails before or beside its tests (an import, a hook) counts as one failure.
  const brokenFiles = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  total.passed += report.numPassedTests;
  total.failed += report.numFailedTests + brokenFiles.length;
  total.skipped += report.numPendingTests + report.numTodoTests;
}
