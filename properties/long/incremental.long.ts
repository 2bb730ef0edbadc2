/**
 * Does incremental checking end every run of every seeded defect as full checking does: after the same
 * step, by the same property? `npm run test:long` asks all of them, with callers of both kinds, and
 * `npm test` a sample. Unnoticed otherwise: a check that is left out where only one defect would need it.
 */
import { describe, expect, test } from 'vitest';
import { targets } from '#harness';
import { scopes } from '#model';
import { storyOf } from '../run-story.js';

const RUN = { seed: 5, runs: 40 };

const seeded = [...targets.values()].filter(({ name }) => name.startsWith('defect/'));

describe.each([scopes.small, scopes.kernel])('in scope $name', (scope) => {
  test.each(seeded)('runs of $name tell the same story', (target) => {
    for (const callers of ['lawful', 'sloppy'] as const) {
      const told = { target, scope, callers, ...RUN };
      const full = storyOf({ ...told, path: 'mutable' });
      expect(storyOf({ ...told, path: 'incremental' })).toEqual(full);
    }
  });
});
