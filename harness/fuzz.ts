import fc from 'fast-check';
import type { Profile } from '#contract';
import { type Scope, scopes } from '#model';
import { type RunDraws, runOfDraws, runOfVariedDraws } from './arbitraries.js';
import { Learner } from './generation/learner.js';
import { madeInFull, type Run, runDraws, type Setting } from './run.js';
import { Seen, type Shown } from './seen.js';
import { shrink } from './shrink.js';
import { type WalkDraws, walks } from './walk/draws.js';
import { Walker } from './walk/walker.js';

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
   * What runs are made of: draws alone, which are the same for every target; draws and what earlier runs
   * of the unit have shown; or choices among all calls that the model has in a state.
   */
  readonly madeOf: 'draws' | 'learning' | 'walks';
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
  'five-groups': { runs: 25, commandsMax: 80 },
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
  return { number, scope, ...SIZES[scope.name]!, madeOf: 'learning' };
}

/**
 * The unit of this number for a target: every second one in a scope that is asked for by itself, and that
 * ends, is made of walks. Elsewhere too few units come back to a scope for what walks remember to be worth
 * anything; and the units between them are made as in endless scopes, so that no scope knows one kind of
 * runs alone.
 */
export function unitFor(
  { target: { lacks = [] }, path }: Pick<Setting, 'target' | 'path'>,
  number: number,
  only: Scope | Profile | undefined,
): Unit {
  const unit = unitOf(number, only);
  const isRemembered = typeof only === 'object' && only.isEndless === undefined;
  // Who asks for every check of every step in full is not given what is remembered.
  if (!isRemembered || path !== 'incremental' || lacks.length > 0) return unit;
  if (number % 2 === 0) return unit;
  const { runs, commandsMax } = unit;
  return {
    ...unit,
    runs: runs * WALKS_PER_RUN,
    commandsMax: commandsMax * STEPS_PER_COMMAND,
    madeOf: 'walks',
  };
}

// A step of a walk takes about a thirtieth of the time, once most of them were made before. Walks are longer,
// too, because to boot a target takes as long as some of their steps.
const WALKS_PER_RUN = 5;
const STEPS_PER_COMMAND = 8;

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
  const settingOfUnit = { ...setting, scope: unit.scope, seen: new Seen() };
  const made = unit.madeOf === 'walks' ? walked : drawn;
  const { runs, steps, failing } = made(unit, seed, settingOfUnit);
  const found = failing && {
    run: onFailure === 'stop' ? failing : shrunk(settingOfUnit, failing),
    runNumber: runs,
    lengthFound: failing.trace.length,
  };
  return { runs, steps, seen: settingOfUnit.seen.shown, found };
}

/** The runs of a unit up to the first that fails. */
interface Made {
  readonly runs: number;
  readonly steps: number;
  readonly failing: Run | undefined;
}

function drawn(unit: Unit, seed: number, setting: Setting): Made {
  let runs = 0;
  let steps = 0;
  let failing: Run | undefined;
  const learner = unit.madeOf === 'learning' ? new Learner(setting) : undefined;
  const draws = learner === undefined ? runOfDraws : runOfVariedDraws;
  const property = fc.property(draws(unit.commandsMax), (ofRun) => {
    const run = learner === undefined ? runDraws(setting, ofRun) : learner.run(ofRun);
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
  return { runs, steps, failing };
}

/** Every check follows each step of a walk: there is no walk of one property alone. */
function walked(unit: Unit, seed: number, { target, callers, scope, seen }: Setting): Made {
  const walker = Walker.of(scope, target, callers);
  let runs = 0;
  let steps = 0;
  let failing: Run | undefined;
  for (const ofRun of walksOf(unit, seed)) {
    const walk = walker.walk(ofRun);
    runs += 1;
    steps += walk.path.length;
    failing = walk.failing;
    if (failing !== undefined) break;
  }
  seen.add(walker.shown());
  return { runs, steps, failing };
}

/** What the walks of a unit are drawn from. */
export function walksOf({ number, runs, commandsMax }: Unit, seed: number): readonly WalkDraws[] {
  return fc.sample(walks(commandsMax), { seed: seedOf(seed, number), numRuns: runs });
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
