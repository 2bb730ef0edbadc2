import usual from './vitest.config.js';

// What takes minutes: asked after a change of the machine, and before a release.
export default {
  ...usual,
  test: { ...usual.test, include: ['properties/long/*.long.ts'], testTimeout: 1_200_000 },
};
