import type { Scope } from '#model';

/** Where more processes than this may live, nothing that costs what is alive is done at every step. */
const PROCESSES_MAX = 64;

/** Whether a scope is one of thousands of things. */
export function isVast({ topology }: Scope): boolean {
  return topology.processes > PROCESSES_MAX;
}

/** A look at this many things costs a small part of what a step costs. */
const THINGS_PER_STEP = 32;

/**
 * Steps from one look at the whole system to the next, on the incremental path: in a vast scope as many
 * more as there may be things, so that looks cost each step the same whatever the scope. In between
 * answers are compared, every one of them, and what groups were told.
 *
 * What is found then may have been there for some steps, so the run is made again with a look after each
 * of them, and that run is the answer: it fails where, and as what, it would have failed without this.
 * A run that ends without a failure was equal to the model at its end. Given up, and only in vast scopes, is
 * what went wrong between two looks and was put right without a wrong answer: also a removal in the wrong
 * order, and a fault that the system did not run into. Smaller scopes are there for these.
 */
export function stepsPerLook(scope: Scope): number {
  if (!isVast(scope)) return 1;
  const { processes, mms, files, svaHandles } = scope.topology;
  return Math.ceil((processes + mms + files + svaHandles) / THINGS_PER_STEP);
}
