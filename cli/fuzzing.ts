import type { Profile } from '#contract';
import {
  boot,
  type Callers,
  type Certified,
  type Found,
  isClaimed,
  type Path,
  Seen,
  type Target,
  type ToCertify,
  type UnitResult,
} from '#harness';
import { invariants, type Scope, transitionInvariants, type WitnessId, witnesses } from '#model';
import { certified, recorded } from './certifying.js';
import { lanesOf, runJobs } from './lanes.js';
import { Progress } from './progress.js';
import type { Result } from './report.js';
import type { Terminal } from './terminal.js';
import { type UnitJob, unitOfJob } from './units.js';

/** What bounds and directs one stretch of fuzzing. */
export interface Fuzzing {
  readonly target: Target;
  readonly seed: number;
  readonly path: Path;
  /** All runs in one scope, or in the scopes of one profile. */
  readonly within: Scope | Profile | undefined;
  readonly callers: Callers;
  /** Exactly this many runs; the budget is then not looked at. */
  readonly runs: number | undefined;
  /** Seconds after which no new unit is started. */
  readonly budget: number;
  /** Units that run at the same time, each in a thread of its own. */
  readonly workers: number;
  readonly corpus: string;
  /** The most product states that the search for the shortest trace comes to. */
  readonly states: number;
  /** What earlier runs have shown: a witness that they reached need not be reached again. */
  readonly before?: Seen;
}

/** What was done until the end or the first failure. */
interface Totals {
  units: number;
  runs: number;
  steps: number;
  readonly seen: Seen;
  /** The profiles of the scopes that ran. */
  readonly profiles: Set<Profile>;
  found?: { found: Found; scope: Scope; unit: number };
}

/** How a stretch of fuzzing went, and what it has shown. */
export interface Fuzzed {
  readonly result: Result;
  readonly ms: number;
  readonly seen: Seen;
  /** The profiles of the scopes that ran. */
  readonly profiles: ReadonlySet<Profile>;
}

/** Fuzzes, records a counterexample if there is one, and says how it went. */
export async function fuzz(terminal: Terminal, fuzzing: Fuzzing): Promise<Fuzzed> {
  const startedAt = terminal.now();
  const totals = await runUnits(terminal, fuzzing, startedAt);
  terminal.progressDone();
  const ms = terminal.now() - startedAt;
  const { seen, profiles } = totals;
  return { result: await resultOf(terminal, fuzzing, totals), ms, seen, profiles };
}

async function resultOf(terminal: Terminal, fuzzing: Fuzzing, totals: Totals): Promise<Result> {
  const due = witnessesDue(fuzzing, totals);
  const missing = due.filter((id) => !totals.seen.witnesses.has(id));
  const { units, runs, steps, found } = totals;
  const name = fuzzing.callers === 'sloppy' ? 'fuzz --sloppy' : 'fuzz';
  const json = {
    target: fuzzing.target.name,
    seed: fuzzing.seed,
    within: nameOf(fuzzing.within),
    callers: fuzzing.callers,
    units,
    runs,
    steps,
    witnesses: { reached: [...totals.seen.witnesses].sort(), missing },
  };
  const reached = `witnesses reached ${due.length - missing.length} of ${due.length}`;
  const summary = `${units} units, ${runs} runs, ${steps} steps, ${reached}`;
  if (found !== undefined) {
    const least = await certified(terminal, toCertify(fuzzing, found));
    return violated(fuzzing, found, least, { name, summary, json });
  }
  const vain = missing.length > 0;
  const details = vain ? vacuous(fuzzing, totals, missing) : [];
  return { name, verdict: vain ? 'undecided' : 'holds', summary, details, json };
}

/** The witnesses that runs of these profiles and callers ought to reach. */
function witnessesDue({ callers }: Fuzzing, { profiles }: Totals): WitnessId[] {
  return witnesses
    .filter((witness) => [...profiles].some((profile) => witness.profiles.includes(profile)))
    .filter((witness) => callers === 'sloppy' || witness.callers === undefined)
    .map(({ id }) => id);
}

function nameOf(within: Fuzzing['within']): string {
  return typeof within === 'object' ? within.name : (within ?? 'all');
}

