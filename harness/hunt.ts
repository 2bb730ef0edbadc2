import { scopes } from '#model';
import type { Defect } from './defects/defect.js';
import { runUnit, type Unit, unitOf } from './fuzz.js';
import { only, type Property } from './lockstep.js';
import type { Run } from './run.js';
import type { Callers } from './target.js';

/** Whether one property, alone, noticed one defect. */
export interface Hunt {
  readonly defect: Defect;
  readonly property: Property;
  /** The failing run, shrunk if that was asked for; undefined if the property noticed nothing. */
  readonly run: Run | undefined;
  /** Runs made until then, or in all. */
  readonly runs: number;
}

// First the scopes of one front door each, whose short runs find what that door can show; then those
// where everybody meets. Where a property is not claimed under the reference, it is looked at as the
// kernel has it; where its situation takes a caller that breaks its contract, there is one.
const HUNTED = [
  { scope: scopes.queue, callers: 'lawful' },
  { scope: scopes.vfio, callers: 'lawful' },
  { scope: scopes.mediated, callers: 'lawful' },
  { scope: scopes.driver, callers: 'lawful' },
  { scope: scopes.guest, callers: 'lawful' },
  { scope: scopes.contest, callers: 'lawful' },
  { scope: scopes.small, callers: 'lawful' },
  { scope: scopes.kernel, callers: 'lawful' },
  { scope: scopes.small, callers: 'sloppy' },
  { scope: scopes.kernel, callers: 'sloppy' },
] as const;

// Short turns, because most defects show at once in one of the settings, and in the others never.
const RUNS_PER_TURN = 12;

/** The runs of this turn, and who calls in them: every defect is looked for in the same runs. */
export function turnOf(number: number): { readonly unit: Unit; readonly callers: Callers } {
  const { scope, callers } = HUNTED[number % HUNTED.length]!;
  return { unit: { ...unitOf(number, scope), runs: RUNS_PER_TURN, madeOf: 'draws' }, callers };
}

/** Turns after which a defect that was not found counts as missed. */
const TURNS_MAX = 300;

/**
 * Looks for a defect with this property alone: every other one is off. Where that leaves no
 * comparison on, the model only follows the implementation.
 */
export function hunt(
  defect: Defect,
  property: Property,
  seed: number,
  onFailure: 'shrink' | 'stop' = 'shrink',
): Hunt {
  const target = { name: `defect/${defect.name}`, create: defect.create };
  const setting = { target, checks: only(property), path: 'mutable' } as const;
  let runs = 0;
  for (let number = 0; number < TURNS_MAX; number += 1) {
    const { unit, callers } = turnOf(number);
    const result = runUnit(unit, seed, { ...setting, callers }, onFailure);
    runs += result.runs;
    const run = result.found?.run;
    if (run?.failure?.property === property) return { defect, property, run, runs };
  }
  return { defect, property, run: undefined, runs };
}
