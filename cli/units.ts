import type { Profile } from '#contract';
import {
  type Callers,
  everything,
  type Path,
  runUnit,
  targets,
  type Unit,
  type UnitResult,
  unitFor,
} from '#harness';
import { type Scope, scopes } from '#model';

/** Which unit is to run, all of it by name: objects with methods do not travel between threads. */
export interface UnitJob {
  readonly number: number;
  /** At most so many of its runs. */
  readonly runsMax: number;
  readonly target: string;
  readonly seed: number;
  readonly path: Path;
  /** The name of a scope or of a profile. */
  readonly within: string | undefined;
  readonly callers: Callers;
}

/** The unit that a job names. */
export function unitOfJob({ number, runsMax, within, path, ...job }: UnitJob): Unit {
  const scope = Object.values<Scope>(scopes).find(({ name }) => name === within);
  const target = targets.get(job.target)!;
  const unit = unitFor({ target, path }, number, scope ?? (within as Profile | undefined));
  return { ...unit, runs: Math.min(unit.runs, runsMax) };
}

/** Runs it in this thread; what it answers can travel. */
export function runJob(job: UnitJob): UnitResult {
  const { seed, path, callers } = job;
  const target = targets.get(job.target)!;
  return runUnit(unitOfJob(job), seed, { target, checks: everything, path, callers });
}
