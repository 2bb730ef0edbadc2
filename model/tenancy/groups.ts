import { NO_OWNER } from '#contract';
import { defineInvariant, everyProfile } from '../properties.js';
import { groupByTopology } from '../relations/members.js';
import { fileBehind, targetName, targetOf } from '../relations/targets.js';
import type { State } from '../state/state.js';

/** Falls when a claim or a release does only half of what it is for. */
export const ownerExclusive = defineInvariant({
  id: 'owner-exclusive',
  claim:
    'A group is under the blocking domain exactly while somebody in user space owns it, counted at least once; drivers of the kernel use it only under its default domain, under which it also is while nobody uses it, once it has one.',
  why: 'A driver of the kernel and a virtual machine would reach each other’s memory through one group.',
  kernel: 'iommu_group_claim_dma_owner, iommu_device_use_default_domain (6.12)',
  facts: ['I34', 'I37'],
  formula:
    '∀ g: owner(g) ≠ nobody ⇔ domain(g) = blocking; owner(g) ≠ nobody ⇒ count(g) > 0; count(g) > 0 and owner(g) = nobody ⇒ domain(g) = default; owner(g) = nobody ⇒ (domain(g) = default ⇔ hasDefault(g))',
  profiles: everyProfile,
  callers: 'lawful',
  antecedent: 'probe-busy',
  violation({ groups }) {
    for (let at = 0; at < groups.length; at++) {
      const { owner, ownerCount, domain } = groups[at]!;
      const isOwned = owner !== NO_OWNER;
      if (isOwned !== (domain === 'blocking')) {
        return {
          reason: `g${at} has ${isOwned ? `owner${owner}` : 'no owner'} and is under its ${domain} domain`,
          at: [`g${at}`],
        };
      }
      if (isOwned && ownerCount <= 0) {
        return { reason: `g${at} has owner${owner} and a count of ${ownerCount}`, at: [`g${at}`] };
      }
      if (!isOwned && ownerCount > 0 && domain !== 'default') {
        return { reason: `drivers use g${at}, which has no default domain`, at: [`g${at}`] };
      }
      const { hasDefaultDomain, hasBlockingDomain } = groups[at]!;
      const isThere = isOwned ? hasBlockingDomain : hasDefaultDomain === (domain === 'default');
      if (!isThere) return { reason: `g${at} is not under what it has`, at: [`g${at}`] };
    }
    return undefined;
  },
});

/** Falls when a slot is attached for one user in a group that another user, or the kernel, has. */
export const claimedGroupServesClaimant = defineInvariant({
  id: 'claimed-group-serves-claimant',
  claim:
    'In a group that user space claimed, every attached slot leads to an address space of a VFIO file of the user who claimed it, and such a file has attached slots nowhere else.',
  why: 'The devices of one group are one device to the hardware: a second user, or a driver of the kernel, would reach the memory of the first.',
  kernel: 'iommu_device_claim_dma_owner, iommufd_device_bind (6.12)',
  facts: ['I34', 'I38'],
  formula:
    '∀ g, p attached: owner(g) ≠ nobody ⇔ slot(g, p) → a VFIO file f; and then owner(g) = user(f) and group(device(f)) = g',
  profiles: ['reference'],
  callers: 'lawful',
  antecedent: 'vfio-attached',
  violation(state) {
    const { groups, topology } = state;
    for (let at = 0; at < groups.length; at++) {
      const { owner, slots } = groups[at]!;
      for (const key in slots) {
        const { phase, domain } = slots[key]!;
        if (phase !== 'attached') continue;
        const file = vfioFileBehind(state, domain);
        const isRight =
          file === undefined
            ? owner === NO_OWNER
            : owner === topology.owners + file.user && groupByTopology(state, file.device) === at;
        if (isRight) continue;
        return {
          reason: `g${at} is claimed by ${owner === NO_OWNER ? 'nobody' : `owner${owner}`}, and pasid ${key} leads to ${targetName(state, domain)}`,
          at: [`g${at}`, `pasid ${key}`],
        };
      }
    }
    return undefined;
  },
});

