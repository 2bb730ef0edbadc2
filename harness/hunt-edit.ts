import {
  type BrokenClaim,
  type Certificate,
  MachinePair,
  ShortestSearch,
  systemOfPair,
} from '#checker';
import { LEDGER_SCOPES, misc } from '#model';
import { certify } from './certify.js';
import { stepLines } from './expected/find.js';
import { answerText, callText } from './expected/machine-bench.js';
import { runUnit, unitOf } from './fuzz.js';
import { kernelMisc } from './kernel/misc-counterpart.js';
import { isMiscTarget, type MiscTarget } from './kernel/misc-ledger.js';
import { everything } from './lockstep.js';
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
/** In which scopes the controller of 6.12 is compared with its machine, and after how many calls at most. */
const CONTROLLER_SCOPES = ['misc-tree', 'misc-any-callers', 'misc-great-amounts'] as const;
const LENGTH_MAX = 8;

/** Looks for what an edited kernel breaks, by its name. Undefined: nothing was seen. */
export function huntEdit(name: string, bounds: EditBounds): EditFound | undefined {
  const target = targets.get(name);
  if (target !== undefined) return huntCore(target, bounds);
  return isMiscTarget(name) ? huntController(name, bounds) : undefined;
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

/** The least calls after which the edited controller is not where its machine is. */
function huntController(name: MiscTarget, { statesMax }: EditBounds): EditFound | undefined {
  const ladder = CONTROLLER_SCOPES.map((scope) => {
    const pair = new MachinePair(
      misc,
      LEDGER_SCOPES[scope],
      kernelMisc(name, LEDGER_SCOPES[scope]),
    );
    return { scope, pair, system: systemOfPair(pair, 0) };
  });
  const search = new ShortestSearch<BrokenClaim>(ladder, { lengthMax: LENGTH_MAX, statesMax });
  while (search.advance(Number.MAX_SAFE_INTEGER));
  const { found, certificate } = search;
  if (found === undefined) return undefined;
  const { scope, pair } = ladder[found.rung]!;
  const steps = pair.replayed(found.broken.path).map(({ action, outcome }) => ({
    call: callText(action),
    answer: answerText(outcome),
  }));
  const { claim, violation } = found.broken.finding;
  const lines = [`scope ${scope}`, ...stepLines(steps, violation.reason)];
  return { property: claim, length: steps.length, lines, certificate };
}
