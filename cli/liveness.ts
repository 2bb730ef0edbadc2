import writeFileAtomic from 'write-file-atomic';
import { decideLiveness, type LivenessVerdict, runOf } from '#checker';
import {
  type GraphSystem,
  graphSystem,
  type LivenessClaim,
  livenessIn,
  type ModelFault,
  numbersText,
  type RefutingRun,
  runItf,
  runLines,
} from '#harness';
import type { Scope } from '#model';
import { advance, baseOf, type Exploring, searchOf, stopped, timed } from './exploring.js';
import type { Result } from './report.js';
import type { Terminal } from './terminal.js';

/** How claims about runs are decided. */
export interface Deciding extends Exploring {
  /** A copy of the machine with a fault, in place of the machine. */
  readonly fault?: ModelFault;
  /** Where the first run that refutes a claim is written as an ITF trace. */
  readonly itf?: string;
}

/** The search of a scope, and what was decided of each claim if it came to its end. */
export interface DecidedScope {
  readonly searched: Result;
  readonly claims: readonly DecidedClaim[];
}

/** A claim about runs, with what came of it in a scope. */
export interface DecidedClaim {
  readonly claim: LivenessClaim;
  readonly verdict: LivenessVerdict;
  readonly result: Result;
}

/** Searches a scope, keeping its graph, and decides on that the claims about runs. */
export async function decideScope(
  terminal: Terminal,
  scope: Scope,
  options: Deciding,
): Promise<DecidedScope> {
  const startedAt = terminal.now();
  const system = graphSystem(scope, options.fault?.machine);
  const search = searchOf(system, options, { keepsGraph: true });
  const name = `scope ${scope.name}`;
  await advance(terminal, { name, startedAt }, search);
  const report = search.report();
  const fault = options.fault === undefined ? {} : { fault: options.fault.name };
  const json = { scope: scope.name, profile: scope.profile, claims: 'liveness', ...fault };
  const base = baseOf({ name, json }, report);
  if (!report.complete) return { searched: stopped(report, options, base), claims: [] };

  const claims = livenessIn(scope);
  const verdicts = decideLiveness(system, search, claims);
  const searched: Result = { ...base, verdict: 'holds', details: [] };
  const ms = terminal.now() - startedAt;
  return {
    searched: options.timing === true ? timed(searched, ms) : searched,
    claims: claims.map((claim, at) => {
      const verdict = verdicts[at]!;
      return { claim, verdict, result: resultOf(scope, system, claim, verdict) };
    }),
  };
}

/** The same as a list of results; the first run that refutes a claim is written where that is asked. */
export async function exploreLiveness(
  terminal: Terminal,
  scope: Scope,
  options: Deciding,
): Promise<readonly Result[]> {
  const { searched, claims } = await decideScope(terminal, scope, options);
  const refuted = claims.find(({ verdict }) => verdict.missed !== undefined);
  if (options.itf !== undefined && refuted !== undefined) {
    const { claim, verdict } = refuted;
    const run = runOf(graphSystem(scope, options.fault?.machine), claim, verdict.missed!);
    const itf = runItf(scope, claim, verdict.missed!.subject, run);
    await writeFileAtomic(options.itf, `${JSON.stringify(itf, null, 1)}\n`);
  }
  return [searched, ...claims.map(({ result }) => result)];
}

function resultOf(
  scope: Scope,
  system: GraphSystem,
  claim: LivenessClaim,
  { missed, claim: _, verdict, ...numbers }: LivenessVerdict,
): Result {
  const { id, mode, fairness, antecedent } = claim;
  const text = numbersText(claim, numbers);
  const base = {
    name: `liveness ${id}`,
    details: [],
    json: { claim: id, mode, fairness, antecedent, ...numbers },
  };
  if (missed !== undefined) {
    const run = runOf(system, claim, missed);
    return {
      ...base,
      verdict: 'violated',
      summary: `of ${claim.nameOf(missed.subject)} by a run of ${run.steps.length} steps; ${text}`,
      details: [...runLines(scope, claim, missed.subject, run), claim.claim],
      json: { ...base.json, missed: runJson(claim.nameOf(missed.subject), run) },
    };
  }
  if (verdict === 'undecided') {
    const summary = `${numbers.cut} of ${numbers.waiting} waiting states lead beyond the bounds; ${text}`;
    return { ...base, verdict, summary };
  }
  if (!numbers.isReached) {
    const summary = `nothing is said where ${antecedent} is never reached`;
    return { ...base, verdict: 'skipped', summary };
  }
  return { ...base, verdict, summary: text };
}

function runJson(subject: string, { steps, dueAfter, loop }: RefutingRun): object {
  const trace = steps.map(({ action, input, outcome }) => ({ action, input, outcome }));
  return { subject, trace, dueAfter, ...(loop === undefined ? {} : { loop }) };
}
