import fc from 'fast-check';
import type { Pair } from '#declaration';

/** Commands of a run at most, as many as `fc.commands` takes without being told. */
const COMMANDS_MAX = 10;
const RUNS_MAX = 10_000;

/**
 * A failing sequence of a pair, found by random runs from a seed and shrunk as far as fast-check
 * shrinks; undefined if no run fails. Each draw means one of the commands that can be given where it
 * is met, so it stays meaningful wherever shrinking moves it.
 */
export function findFailing(pair: Pair<unknown>, seed: number): readonly number[] | undefined {
  let smallest: readonly number[] | undefined;
  const property = fc.property(fc.array(fc.nat(), { maxLength: COMMANDS_MAX }), (draws) => {
    const failing = failingPrefix(pair, draws);
    if (failing !== undefined) smallest = failing;
    return failing === undefined;
  });
  fc.check(property, { seed, numRuns: RUNS_MAX });
  return smallest;
}

/** The commands that the draws mean, up to the one that fails. */
function failingPrefix(
  pair: Pair<unknown>,
  draws: readonly number[],
): readonly number[] | undefined {
  const given: number[] = [];
  pair.reset();
  for (const draw of draws) {
    const commands = pair.commands();
    const command = commands[draw % commands.length]!;
    given.push(command);
    if (pair.give(command) !== undefined) return given;
  }
  return undefined;
}