/** Falls when a driver is counted twice, or stays counted after it left. */
export const ownerCountBounded = defineInvariant({
  id: 'owner-count-bounded',
  claim:
    'Without an owner in user space, a group counts at most one driver for each of its devices.',
  why: 'A driver that left stays counted, and user space can never claim the group again.',
  kernel: 'iommu_device_use_default_domain, iommu_device_unuse_default_domain (6.12)',
  facts: ['I36', 'L7'],
  formula: '∀ g: owner(g) = nobody implies 0 ≤ count(g) ≤ |members(g)|',
  // The reference notes which drivers are bound, and says how many there are to the one.
  profiles: ['linux-6.12'],
  callers: 'lawful',
  antecedent: 'group-fully-driven',
  violation({ topology, groups }) {
    for (let at = 0; at < groups.length; at++) {
      const { owner, ownerCount } = groups[at]!;
      if (owner !== NO_OWNER) continue;
      let members = 0;
      for (const device of topology.devices) if (device.group === at) members += 1;
      if (ownerCount >= 0 && ownerCount <= members) continue;
      return {
        reason: `g${at} has ${members} devices and counts ${ownerCount} drivers`,
        at: [`g${at}`],
      };
    }
    return undefined;
  },
});

/** Falls when a probe, a removal or an unplug forgets the count, or a claim overlooks a driver. */
export const driverCountEqualsBound = defineInvariant({
  id: 'driver-count-equals-bound',
  claim:
    'A group without an owner in user space counts exactly the kernel drivers that are bound to its devices, and in a group with one no driver is bound.',
  why: 'A driver that is not counted works on while a virtual machine claims its device; one that is counted and gone keeps the group from everybody.',
  kernel: 'iommu_device_use_default_domain, iommu_device_unuse_default_domain (6.12)',
  facts: ['I34', 'I36', 'I37', 'L7'],
  formula: '∀ g: count(g) · [owner(g) = nobody] = |{d ∈ g : bound(d)}|',
  profiles: ['reference'],
  callers: 'lawful',
  antecedent: 'group-fully-driven',
  violation({ topology, groups, drivers }) {
    for (let at = 0; at < groups.length; at++) {
      const { owner, ownerCount } = groups[at]!;
      let bound = 0;
      for (let device = 0; device < drivers.length; device++) {
        if (topology.devices[device]?.group === at && drivers[device]!.isBound) bound += 1;
      }
      if (bound === (owner === NO_OWNER ? ownerCount : 0)) continue;
      return {
        reason: `g${at} has owner ${owner}, counts ${ownerCount}, and ${bound} drivers are bound in it`,
        at: [`g${at}`],
      };
    }
    return undefined;
  },
});

/** Falls when a file is closed and its claim is not given back, or is given back twice. */
export const claimsEqualVfioFiles = defineInvariant({
  id: 'claims-equal-vfio-files',
  claim:
    'A group that VFIO claimed for a user counts exactly the open VFIO files of its devices, and all of them are of that user.',
  why: 'With a claim too few the kernel drives devices that a virtual machine still has; with one too many it never gets them back.',
  kernel: 'iommu_device_claim_dma_owner, iommu_device_release_dma_owner (6.12)',
  facts: ['I34', 'I36', 'L7'],
  formula:
    '∀ g: {f open VFIO file : group(device(f)) = g} = files of owner(g), and owner(g) a user implies count(g) of them',
  profiles: ['reference'],
  callers: 'lawful',
  antecedent: 'vfio-claims-counted',
  violation(state) {
    const { groups, files, topology } = state;
    for (let at = 0; at < groups.length; at++) {
      const { owner, ownerCount } = groups[at]!;
      let open = 0;
      for (const key in files) {
        const file = files[key]!;
        if (file.kind !== 'vfio' || groupByTopology(state, file.device) !== at) continue;
        open += 1;
        if (owner === topology.owners + file.user) continue;
        return {
          reason: `f${key} is open in g${at}, which another has`,
          at: [`f${key}`, `g${at}`],
        };
      }
      if (owner <= topology.owners || open === ownerCount) continue;
      return { reason: `g${at} counts ${ownerCount} claims for ${open} files`, at: [`g${at}`] };
    }
    return undefined;
  },
});

function vfioFileBehind(state: State, domain: number) {
  if (targetOf(state, domain) !== 'file') return undefined;
  const file = state.files[fileBehind(state, domain)];
  return file?.kind === 'vfio' ? file : undefined;
}
