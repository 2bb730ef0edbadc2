import { NO_HANDLE } from '#contract';
import { defineInvariant } from '../properties.js';
import { isCapableMember } from '../state/members.js';
import { isSvaDomain, pasidOf } from '../state/state.js';

/**
 * The claim the others serve, read from the hardware and the owner's record with nothing between:
 * it holds or falls also where slots and hardware err together.
 */
export const dmaReachesOnlyOwner = defineInvariant({
  id: 'dma-reaches-only-owner',
  claim: 'DMA tagged with a PASID reaches the address space whose record names it, or none.',
  why: 'A device reads and writes the memory of a process that never bound it.',
  kernel: 'iommu_sva_bind_device, mm_pasid_drop (6.12)',
  facts: ['I14'],
  formula: '∀ d, p: hardware(d, p) = D of an mm implies D not freed and pasid(mm(D)) = p',
  callers: 'any',
  antecedent: 'exec-while-bound',
  violation(state) {
    for (let device = 0; device < state.hardware.length; device++) {
      const told = state.hardware[device]!;
      for (const key in told) {
        const domain = told[key]!;
        if (!isSvaDomain(state, domain)) continue;
        const target = state.svaDomains[domain];
        if (target !== undefined && pasidOf(state, target.mm) === Number(key)) continue;
        return target === undefined
          ? {
              reason: `DMA with pasid ${key} reaches domain ${domain}, which is freed`,
              at: [`dev${device}`, `domain ${domain}`],
            }
          : {
              reason: `DMA with pasid ${key} reaches mm${target.mm}, whose record does not name it`,
              at: [`dev${device}`, `mm${target.mm}`],
            };
      }
    }
    return undefined;
  },
});

/** Read from the hardware alone: it falls also where the slot is reserved and knows no domain. */
export const groupUniform = defineInvariant({
  id: 'group-uniform',
  claim: 'All capable members of a group were told the same domain of a PASID, or none was.',
  why: 'The hardware cannot tell the members apart: DMA of one would be translated as that of another.',
  kernel: '__iommu_set_group_pasid (6.12)',
  facts: ['I21'],
  formula: '∀ g, p, d, e ∈ g capable: hardware(d, p) = hardware(e, p)',
  callers: 'any',
  antecedent: 'rollback-in-group',
  violation({ topology, hardware }) {
    const { devices } = topology;
    for (let device = 0; device < hardware.length; device++) {
      const told = hardware[device]!;
      const group = devices[device]!.group ?? -1;
      for (const key in told) {
        for (let other = 0; other < hardware.length; other++) {
          if (!isCapableMember(devices[other]!, group)) continue;
          if (hardware[other]![key] === told[key]) continue;
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
    'A device was told of a PASID exactly if it can tag its DMA and its group has a slot for it, with the domain of that slot.',
  why: 'What the core forgot, it never takes back: the device goes on translating through a page table that is freed.',
  kernel: 'iommu_attach_device_pasid, iommu_detach_device_pasid (6.12)',
  facts: ['I22', 'I24', 'I30'],
  formula:
    '∀ d capable, p: hardware(d, p) set ⇔ slot(group(d), p) occupied; with a handle hardware(d, p) = domain(slot(group(d), p))',
  callers: 'any',
  antecedent: 'rollback',
  violation({ topology, groups, hardware }) {
    for (let device = 0; device < hardware.length; device++) {
      const { group } = topology.devices[device]!;
      const isCapable = group !== null && isCapableMember(topology.devices[device]!, group);
      const slots = (isCapable ? groups[group]?.slots : undefined) ?? nothing;
      const told = hardware[device]!;
      for (const key in slots) {
        const { handle, domain } = slots[key]!;
        const isTold = told[key] !== undefined;
        if (isTold && (handle === NO_HANDLE || told[key] === domain)) continue;
        return {
          reason: `the slot of pasid ${key} leads to domain ${domain}, in hardware it leads to ${told[key] ?? 'nothing'}`,
          at: [`dev${device}`, `g${group}`],
        };
      }
      for (const key in told) {
        if (slots[key] !== undefined) continue;
        return {
          reason: `pasid ${key} is set in hardware and has no slot`,
          at: [`dev${device}`, `domain ${told[key]}`],
        };
      }
    }
    return undefined;
  },
});

const nothing: Readonly<Record<number, never>> = {};
