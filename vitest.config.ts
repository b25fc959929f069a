import { defineConfig } from 'vitest/config';

// `npm test` runs this under the Node the project pins; the sources use what older ones lack.
const nodeMajor = Number(process.versions.node.split('.')[0]);
if (nodeMajor < 24) {
  throw new Error(`Tests run under Node 24, not ${process.versions.node}: use \`npm test\`.`);
}

const pure = [
  'test/contract/**/*.test.{ts,tsx}',
  'test/domain/**/*.test.{ts,tsx}',
  'test/sync/**/*.test.{ts,tsx}',
  'test/intake/**/*.test.{ts,tsx}',
  'test/build/**/*.test.{ts,tsx}',
  'test/renderer/**/*.test.{ts,tsx}',
];
const withDatabase = ['test/intake/**/*.db.test.ts'];
const browser = ['test/e2e/**/*.test.ts'];
const desktop = ['test/desktop/**/*.test.ts'];
const faults = ['test/faults/**/*.test.ts'];

const soak = process.env['WARDLINE_SOAK'] === '1';
const second = 1_000;
const minute = 60 * second;

// The groups run one after the other: a fault run beside a browser run on two cores would measure
// the machine, not Wardline.
export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: 'test-output/results.json' }]],
    teardownTimeout: 30 * second,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: pure,
          exclude: withDatabase,
          testTimeout: 20 * second,
          sequence: { groupOrder: 0 },
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          // Whatever no other project claims, so that no new folder of tests is left out unseen.
          name: 'gateway',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [
            ...pure.filter((glob) => !glob.startsWith('test/intake/')),
            'test/intake/**/!(*.db).test.ts',
            ...browser,
            ...desktop,
            ...faults,
          ],
          pool: 'forks',
          testTimeout: 30 * second,
          hookTimeout: minute,
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: browser,
          pool: 'forks',
          testTimeout: minute,
          hookTimeout: 2 * minute,
          sequence: { groupOrder: 2 },
          maxWorkers: 1,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'desktop',
          include: desktop,
          pool: 'forks',
          testTimeout: 3 * minute,
          hookTimeout: 3 * minute,
          sequence: { groupOrder: 3 },
          maxWorkers: 1,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: faults,
          pool: 'forks',
          testTimeout: soak ? 30 * minute : 5 * minute,
          hookTimeout: 2 * minute,
          sequence: { groupOrder: 4 },
          maxWorkers: 1,
          fileParallelism: false,
        },
      },
    ],
  },
});
