import { defineInvariant, everyProfile } from '../properties.js';
import { groupByTopology, hasToldMember, isTold } from '../relations/members.js';
import { fileBehind, kernelDomainOf, targetName, targetOf } from '../relations/targets.js';
import { pasidOf, type State } from '../state/state.js';

/**
 * The claim the others serve, read from the hardware and the owner's record with nothing between:
 * it holds or falls also where slots and hardware err together.
 */
export const dmaReachesOnlyOwner = defineInvariant({
  id: 'dma-reaches-only-owner',
  claim:
    'DMA tagged with a PASID reaches what the PASID belongs to, or nothing: the address space whose record names it, the virtual machine that attached it, the memory of the kernel for a system PASID.',
  why: 'A device reads and writes the memory of a process, or of a machine, that never let it.',
  kernel: 'iommu_sva_bind_device, mm_pasid_drop (6.12)',
  facts: ['I13', 'I14', 'I66'],
  formula:
    '∀ d, p: hardware(d, p) = D of an mm implies D not freed and pasid(mm(D)) = p; = D of a file f implies f open on the group of d and p ∈ record(f); = the kernel’s D implies p a system PASID of the group',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'exec-while-bound',
  violation(state) {
    for (let device = 0; device < state.hardware.length; device++) {
      const told = state.hardware[device]!;
      for (const key in told) {
        const domain = told[key]!;
        if (isReachLawful(state, device, Number(key), domain)) continue;
        return {
          reason: `DMA with pasid ${key} reaches ${targetName(state, domain)}, whose record does not name it`,
          at: [`dev${device}`, `domain ${domain}`],
        };
      }
    }
    return undefined;
  },
});

/** Read from the hardware alone: it falls also where the slot is wrong, or there is none. */
export const groupUniform = defineInvariant({
  id: 'group-uniform',
  claim: 'All capable members of a group were told the same domain of a PASID, or none was.',
  why: 'The hardware cannot tell the members apart: DMA of one would be translated as that of another.',
  kernel: '__iommu_set_group_pasid (6.12)',
  facts: ['I21'],
  formula: '∀ g, p, d, e ∈ g plugged and capable: hardware(d, p) = hardware(e, p)',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'rollback-in-group',
  violation(state) {
    const { hardware } = state;
    for (let device = 0; device < hardware.length; device++) {
      const told = hardware[device]!;
      const group = groupByTopology(state, device);
      for (const key in told) {
        for (let other = 0; other < hardware.length; other++) {
          if (!isTold(state, other, group) || hardware[other]![key] === told[key]) continue;
          return {
            reason: `pasid ${key} leads to domain ${told[key]} on dev${device} and to ${hardware[other]![key] ?? 'nothing'} on dev${other}`,
            at: [`g${group}`, `dev${device}`, `dev${other}`],
          };
        }
      }
    }
    return undefined;
  },
});

/** Falls when a failed attach is not rolled back, or a detach forgets one of the two sides. */
export const hardwareAgreesWithSlot = defineInvariant({
  id: 'hardware-agrees-with-slot',
  claim:
    'Each capable member that is plugged in was told the domain of every attached slot of its group, and nothing else: nothing for an empty slot, and nothing for a draining one.',
  why: 'A device keeps access that no one knows to take away, or is refused an address space it is bound to.',
  kernel: 'iommu_attach_device_pasid, iommu_detach_device_pasid (6.12)',
  facts: ['I22', 'I24', 'I47'],
  formula:
    '∀ g, p, d ∈ g plugged and capable: hardware(d, p) = domain(slot(g, p)) where attached, else nothing; ∀ other d: hardware(d) = ∅',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'rollback',
  violation(state) {
    const { groups, hardware } = state;
    for (let device = 0; device < hardware.length; device++) {
      const group = groupByTopology(state, device);
      const slots = isTold(state, device, group) ? groups[group]!.slots : nothing;
      const told = hardware[device]!;
      for (const key in slots) {
        const { phase, domain } = slots[key]!;
        if (phase !== 'attached' || told[key] === domain) continue;
        return {
          reason: `the slot of pasid ${key} leads to domain ${domain}, in hardware it leads to ${told[key] ?? 'nothing'}`,
          at: [`dev${device}`, `g${group}`],
        };
      }
      for (const key in told) {
        if (slots[key]?.phase === 'attached') continue;
        return {
          reason: `pasid ${key} is set in hardware and has no attached slot`,
          at: [`dev${device}`, `domain ${told[key]}`],
        };
      }
    }
    return undefined;
  },
});

