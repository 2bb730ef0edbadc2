import type { Certificate } from '#checker';
import { grantedChargeFits, refusedChargeDoesNotFit } from '#model';
import { certify } from './certify.js';
import { claimOn } from './expected/bench.js';
import { breaking, stepLines } from './expected/find.js';
import { ledgerBench } from './expected/ledger-bench.js';
import { SUMS } from './expected/sums.js';
import { runUnit, unitOf } from './fuzz.js';
import { isMiscTarget, kernelLedger, type MiscTarget } from './kernel/misc-ledger.js';
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
/** Of calls of a ledger: two set it up, one shows it. */
const LENGTH_MAX = 3;

/** Looks for what an edited kernel breaks, by its name. Undefined: nothing was seen. */
export function huntEdit(name: string, bounds: EditBounds): EditFound | undefined {
  const target = targets.get(name);
  if (target !== undefined) return huntCore(target, bounds);
  return isMiscTarget(name) ? huntController(name) : undefined;
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

/** A ledger is no machine that runs could be drawn for: a few amounts are tried in every order. */
function huntController(name: MiscTarget): EditFound | undefined {
  const bench = () => ledgerBench(SUMS, () => kernelLedger(name, SUMS.topology));
  for (const claim of [grantedChargeFits, refusedChargeDoesNotFit]) {
    const within = { scope: SUMS.name, claim: claim.id, lengthMax: LENGTH_MAX };
    const found = breaking(() => claimOn(bench(), claim), within);
    if (found === undefined) continue;
    const { steps, violation, certificate } = found;
    const lines = [`scope ${SUMS.name}: ${SUMS.about}`, ...stepLines(steps, violation.reason)];
    return { property: claim.id, length: steps.length, lines, certificate };
  }
  return undefined;
}
