/**
 * Does the implementation refine the model? Answered by fast-check's model-based testing: random
 * commands, each resolved against the state it meets, with every check after every step. A mistake
 * that both sides share would go unnoticed here; recordings of real kernel code look for those.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boot,
  type Callers,
  DrawnCommand,
  draws,
  everything,
  implementation,
  type Path,
  runDraws,
  runOfDraws,
  Seen,
  Session,
} from '#harness';
import { type Scope, scopes } from '#model';

const RUN = { seed: 20200914, runs: 60, commandsMax: 100, scope: [scopes.small, scopes.kernel] };

/** What both kinds of run need to know. */
function settingOf(scope: Scope, path: Path, callers: Callers = 'lawful') {
  const seen = new Seen();
  return { scope, target: implementation, checks: everything, path, callers, seen } as const;
}

/** One property for both ways in which the model can step. */
function refinement(scope: Scope, path: Path, callers: Callers = 'lawful') {
  const commands = fc.commands([draws().map((drawn) => new DrawnCommand(drawn))], {
    maxCommands: RUN.commandsMax,
    size: 'max',
  });
  return fc.property(commands, (run) => {
    fc.modelRun(() => {
      const real = boot(implementation, scope.topology, callers);
      return { model: new Session(settingOf(scope, path, callers), real), real };
    }, run);
  });
}

describe.each(RUN.scope)('in scope $name the implementation refines the model', (scope) => {
  test.each(['readable', 'mutable'] as const)('whose step is %s', (path) => {
    fc.assert(refinement(scope, path), { seed: RUN.seed, numRuns: RUN.runs });
  });

  test('also for callers who break their contract', () => {
    fc.assert(refinement(scope, 'mutable', 'sloppy'), { seed: RUN.seed, numRuns: RUN.runs });
  });

  test('and both ways of stepping tell the same story, run for run', () => {
    const story = (path: Path): readonly unknown[] => {
      const outcomes: unknown[] = [];
      const property = fc.property(runOfDraws(RUN.commandsMax), (drawn) => {
        outcomes.push(runDraws(settingOf(scope, path), drawn).outcomes);
      });
      fc.assert(property, { seed: RUN.seed, numRuns: RUN.runs });
      return outcomes;
    };
    expect(story('mutable')).toEqual(story('readable'));
  });
});
