import { NO_CGROUP, type Pasid } from '#contract';
import type { Draft } from '#declaration';
import { QUARANTINED_IDS } from '../policy/parts.js';
import type { State } from '../state/state.js';
import { releasePasid } from './pool.js';
import { uncharge } from './quota.js';

/**
 * The one way in which an owner parts with a PASID; its own record does not name it any more. While
 * a slot is occupied at it a device may still use it, so the reference keeps it out of the pool,
 * charged and in nobody's hands, until the last such slot is empty. False: it was not allocated.
 */
export function letGo(draft: Draft<State>, pasid: Pasid): boolean {
  const { pool, topology } = draft;
  const cgroup = pool.chargedTo[pasid];
  if (cgroup === undefined || pool.quarantine.includes(pasid)) return false;
  if (!isKept(draft, pasid)) return comeBack(draft, pasid);

  pool.letGo[pasid] = true;
  if (topology.policy.unchargeAt === 'free') {
    uncharge(draft, cgroup);
    pool.chargedTo[pasid] = NO_CGROUP;
  }
  return true;
}

/** A slot was emptied, or drains: what kept a PASID that was let go may keep it no longer. */
export function returnIfLetGo(draft: Draft<State>, pasid: Pasid): void {
  const { letGo: left, quarantine } = draft.pool;
  if (left[pasid] !== true || quarantine.includes(pasid)) return;
  if (!isKept(draft, pasid)) comeBack(draft, pasid);
}

/** Whether a slot of any group is occupied at the PASID, attached or draining. */
export function isOccupiedAnywhere({ groups }: State, pasid: Pasid): boolean {
  return groups.some(({ slots }) => slots[pasid] !== undefined);
}

/** Whether some slot keeps a PASID that nobody holds out of the pool. */
function isKept({ topology, groups }: State, pasid: Pasid): boolean {
  const { freeAttached, reuse } = topology.policy;
  return groups.some(({ slots }) => {
    const slot = slots[pasid];
    if (slot === undefined) return false;
    return slot.phase === 'attached' ? freeAttached === 'condemn' : reuse !== 'immediate';
  });
}

/** Nothing keeps the PASID any more; only under quarantine it waits for as many others. */
function comeBack(draft: Draft<State>, pasid: Pasid): boolean {
  if (draft.topology.policy.reuse !== 'after-quarantine') return releasePasid(draft, pasid);

  const { letGo: left, quarantine } = draft.pool;
  left[pasid] = true;
  quarantine.push(pasid);
  if (quarantine.length > QUARANTINED_IDS) releasePasid(draft, quarantine.shift()!);
  return true;
}
