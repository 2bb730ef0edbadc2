import { scopes } from '#model';
import type { Defect } from './defects/defect.js';
import { runUnit, unitOf } from './fuzz.js';
import { only, type Property } from './lockstep.js';
import type { Run } from './run.js';

/** Whether one property, alone, noticed one defect. */
export interface Hunt {
  readonly defect: Defect;
  readonly property: Property;
  /** The shrunk failing run; undefined if the property noticed nothing. */
  readonly run: Run | undefined;
  /** Runs made until then, or in all. */
  readonly runs: number;
}

/** Units after which a defect that was not found counts as missed. */
const UNITS_MAX = 25;

/**
 * Looks for a defect with this property alone: every other one is off. Where that leaves no
 * comparison on, the model only follows the implementation.
 */
export function hunt(defect: Defect, property: Property, seed: number): Hunt {
  const target = { name: `defect/${defect.name}`, create: defect.create };
  const setting = { target, checks: only(property), path: 'mutable' } as const;
  let runs = 0;
  for (let number = 0; number < UNITS_MAX; number += 1) {
    const result = runUnit(unitOf(number, scopes.small), seed, setting);
    runs += result.runs;
    if (result.found !== undefined) return { defect, property, run: result.found.run, runs };
  }
  return { defect, property, run: undefined, runs };
}