/** Which claims were checked in vain: their situation never arose, so the answer is not yes. */
function vacuous(
  { within, callers, target }: Fuzzing,
  { profiles }: Totals,
  missing: readonly WitnessId[],
): string[] {
  const unreached = new Set<string>(missing);
  const idle = [...invariants, ...transitionInvariants]
    .filter((claim) => [...profiles].some((profile) => isClaimed(claim, profile, callers)))
    .filter(({ antecedent }) => unreached.has(antecedent))
    .map(({ id }) => id);
  const same = `--target ${target.name}${callers === 'sloppy' ? ' --sloppy' : ''}`;
  const next =
    within === undefined
      ? `npx pasid-verify fuzz ${same} --budget 60 (more runs reach more)`
      : `npx pasid-verify fuzz ${same} (all scopes reach more than ${nameOf(within)})`;
  return [
    `never reached: ${missing.join(', ')}`,
    `so checked in vain: ${idle.length === 0 ? 'no claim' : idle.join(', ')}`,
    `Next: ${next}`,
  ];
}

/** Runs units until the end or the first failure; the totals are of those up to it. */
async function runUnits(terminal: Terminal, fuzzing: Fuzzing, startedAt: number): Promise<Totals> {
  const { target, seed, path, callers, workers } = fuzzing;
  const within = fuzzing.within === undefined ? undefined : nameOf(fuzzing.within);
  const job = { target: target.name, seed, path, callers, within };
  // Where the target cannot run here, this thread says so: an error of another has lost its kind.
  boot(target, unitOfJob({ ...job, number: 0, runsMax: 1 }).scope.topology, callers);
  const begun: UnitJob[] = [];
  const progress = new Progress(terminal, fuzzing, startedAt);
  const results = await runJobs(
    {
      next() {
        const runsMax = (fuzzing.runs ?? Number.POSITIVE_INFINITY) - progress.runsBegun;
        if (!progress.isMoreDue) return undefined;
        const next = { ...job, number: begun.length, runsMax };
        progress.begin(unitOfJob(next).runs);
        begun.push(next);
        return next;
      },
      ended: (result) => progress.end(result),
    },
    lanesOf(workers),
  );
  return totalsOf(fuzzing, begun, results);
}

function totalsOf(
  { before }: Fuzzing,
  begun: readonly UnitJob[],
  results: readonly UnitResult[],
): Totals {
  const totals: Totals = { units: 0, runs: 0, steps: 0, seen: new Seen(), profiles: new Set() };
  if (before !== undefined) totals.seen.add(before.shown);
  for (const [place, { runs, steps, seen, found }] of results.entries()) {
    const { scope, number } = unitOfJob(begun[place]!);
    totals.profiles.add(scope.profile);
    totals.units += 1;
    totals.runs += runs;
    totals.steps += steps;
    totals.seen.add(seen);
    if (found !== undefined) totals.found = { found, scope, unit: number };
  }
  return totals;
}

/** The failing run that was found, to be certified in the profiles that were fuzzed. */
function toCertify(
  { target, callers, within, states }: Fuzzing,
  { found, scope }: NonNullable<Totals['found']>,
): ToCertify {
  const profile = typeof within === 'object' ? within.profile : within;
  return { target, callers, profile, scope, run: found.run, statesMax: states };
}

async function violated(
  { target, callers, corpus, seed }: Fuzzing,
  { found, unit, scope }: NonNullable<Totals['found']>,
  least: Certified,
  { name, summary, json }: Pick<Result, 'name' | 'summary' | 'json'>,
): Promise<Result> {
  const written = await recorded({ target, callers, corpus }, least);
  const { lengthFound, runNumber } = found;
  const details = [
    '',
    ...written.lines,
    `Found in ${lengthFound} commands of scope ${scope.name} as ${found.run.failure!.property}, by seed ${seed}, unit ${unit}, run ${runNumber}.`,
    '',
  ];
  const where = { unit, run: runNumber, foundIn: scope.name };
  const violation = { ...written.json, ...where };
  return { name, verdict: 'violated', summary, details, json: { ...json, violation } };
}
