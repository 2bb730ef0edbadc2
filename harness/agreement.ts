import type { BrokenClaim } from '#checker';
import type { PasidDriver } from '#contract';
import type { State } from '#model';
import { abstraction } from './abstraction.js';
import { untoldGroup } from './mismatch.js';
import { sameState } from './same-state.js';
import type { System } from './target.js';

/** That the two sides differ, as what a search of both finds. */
export function disagreement(reason: string): BrokenClaim {
  return { claim: 'agreement', violation: { reason, at: [] } };
}

/** Why a system, as it is looked at, is not in a state of the model; nothing if it is. */
export function differenceFrom(model: State, system: System): string | undefined {
  return untoldGroup(system, model) ?? stateDifference(model, system);
}

function stateDifference(model: State, system: System): string | undefined {
  try {
    return sameState(model, abstraction(system)) ? undefined : 'the states differ';
  } catch (error) {
    return `the target threw ${String(error)} when it was looked at`;
  }
}

/** The snapshot of what runs; undefined where it cannot be written down. */
export function snapshotOf(driver: PasidDriver): Uint8Array | undefined {
  try {
    return driver.snapshot();
  } catch {
    return undefined;
  }
}

/** Whether two snapshots are equal. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
