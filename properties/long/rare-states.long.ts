/**
 * Are the recorded rare states those that the searches find today? `npm test` asks the smallest scope.
 * Unnoticed otherwise: a machine that changed has shorter ways, or other states are rare in it.
 */
import { expect, test } from 'vitest';
import { ASKED, findRareStates, recordedRareStates } from '#harness';

test.each(Object.values(ASKED).flat())('in scope $name', (scope) => {
  const recorded = recordedRareStates().filter((rare) => rare.scope === scope.name);
  expect(findRareStates(scope)).toEqual(recorded);
});
