import type { Certificate } from '#checker';
import { certify } from './certify.js';
import { stepLines } from './expected/find.js';
import { runUnit, unitOf } from './fuzz.js';
import { everything } from './lockstep.js';
import { hasMachine, searchMachine } from './machine-search.js';
import type { Target } from './target.js';
import { targets } from './targets/index.js';
import { scopeText, traceTable } from './text.js';

/** How an edit of a kernel was found. */
export interface EditFound {
  /** What it breaks first. */
  readonly property: string;
  /** The shortest trace, if the search came to it, and where it was made. */
  readonly length: number;
  readonly lines: readonly string[];
  /** Absent where nothing can be proven. */
  readonly certificate?: Certificate;
}

/** What bounds a hunt. */
export interface EditBounds {
  readonly seed: number;
  readonly statesMax: number;
}

/** Units after which an edit that was not found counts as missed. */
const UNITS_MAX = 20;
const RUNS_PER_UNIT = 20;
/** After how many calls at most edited code is to differ from a small machine. */
const LENGTH_MAX = 8;

/** Looks for what an edited kernel breaks, by its name. Undefined: nothing was seen. */
export function huntEdit(name: string, bounds: EditBounds): EditFound | undefined {
  const target = targets.get(name);
  if (target !== undefined) return huntCore(target, bounds);
  return hasMachine(name) ? huntBeside(name, bounds.statesMax) : undefined;
}

/**
 * Random lawful calls in the scopes of the profile, every check on, then the search for the shortest
 * trace that breaks anything.
 */
function huntCore(target: Target, { seed, statesMax }: EditBounds): EditFound | undefined {
  const { profile } = target;
  const callers = 'lawful';
  const setting = { target, callers, checks: everything, path: 'mutable' } as const;
  for (let number = 0; number < UNITS_MAX; number += 1) {
    const unit = { ...unitOf(number, profile), runs: RUNS_PER_UNIT };
    const { found } = runUnit(unit, seed, setting);
    if (found === undefined) continue;
    const { scope } = unit;
    const {
      run,
      scope: home,
      certificate,
    } = certify({
      target,
      callers,
      profile,
      scope,
      run: found.run,
      statesMax,
    });
    const { trace, outcomes, failure } = run;
    return {
      property: failure!.property,
      length: trace.length,
      lines: [scopeText(home), ...traceTable(trace, outcomes, failure, home.topology)],
      ...(certificate === undefined ? {} : { certificate }),
    };
  }
  return undefined;
}

/** The least calls after which edited code is not where its small machine is. */
function huntBeside(
  name: Parameters<typeof searchMachine>[0],
  statesMax: number,
): EditFound | undefined {
  const { found, certificate } = searchMachine(name, { lengthMax: LENGTH_MAX, statesMax });
  if (found === undefined) return undefined;
  const { claim, reason, scope, steps } = found;
  const lines = [`scope ${scope}`, ...stepLines(steps, reason)];
  return { property: claim, length: steps.length, lines, certificate };
}
