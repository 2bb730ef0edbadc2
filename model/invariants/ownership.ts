import { FIRST_GLOBAL_PASID, NO_PASID } from '#contract';
import type { Violation } from '#declaration';
import { forgetAll, isMarked, mark } from '../marks.js';
import { defineInvariant, everyProfile } from '../properties.js';
import { expressibleEnd } from '../relations/members.js';
import { findRecord, ownersNamed } from '../relations/records.js';
import { targetOf } from '../relations/targets.js';
import { pasidOf, type State } from '../state/state.js';

/** Read from the owners' records alone: what the pool believes has no say in who owns what. */
export const singleOwner = defineInvariant({
  id: 'single-owner',
  claim: 'Each PASID is named by the record of at most one owner.',
  why: 'With two owners, a device that serves one of them reads and writes the memory of the other.',
  kernel: 'iommu_alloc_global_pasid (6.12)',
  facts: ['I01'],
  formula:
    '∀ p ∈ 1 .. max: |{o ∈ mms ∪ drivers ∪ system PASIDs ∪ /dev/sva files ∪ mdevs : p ∈ record(o)}| ≤ 1',
  profiles: everyProfile,
  callers: 'lawful',
  antecedent: 'two-owner-kinds-at-once',
  violation(state) {
    let twice = -1;
    forgetAll();
    const owner = findRecord(state, (pasid) => {
      if (isMarked(pasid)) {
        twice = pasid;
        return true;
      }
      mark(pasid);
      return false;
    });
    if (owner === undefined) return undefined;
    return { reason: `pasid ${twice} has two owners`, at: ownersNamed(state, twice) };
  },
});

/**
 * Falls when a bind on a second device gives a second PASID, or a slot is entered that no record
 * names.
 */
export const onePasidPerMm = defineInvariant({
  id: 'one-pasid-per-mm',
  claim: 'A live address space is attached at its one PASID, in every group.',
  why: 'A process hands one PASID to all devices; under a second one a device keeps access that nobody takes away.',
  kernel: 'iommu_alloc_mm_data (6.12)',
  facts: ['I02', 'I06'],
  formula: '∀ g, p: slot(g, p) → mm m and m live imply p = pasid(m)',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'mm-on-two-devices',
  violation(state) {
    for (let group = 0; group < state.groups.length; group++) {
      const { slots } = state.groups[group]!;
      for (const key in slots) {
        const target = state.svaDomains[slots[key]!.domain];
        // A freed domain or a dropped address space has no PASID; slot-pasid-live speaks of it.
        if (target === undefined || state.mms[target.mm]?.phase !== 'live') continue;
        if (pasidOf(state, target.mm) === Number(key)) continue;
        return {
          reason: `mm${target.mm} is attached at pasid ${key}, and its record names ${pasidOf(state, target.mm)}`,
          at: [`g${group}`, `mm${target.mm}`],
        };
      }
    }
    return undefined;
  },
});

/**
 * Falls when a process exit frees the PASID of an address space that a device still has a slot for,
 * or an id returns to the pool while a slot is attached or drains at it.
 */
export const slotPasidLive = defineInvariant({
  id: 'slot-pasid-live',
  claim:
    'While a slot leads to an address space, its PASID is allocated and the address space is not dropped; under the reference every occupied slot, be it draining, has an allocated PASID.',
  why: 'The freed PASID goes to another process, and the device serves it with the page table of the old one.',
  kernel: 'iommu_sva_domain_alloc takes mmgrab, __mmdrop frees the id (6.12)',
  facts: ['I12', 'I41', 'I48', 'I62'],
  formula:
    '∀ g, p: slot(g, p) → mm m implies p ∈ allocated and m live; attachBy = holder and slot(g, p) occupied imply p ∈ allocated',
  profiles: everyProfile,
  callers: 'lawful',
  antecedent: 'exit-while-bound',
  violation(state) {
    const isForAll = state.topology.policy.attachBy === 'holder';
    for (let group = 0; group < state.groups.length; group++) {
      const { slots } = state.groups[group]!;
      for (const key in slots) {
        const { domain } = slots[key]!;
        const isSva = targetOf(state, domain) === 'mm';
        if (!isSva && !isForAll) continue;
        if (state.pool.chargedTo[Number(key)] === undefined) {
          return { reason: `pasid ${key} is occupied and not allocated`, at: [`g${group}`] };
        }
        if (!isSva || isTargetLive(state, domain)) continue;
        return {
          reason: `pasid ${key} leads to domain ${domain}, whose address space is dropped`,
          at: [`g${group}`, `domain ${domain}`],
        };
      }
    }
    return undefined;
  },
});

