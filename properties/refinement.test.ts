/**
 * Does the implementation refine the model? Answered by fast-check's model-based testing: random
 * commands, each resolved against the state it meets, with every check after every step. A mistake
 * that both sides share would go unnoticed here; recordings of real kernel code look for those.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boot,
  DrawnCommand,
  draws,
  everything,
  implementation,
  type Path,
  runDraws,
  runOfDraws,
  Session,
} from '#harness';
import { scopes, type WitnessId } from '#model';

const RUN = { seed: 20200914, runs: 150, commandsMax: 100, scope: scopes.small };

/** One property for both ways in which the model can step. */
function refinement(path: Path) {
  const setting = {
    scope: RUN.scope,
    target: implementation,
    checks: everything,
    path,
    reached: new Set<WitnessId>(),
  };
  const commands = fc.commands([draws().map((drawn) => new DrawnCommand(drawn))], {
    maxCommands: RUN.commandsMax,
    size: 'max',
  });
  return fc.property(commands, (run) => {
    fc.modelRun(() => {
      const real = boot(implementation, RUN.scope.topology);
      return { model: new Session(setting, real), real };
    }, run);
  });
}

describe('the implementation refines the model', () => {
  test('when the model steps immutably', () => {
    fc.assert(refinement('readable'), { seed: RUN.seed, numRuns: RUN.runs });
  });

  test('when the model steps on a private copy', () => {
    fc.assert(refinement('mutable'), { seed: RUN.seed, numRuns: RUN.runs });
  });
});

test('both ways of stepping tell the same story, run for run', () => {
  const story = (path: Path): readonly unknown[] => {
    const outcomes: unknown[] = [];
    const property = fc.property(runOfDraws(RUN.commandsMax), (drawn) => {
      const setting = {
        scope: RUN.scope,
        target: implementation,
        checks: everything,
        path,
        reached: new Set<WitnessId>(),
      };
      outcomes.push(runDraws(setting, drawn).outcomes);
    });
    fc.assert(property, { seed: RUN.seed, numRuns: RUN.runs });
    return outcomes;
  };
  expect(story('mutable')).toEqual(story('readable'));
});
