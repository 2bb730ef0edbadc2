import fc from 'fast-check';
import type { Profile } from '#contract';
import { type Scope, scopes } from '#model';
import { runOfDraws } from './arbitraries.js';
import { type Run, runDraws, type Setting } from './run.js';
import { Seen } from './seen.js';
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
}

/** What one unit did and what it found. */
export interface UnitResult {
  readonly runs: number;
  readonly steps: number;
  readonly seen: Seen;
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

const SIZES: { readonly [name: string]: Pick<Unit, 'runs' | 'commandsMax'> } = {
  tiny: { runs: 200, commandsMax: 40 },
  pair: { runs: 200, commandsMax: 40 },
  vfio: { runs: 100, commandsMax: 80 },
  queue: { runs: 100, commandsMax: 80 },
  quota: { runs: 100, commandsMax: 80 },
  mediated: { runs: 100, commandsMax: 80 },
  driver: { runs: 150, commandsMax: 80 },
  guest: { runs: 150, commandsMax: 80 },
  contest: { runs: 150, commandsMax: 80 },
  'queue-ids': { runs: 100, commandsMax: 80 },
  'queue-files': { runs: 100, commandsMax: 80 },
  shares: { runs: 100, commandsMax: 80 },
  odd: { runs: 100, commandsMax: 80 },
  'one-guest': { runs: 100, commandsMax: 80 },
  'odd-kernel': { runs: 100, commandsMax: 80 },
  'two-drivers': { runs: 100, commandsMax: 80 },
  drivers: { runs: 100, commandsMax: 80 },
  families: { runs: 100, commandsMax: 80 },
  strangers: { runs: 100, commandsMax: 80 },
  neighbours: { runs: 100, commandsMax: 80 },
  whole: { runs: 150, commandsMax: 80 },
  small: { runs: 200, commandsMax: 100 },
  kernel: { runs: 200, commandsMax: 100 },
  medium: { runs: 40, commandsMax: 200 },
  large: { runs: 4, commandsMax: 400 },
};

/** The unit of this number: of all scopes, of those of one profile, or in one scope alone. */
export function unitOf(number: number, only?: Scope | Profile): Unit {
  const scope = typeof only === 'object' ? only : scheduled(number, only);
  return { number, scope, ...SIZES[scope.name]! };
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
  const property = fc.property(runOfDraws(unit.commandsMax), (drawn) => {
    const run = runDraws(settingOfUnit, drawn);
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
    run: onFailure === 'stop' ? failing : shrink(settingOfUnit, failing),
    runNumber: runs,
    lengthFound: failing.trace.length,
  };
  return { runs, steps, seen, found };
}

/** A seed for each unit, spread so that neighbouring units and seeds have nothing in common. */
function seedOf(seed: number, unit: number): number {
  const mixed = Math.imul(seed ^ Math.imul(unit + 1, 0x9e3779b1), 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) | 0;
}
