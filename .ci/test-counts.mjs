// Prints the counts of vitest's JSON report on one line: `N passed, N failed[, N skipped]`.
// Fails unless a test ran and none failed. A test file that broke before its tests could be
// counted is one failure: otherwise it would be missing from the line.
import { readFileSync } from 'node:fs';

const readFiles = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).testResults;
  } catch {
    return []; // No report: vitest never got that far.
  }
};

let passed = 0;
let failed = 0;
let skipped = 0;
for (const file of readFiles(process.argv[2])) {
  const statuses = file.assertionResults.map(({ status }) => status);
  const failures = statuses.filter((status) => status === 'failed').length;
  failed += failures === 0 && file.status === 'failed' ? 1 : failures;
  passed += statuses.filter((status) => status === 'passed').length;
  skipped += statuses.filter((status) => status !== 'passed' && status !== 'failed').length;
}

const tail = skipped === 0 ? '' : `, ${skipped} skipped`;
console.log(`${passed} passed, ${failed} failed${tail}`);
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;
