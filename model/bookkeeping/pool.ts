import { NO_USER, ROOT_CGROUP } from '#contract';
import type { Violation } from '#declaration';
import { isCharging } from '../allocator/quota.js';
import { forgetAll, isMarked, mark } from '../marks.js';
import { defineInvariant, everyProfile } from '../properties.js';
import { isOccupiedAnywhere } from '../relations/members.js';
import { findRecord, ownerNamed } from '../relations/records.js';
import type { State } from '../state/state.js';

/**
 * Relates the owners' records with the pool, in both directions, the pool with its own count, and
 * what was let go with the slots that keep it.
 */
export const pasidConservation = defineInvariant({
  id: 'pasid-conservation',
  claim:
    'Each PASID of 1 .. max is in exactly one class: held by the record of an owner; condemned, because its owner let it go and a slot is attached at it; draining, because only slots that drain are left at it; in quarantine, where the policy has one; or free. The pool counts all but the free ones, no more and no less.',
  why: 'An id the pool holds for nobody is lost until reboot; one it does not know it holds is handed out again under its owner.',
  kernel: 'iommu_alloc_global_pasid, iommu_free_global_pasid (6.12)',
  facts: ['I01', 'I07', 'I11', 'I62', 'L1', 'L2'],
  formula:
    'allocated = ⋃ₒ record(o) ⊎ letGo ⊆ 1 .. max; ∀ p ∈ letGo: ∃ g: slot(g, p) occupied, or p ∈ quarantine; allocatedCount = |allocated|',
  profiles: everyProfile,
  callers: 'lawful',
  antecedent: 'pool-exhausted',
  violation(state) {
    const { pool } = state;
    const end = idEnd(state);
    forgetAll();
    let stray = -1;
    const owner = findRecord(state, (pasid) => {
      const isKnown = pasid >= 1 && pasid < end && pool.chargedTo[pasid] !== undefined;
      if (!isKnown || pool.letGo[pasid] === true) {
        stray = pasid;
        return true;
      }
      mark(pasid);
      return false;
    });
    if (owner !== undefined) {
      return {
        reason: `pasid ${stray} is held by ${owner}, and the pool has it as ${pool.letGo[stray] === true ? 'let go' : 'free'}`,
        at: [owner],
      };
    }

    let allocated = 0;
    for (const key in pool.chargedTo) {
      allocated += 1;
      if (isMarked(Number(key))) continue;
      const isWaiting = pool.quarantine.some((pasid) => pasid === Number(key));
      const isKept = isWaiting || isOccupiedAnywhere(state, Number(key));
      if (pool.letGo[key] !== true || !isKept) return lost(key);
    }
    for (const key in pool.letGo) if (pool.chargedTo[key] === undefined) return lost(key);
    if (allocated === pool.allocatedCount) return undefined;
    return {
      reason: `the pool counts ${pool.allocatedCount} ids and ${allocated} are out`,
      at: ['pool'],
    };
  },
});

/** Falls when an allocation path forgets whom it works for, or a let-go id loses its payer. */
export const poolKnowsPayer = defineInvariant({
  id: 'pool-knows-payer',
  claim:
    'The pool knows for whom each allocated PASID was allocated, also after it was let go: a kernel driver’s for nobody, charged to the root; every other one for a user, charged to a cgroup of the tree; where no cgroups pay, for whom is all it knows.',
  why: 'An id that is nobody’s counts against nobody’s limit: one user takes the PASIDs of all.',
  kernel: 'none; the reference counts where it allocates (DESIGN 2.1): P5',
  facts: ['I56'],
  formula:
    'dom allocatedFor = allocated; ∀ p in the record of a driver: (chargedTo(p), allocatedFor(p)) = (root, nobody); ∀ p in another record: allocatedFor(p) ∈ users',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'two-owner-kinds-at-once',
  violation(state) {
    const { pool, topology } = state;
    for (const key in pool.chargedTo) {
      const user = pool.allocatedFor[key];
      const isUser = user !== undefined && user >= NO_USER && user <= topology.users;
      const isPaid = !isCharging(topology) || topology.cgroups[pool.chargedTo[key]!] !== undefined;
      if (isUser && isPaid) continue;
      return { reason: `nobody knows for whom pasid ${key} is out`, at: [`pasid ${key}`] };
    }
    for (const key in pool.allocatedFor) {
      if (pool.chargedTo[key] !== undefined) continue;
      return { reason: `pasid ${key} is free and has a user`, at: [`pasid ${key}`] };
    }
    let culprit: Violation | undefined;
    findRecord(state, (pasid, kind) => {
      const cgroup = pool.chargedTo[pasid];
      if (cgroup === undefined) return false;
      const isDrivers = kind === 'driver' || kind === 'system';
      const isForNobody = pool.allocatedFor[pasid] === NO_USER;
      const isRoot = !isCharging(topology) || cgroup === ROOT_CGROUP;
      if (isDrivers ? isForNobody && isRoot : !isForNobody) return false;
      culprit = {
        reason: `pasid ${pasid} is allocated for user ${pool.allocatedFor[pasid]}, charged to cg${cgroup}`,
        at: [ownerNamed(state, pasid) ?? 'pool', `pasid ${pasid}`],
      };
      return true;
    });
    return culprit;
  },
});

/** One more than the greatest id that any device of the topology can express. */
function idEnd({ topology }: State): number {
  let end = 1;
  for (const { maxPasids } of topology.devices) end = Math.max(end, maxPasids);
  return end;
}

const lost = (key: string): Violation => ({
  reason: `pasid ${key} is allocated, nobody owns it, and nothing keeps it`,
  at: [`pasid ${key}`],
});
