import { type Certified, certify } from './certify.js';
import { runUnit, unitOf } from './fuzz.js';
import { everything } from './lockstep.js';
import type { Target } from './target.js';

/** How an edit of a kernel was found: a run that fails, the shortest one if the search came to it. */
export interface EditFound extends Certified {
  /** Runs made until one failed. */
  readonly runs: number;
}

/** Units after which an edit that was not found counts as missed. */
const UNITS_MAX = 20;
const RUNS_PER_UNIT = 20;

/**
 * Looks for what an edit breaks with random lawful calls in the scopes of its profile, every check on,
 * then for the shortest trace that breaks anything. Undefined: nothing was seen.
 */
export function huntEdit(
  target: Target,
  { seed, statesMax }: { readonly seed: number; readonly statesMax: number },
): EditFound | undefined {
  const { profile } = target;
  const callers = 'lawful';
  const setting = { target, callers, checks: everything, path: 'mutable' } as const;
  let runs = 0;
  for (let number = 0; number < UNITS_MAX; number += 1) {
    const unit = { ...unitOf(number, profile), runs: RUNS_PER_UNIT };
    const result = runUnit(unit, seed, setting);
    runs += result.runs;
    if (result.found === undefined) continue;
    const { scope } = unit;
    const { run } = result.found;
    return { ...certify({ target, callers, profile, scope, run, statesMax }), runs };
  }
  return undefined;
}