/** Falls when a detach leaves half of what was in the slot, or drains where nobody can send. */
export const drainingSlotHoldsNothing = defineInvariant({
  id: 'draining-slot-holds-nothing',
  claim:
    'A draining slot holds neither a domain nor a handle, and some member of its group can still send; an attached slot holds a domain.',
  why: 'A late page request would be served from what was detached, or the slot would wait for a device that is gone.',
  kernel: 'iommu_detach_device_pasid, intel_iommu_drain_pasid_prq (6.12)',
  facts: ['I25', 'I44', 'L1'],
  formula:
    '∀ g, p: draining(g, p) implies slot(g, p) = (none, none) and ∃ d ∈ g plugged and capable; attached(g, p) implies domain(slot(g, p)) ≠ none',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'slot-drains',
  violation(state) {
    for (let group = 0; group < state.groups.length; group++) {
      const { slots } = state.groups[group]!;
      for (const key in slots) {
        const { phase, handle, domain } = slots[key]!;
        const target = targetOf(state, domain);
        const isSound =
          phase === 'draining'
            ? handle === 0 && target === 'none' && hasToldMember(state, group)
            : target !== 'none' && target !== 'unknown';
        if (isSound) continue;
        return {
          reason: `the ${phase} slot of pasid ${key} holds domain ${domain} and handle ${handle}`,
          at: [`g${group}`],
        };
      }
    }
    return undefined;
  },
});

/** Falls when a removal leaves a part behind, or something is given to a device that is not there. */
export const unpluggedDeviceHoldsNothing = defineInvariant({
  id: 'unplugged-device-holds-nothing',
  claim:
    'A device that is unplugged has no driver, no PASID, nothing told to it and no page request to be answered.',
  why: 'The next device in the slot would begin with the access of the last one.',
  kernel: 'iommu_release_device, iopf_queue_remove_device (6.12)',
  facts: ['L3'],
  formula:
    '∀ d unplugged: ¬bound(d) and record(d) ∪ system(d) = ∅ and hardware(d) = requests(d) = outstanding(d) = ∅',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'unplugged-with-requests',
  violation({ devices, drivers, hardware, requests, outstanding }) {
    for (let device = 0; device < devices.length; device++) {
      if (devices[device]!.isPlugged) continue;
      const driver = drivers[device]!;
      const left = driver.isBound
        ? 'a driver'
        : driver.pasids.length > 0 || driver.systemPasid !== 0
          ? 'a PASID'
          : !isEmpty(hardware[device]!)
            ? 'a domain'
            : isEmpty(requests[device]!) && isEmpty(outstanding[device]!)
              ? undefined
              : 'a page request';
      if (left === undefined) continue;
      return { reason: `dev${device} is unplugged and has ${left}`, at: [`dev${device}`] };
    }
    return undefined;
  },
});

function isReachLawful(state: State, device: number, pasid: number, domain: number): boolean {
  const group = groupByTopology(state, device);
  switch (targetOf(state, domain)) {
    case 'driver':
      // Which driver may attach where is the matter of slot-targets-owner.
      return true;
    case 'mm': {
      const target = state.svaDomains[domain];
      return target !== undefined && pasidOf(state, target.mm) === pasid;
    }
    case 'kernel':
      return (
        kernelDomainOf(state, group) === domain &&
        state.drivers.some(
          (driver, at) => driver.systemPasid === pasid && groupByTopology(state, at) === group,
        )
      );
    case 'file': {
      const file = state.files[fileBehind(state, domain)];
      if (file?.kind === 'vfio') {
        const isOfGroup = groupByTopology(state, file.device) === group;
        return isOfGroup && file.pasids.some((held) => held === pasid);
      }
      const mdev = file?.kind === 'mdev' ? state.mdevs[file.mdev] : undefined;
      return mdev?.phase === 'created' && mdev.pasid === pasid;
    }
    default:
      return false;
  }
}

function isEmpty(counts: Readonly<Record<number, number>>): boolean {
  for (const _ in counts) return false;
  return true;
}

const nothing: Readonly<Record<number, never>> = {};
