import { defineConfig } from 'vitest/config';

// Tests read the TypeScript sources ('source' in package.json imports), so no build can be stale.
export default defineConfig({
  ssr: { resolve: { conditions: ['source', 'node'] } },
  test: {
    include: ['properties/**/*.test.ts'],
    // Tests compute and never wait, so every core gets a worker.
    maxWorkers: '100%',
    testTimeout: 60_000,
  },
});
