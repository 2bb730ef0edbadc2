import fc from 'fast-check';
import type { Profile } from '#contract';
import { type Scope, scopes } from '#model';
import { type RunDraws, runOfDraws, runOfVariedDraws } from './arbitraries.js';
import { Learner } from './generation/learner.js';
import { madeInFull, type Run, runDraws, type Setting } from './run.js';
import { Seen, type Shown } from './seen.js';
import { shrink } from './shrink.js';

/**
 * One unit of fuzzing: a fixed number of runs, given by its number alone. A budget only decides how
 * many whole units run, so the units that did run gave the same answers everywhere.
 */
export interface Unit {
  readonly number: number;
  readonly scope: Scope;
  readonly runs: number;
  readonly commandsMax: number;
  /**
   * Whether runs may begin with what earlier ones of the unit have shown. Then they depend on the
   * target; else every target is given the same.
   */
  readonly isLearning: boolean;
}

/** What one unit did and what it found. */
export interface UnitResult {
  readonly runs: number;
  readonly steps: number;
  readonly seen: Shown;
  readonly found: Found | undefined;
}

/** A failing run, shrunk, and where it came from. */
export interface Found {
  readonly run: Run;
  /** The number of the run within its unit, counted from 1. */
  readonly runNumber: number;
  /** Commands of the run in which the failure was first seen. */
  readonly lengthFound: number;
}

// Small scopes meet the interesting situations most often; the others ask what only size can show.
const FIRST_HALF = ['small', 'kernel', 'guest', 'driver', 'contest', 'queue', 'medium'] as const;
const SECOND_HALF = ['small', 'vfio', 'mediated', 'kernel', 'guest', 'tiny', 'pair'] as const;
const LAST = ['small', 'medium', 'large'] as const;
const SCHEDULE = [...FIRST_HALF, ...SECOND_HALF, ...LAST] as const;

// Few runs each, so that all scopes have had their turn soon: most defects show in one or two of them,
// and there at once.
const SIZES: { readonly [name: string]: Pick<Unit, 'runs' | 'commandsMax'> } = {
  tiny: { runs: 50, commandsMax: 40 },
  pair: { runs: 50, commandsMax: 40 },
  vfio: { runs: 25, commandsMax: 80 },
  queue: { runs: 25, commandsMax: 80 },
  quota: { runs: 25, commandsMax: 80 },
  mediated: { runs: 25, commandsMax: 80 },
  driver: { runs: 37, commandsMax: 80 },
  guest: { runs: 37, commandsMax: 80 },
  contest: { runs: 37, commandsMax: 80 },
  'queue-ids': { runs: 25, commandsMax: 80 },
  'queue-files': { runs: 25, commandsMax: 80 },
  shares: { runs: 25, commandsMax: 80 },
  odd: { runs: 25, commandsMax: 80 },
  'one-guest': { runs: 25, commandsMax: 80 },
  'odd-kernel': { runs: 25, commandsMax: 80 },
  'two-drivers': { runs: 25, commandsMax: 80 },
  'four-groups': { runs: 25, commandsMax: 80 },
  drivers: { runs: 25, commandsMax: 80 },
  families: { runs: 25, commandsMax: 80 },
  strangers: { runs: 25, commandsMax: 80 },
  neighbours: { runs: 25, commandsMax: 80 },
  uneven: { runs: 25, commandsMax: 80 },
  whole: { runs: 37, commandsMax: 80 },
  small: { runs: 50, commandsMax: 100 },
  kernel: { runs: 50, commandsMax: 100 },
  medium: { runs: 10, commandsMax: 200 },
  large: { runs: 2, commandsMax: 400 },
};

/** The unit of this number: of all scopes, of those of one profile, or in one scope alone. */
export function unitOf(number: number, only?: Scope | Profile): Unit {
  const scope = typeof only === 'object' ? only : scheduled(number, only);
  return { number, scope, ...SIZES[scope.name]!, isLearning: true };
}

function scheduled(number: number, profile: Profile | undefined): Scope {
  const turns = SCHEDULE.map((name) => scopes[name]).filter(
    (scope) => profile === undefined || scope.profile === profile,
  );
  return turns[number % turns.length]!;
}

/** Runs one unit; the first failing run ends it and is shrunk, unless it is enough that it is there. */
export function runUnit(
  unit: Unit,
  seed: number,
  setting: Omit<Setting, 'scope' | 'seen'>,
  onFailure: 'shrink' | 'stop' = 'shrink',
): UnitResult {
  const seen = new Seen();
  const settingOfUnit = { ...setting, scope: unit.scope, seen };
  let runs = 0;
  let steps = 0;
  let failing: Run | undefined;
  const learner = unit.isLearning ? new Learner(settingOfUnit) : undefined;
  const draws = learner === undefined ? runOfDraws : runOfVariedDraws;
  const property = fc.property(draws(unit.commandsMax), (drawn) => {
    const run = learner === undefined ? runDraws(settingOfUnit, drawn) : learner.run(drawn);
    runs += 1;
    steps += run.trace.length;
    if (run.failure !== undefined) failing = run;
    return run.failure === undefined;
  });
  // What fast-check would make smaller are draws, which mean other commands as soon as one is gone.
  const { failed, errorInstance } = fc.check(property, {
    seed: seedOf(seed, unit.number),
    numRuns: unit.runs,
    endOnFailure: true,
  });
  // Nothing in here throws but by mistake: an exception is no verdict on the target.
  if (failed && failing === undefined) throw errorInstance;
  const found = failing && {
    run: onFailure === 'stop' ? failing : shrunk(settingOfUnit, failing),
    runNumber: runs,
    lengthFound: failing.trace.length,
  };
  return { runs, steps, seen: seen.shown, found };
}

/** The failing run made smaller, every check of every try in full. */
function shrunk(setting: Setting, failing: Run): Run {
  if (setting.path !== 'incremental') return shrink(setting, failing);
  return shrink({ ...setting, path: 'mutable' }, madeInFull(setting, failing));
}

/** The draws of each run of a unit that does not learn: those, in order, that `runUnit` makes runs of. */
export function drawsOf({ number, runs, commandsMax }: Unit, seed: number): readonly RunDraws[] {
  return fc.sample(runOfDraws(commandsMax), { seed: seedOf(seed, number), numRuns: runs });
}

/** A seed for each unit, spread so that neighbouring units and seeds have nothing in common. */
function seedOf(seed: number, unit: number): number {
  const mixed = Math.imul(seed ^ Math.imul(unit + 1, 0x9e3779b1), 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) | 0;
}
