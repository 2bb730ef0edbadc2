import { type Property, properties } from '../lockstep.js';
import { only } from '../only.js';
import { type Run, runTrace } from '../run.js';
import { Seen } from '../seen.js';
import type { Target } from '../target.js';
import type { Recorded } from './block.js';

/**
 * What else a failing run breaks if nothing but that is asked, in reading order: who else would have
 * noticed. A check on the answers is `outcome`.
 */
export function alsoBroken(
  target: Target,
  { scope, callers, run }: Pick<Recorded, 'scope' | 'callers' | 'run'>,
): readonly Property[] {
  return properties.filter(
    (property) => property !== run.failure?.property && alone(property)?.failure !== undefined,
  );

  function alone(property: Property): Run | undefined {
    const checks = only(property);
    const setting = { target, scope, callers, checks, path: 'mutable', seen: new Seen() } as const;
    return runTrace(setting, run.trace);
  }
}
