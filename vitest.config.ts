import { defineConfig } from 'vitest/config';

// Tests ask the doors of the folders, which lead to what the compiler made of the sources: Node reads
// that by itself in a third of the time that transforming them again in each worker takes. It is made
// anew before the first test, so no build can be stale.
export default defineConfig({
  test: {
    include: ['properties/**/*.test.ts'],
    globalSetup: './properties/setup/build.ts',
    server: { deps: { external: [/\/dist\/.*\.js$/] } },
    // Tests compute and never wait, so every core gets a worker.
    maxWorkers: '100%',
    testTimeout: 60_000,
  },
});
