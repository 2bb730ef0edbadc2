import type { Pasid } from '#contract';
import type { Draft } from '#declaration';
import type { State } from '../state/state.js';
import { releasePasid } from './pool.js';

/**
 * The one way in which an owner parts with a PASID; its own record does not name it any more. While
 * a slot is occupied at it a device may still use it, so the reference keeps it out of the pool,
 * charged and in nobody's hands, until the last such slot is empty. False: it was not allocated.
 */
export function letGo(draft: Draft<State>, pasid: Pasid): boolean {
  if (draft.pool.chargedTo[pasid] === undefined) return false;
  if (draft.topology.policy.freeAttached === 'at-once' || !isOccupiedAnywhere(draft, pasid)) {
    return releasePasid(draft, pasid);
  }
  draft.pool.letGo[pasid] = true;
  return true;
}

/** A slot has become empty: if it was the last one at a PASID that was let go, that is free now. */
export function returnIfLetGo(draft: Draft<State>, pasid: Pasid): void {
  if (draft.pool.letGo[pasid] === true && !isOccupiedAnywhere(draft, pasid)) {
    releasePasid(draft, pasid);
  }
}

/** Whether a slot of any group is occupied at the PASID, attached or draining. */
export function isOccupiedAnywhere({ groups }: State, pasid: Pasid): boolean {
  return groups.some(({ slots }) => slots[pasid] !== undefined);
}
