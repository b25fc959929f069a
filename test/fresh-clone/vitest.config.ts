import { defineConfig } from 'vitest/config';

// Apart from the other tests, because it fetches all dependencies and takes minutes:
// `npm run test:fresh`, which continuous integration runs as well.
export default defineConfig({
  test: {
    name: 'fresh-clone',
    include: ['test/fresh-clone/**/*.fresh.ts'],
    reporters: ['default', ['json', { outputFile: 'test-output/fresh-clone.json' }]],
    pool: 'forks',
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
});
