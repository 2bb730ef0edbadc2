import {
  claimOf,
  everything,
  type Found,
  type Path,
  runUnit,
  scopeText,
  shellWord,
  type Target,
  traceTable,
  unitOf,
  writeCounterexample,
} from '#harness';
import { invariants, type Scope, transitionInvariants, type WitnessId, witnesses } from '#model';
import type { Result } from './report.js';
import type { Terminal } from './terminal.js';

/** What bounds and directs one stretch of fuzzing. */
export interface Fuzzing {
  readonly target: Target;
  readonly seed: number;
  readonly path: Path;
  readonly scope: Scope | undefined;
  /** Exactly this many runs; the budget is then not looked at. */
  readonly runs: number | undefined;
  /** Seconds after which no new unit is started. */
  readonly budget: number;
  readonly corpus: string;
}

/** What was done until the end or the first failure. */
interface Totals {
  units: number;
  runs: number;
  steps: number;
  readonly reached: Set<WitnessId>;
  found?: { found: Found; scope: Scope; unit: number };
}

/** Fuzzes, records a counterexample if there is one, and says how it went. */
export async function fuzz(terminal: Terminal, fuzzing: Fuzzing): Promise<Result & { ms: number }> {
  const startedAt = terminal.now();
  const totals = runUnits(terminal, fuzzing, startedAt);
  terminal.progressDone();
  const ms = terminal.now() - startedAt;
  const missing = witnesses.filter(({ id }) => !totals.reached.has(id)).map(({ id }) => id);
  const { units, runs, steps, found } = totals;
  const json = {
    target: fuzzing.target.name,
    seed: fuzzing.seed,
    path: fuzzing.path,
    scope: fuzzing.scope?.name ?? 'all',
    units,
    runs,
    steps,
    witnesses: { reached: [...totals.reached].sort(), missing },
  };
  const summary = `${units} units, ${runs} runs, ${steps} steps, witnesses reached ${totals.reached.size} of ${witnesses.length}`;
  if (found !== undefined) return { ...(await violated(fuzzing, found, summary, json)), ms };
  if (missing.length === 0) {
    return { name: 'fuzz', verdict: 'holds', summary, details: [], json, ms };
  }
  return {
    name: 'fuzz',
    verdict: 'undecided',
    summary,
    details: vacuous(fuzzing, missing),
    json,
    ms,
  };
}

/** Which claims were checked in vain: their situation never arose, so the answer is not yes. */
function vacuous({ scope }: Fuzzing, missing: readonly WitnessId[]): string[] {
  const unreached = new Set<string>(missing);
  const idle = [...invariants, ...transitionInvariants]
    .filter(({ antecedent }) => unreached.has(antecedent))
    .map(({ id }) => id);
  const next =
    scope === undefined
      ? 'npx pasid-verify fuzz --budget 60 (more runs reach more)'
      : 'npx pasid-verify fuzz (all scopes reach more than one)';
  return [
    `never reached: ${missing.join(', ')}`,
    `so checked in vain: ${idle.length === 0 ? 'no claim' : idle.join(', ')}`,
    `Next: ${next}`,
  ];
}

function runUnits(terminal: Terminal, fuzzing: Fuzzing, startedAt: number): Totals {
  const totals: Totals = { units: 0, runs: 0, steps: 0, reached: new Set() };
  while (more(terminal, fuzzing, totals, startedAt)) {
    const whole = unitOf(totals.units, fuzzing.scope);
    const left = (fuzzing.runs ?? Number.POSITIVE_INFINITY) - totals.runs;
    const unit = { ...whole, runs: Math.min(whole.runs, left) };
    const checks = { target: fuzzing.target, checks: everything, path: fuzzing.path };
    const result = runUnit(unit, fuzzing.seed, checks);
    totals.units += 1;
    totals.runs += result.runs;
    totals.steps += result.steps;
    for (const id of result.reached) totals.reached.add(id);
    if (result.found !== undefined) {
      totals.found = { found: result.found, scope: unit.scope, unit: unit.number };
      return totals;
    }
  }
  return totals;
}

/** Whether another unit is due; draws the progress line on the way. */
function more(terminal: Terminal, fuzzing: Fuzzing, totals: Totals, startedAt: number): boolean {
  const seconds = (terminal.now() - startedAt) / 1000;
  const rate = seconds > 0 ? Math.round(totals.steps / seconds) : 0;
  const done = `fuzz: ${totals.runs} runs, ${totals.steps} steps, ${rate} steps/s, witnesses ${totals.reached.size}/${witnesses.length}`;
  if (fuzzing.runs !== undefined) {
    terminal.progress(`${done}, ${fuzzing.runs - totals.runs} runs left`);
    return totals.runs < fuzzing.runs;
  }
  terminal.progress(`${done}, ${Math.max(0, Math.ceil(fuzzing.budget - seconds))} s left`);
  return seconds < fuzzing.budget || totals.units === 0;
}

async function violated(
  fuzzing: Fuzzing,
  { found, scope, unit }: NonNullable<Totals['found']>,
  summary: string,
  json: Result['json'],
): Promise<Result> {
  const failure = found.run.failure!;
  const target = fuzzing.target.name;
  const file = await writeCounterexample(fuzzing.corpus, {
    target,
    scope,
    run: found.run,
    failure,
  });
  const steps = found.run.trace.length;
  const details = [
    '',
    `${failure.property} violated by ${target}, step ${steps} of ${steps}`,
    scopeText(scope),
    ...traceTable(found.run.trace, found.run.outcomes, failure),
    claimOf(failure.property),
    `Replay   npx pasid-verify replay ${shellWord(file)}`,
    `Shrunk from ${found.lengthFound} commands, not proven shortest. Found by seed ${fuzzing.seed}, unit ${unit}, run ${found.runNumber}.`,
    '',
  ];
  const violation = {
    property: failure.property,
    reason: failure.reason,
    steps,
    scope: scope.name,
  };
  const where = { unit, run: found.runNumber, counterexample: file };
  return {
    name: 'fuzz',
    verdict: 'violated',
    summary,
    details,
    json: { ...json, violation: { ...violation, ...where } },
  };
}