/** Falls when a device is given a PASID that only a device with a wider range can express. */
export const pasidInRange = defineInvariant({
  id: 'pasid-in-range',
  claim:
    'A slot is occupied only at a PASID that every capable member of the group can express, never at 0, and drivers and mediated devices hold only PASIDs that their device can express.',
  why: 'The driver would index its PASID table past the end, or replace what DMA without a PASID reaches.',
  kernel: 'iommu_attach_device_pasid, iommu_alloc_global_pasid (6.12)',
  facts: ['I03', 'I04', 'I05', 'I08'],
  formula:
    '∀ g, p, d ∈ g plugged: slot(g, p) occupied and maxPasids(d) > 0 imply 1 ≤ p < maxPasids(d); ∀ d: record(d) ∪ system(d) ∪ ⋃ mdevs(d) ⊆ 1 .. maxPasids(d) − 1',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'bind-refused-by-member',
  violation(state) {
    const { topology, groups, mdevs } = state;
    for (let group = 0; group < groups.length; group++) {
      const end = expressibleEnd(state, group);
      for (const key in groups[group]!.slots) {
        if (Number(key) >= FIRST_GLOBAL_PASID && Number(key) < end) continue;
        return {
          reason: `pasid ${key} is attached where only 1 .. ${end - 1} can be`,
          at: [`g${group}`],
        };
      }
    }
    let culprit: Violation | undefined;
    findRecord(state, (pasid, kind, owner) => {
      if (kind === 'mm' || kind === 'dev-sva' || kind === 'vfio') return false;
      const part = mdevs[owner];
      const device = kind !== 'mdev' ? owner : part?.phase === 'created' ? part.device : -1;
      const maxPasids = topology.devices[device]?.maxPasids ?? 0;
      if (pasid >= FIRST_GLOBAL_PASID && pasid < maxPasids) return false;
      culprit = {
        reason: `pasid ${pasid} is held for a device that cannot express it`,
        at: [kind === 'mdev' ? `mdev${owner}` : `dev${owner}`],
      };
      return true;
    });
    return culprit;
  },
});

/** Falls when a driver leaves, or its device does, and takes only half of what it enabled along. */
export const systemPasidAttached = defineInvariant({
  id: 'system-pasid-attached',
  claim:
    'A device has a system PASID only while a kernel driver is bound to it, and it leads to the memory of the kernel in the group of the device.',
  why: 'Nobody disables the system PASID of a driver that is gone: the device keeps its way into the memory of the kernel.',
  kernel: 'idxd_enable_system_pasid, idxd_disable_system_pasid (6.12)',
  facts: ['I36', 'L6'],
  formula:
    '∀ d: system(d) = p ≠ 0 implies bound(d) and slot(group(d), p) → kernel domain of group(d)',
  profiles: ['reference'],
  callers: 'lawful',
  antecedent: 'system-pasid-enabled',
  violation(state) {
    const { drivers, topology, groups } = state;
    for (let device = 0; device < drivers.length; device++) {
      const { isBound, systemPasid } = drivers[device]!;
      if (systemPasid === NO_PASID) continue;
      const slot = groups[topology.devices[device]?.group ?? -1]?.slots[systemPasid];
      const isThere = slot?.phase === 'attached' && targetOf(state, slot.domain) === 'kernel';
      if (isBound && isThere) continue;
      return {
        reason: isBound
          ? `system pasid ${systemPasid} of dev${device} does not lead to the kernel's memory`
          : `dev${device} has system pasid ${systemPasid} and no driver`,
        at: [`dev${device}`],
      };
    }
    return undefined;
  },
});

function isTargetLive({ svaDomains, mms }: State, domain: number): boolean {
  const target = svaDomains[domain];
  return target !== undefined && mms[target.mm]?.phase === 'live';
}
