import { FIRST_GLOBAL_PASID, NO_DOMAIN } from '#contract';
import { defineInvariant } from '../properties.js';
import { rangeEnd } from '../state/members.js';
import { isSvaDomain, pasidOf, type State } from '../state/state.js';

/**
 * Falls when a slot outlives its owner and the next owner of the PASID walks into it, or when a
 * driver attaches where it owns nothing.
 */
export const slotTargetsOwner = defineInvariant({
  id: 'slot-targets-owner',
  claim:
    'An owned PASID leads, in every group, to the address space that owns it or, under the reference, to a domain of the driver that owns it.',
  why: 'The owner of the PASID would give a device work that lands in the memory of a stranger.',
  kernel: 'iommu_sva_bind_device (6.12); the holder check of the reference (DESIGN 2.1)',
  facts: ['I28'],
  formula:
    '∀ g, p: slot(g, p) → mm m and p ∈ record(o) imply o = m; attachBy = holder and slot(g, p) → D imply ∃ d ∈ g: p ∈ record(d)',
  callers: 'any',
  antecedent: 'id-reused-by-another-mm',
  violation(state) {
    for (let group = 0; group < state.groups.length; group++) {
      const { slots } = state.groups[group]!;
      for (const key in slots) {
        const { domain } = slots[key]!;
        const culprit = isSvaDomain(state, domain)
          ? ownerBesides(state, Number(key), state.svaDomains[domain]?.mm ?? -1)
          : strangerTo(state, Number(key), group);
        if (culprit === undefined) continue;
        return {
          reason: `pasid ${key} belongs to ${culprit} and leads to ${nameOf(state, domain)}`,
          at: [`g${group}`, culprit],
        };
      }
    }
    return undefined;
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

/** Falls when a device is given a PASID that only a device with a wider range can express. */
export const pasidInRange = defineInvariant({
  id: 'pasid-in-range',
  claim:
    'A slot is occupied only at a PASID that every capable member of the group can express, never at 0, and a driver holds only PASIDs that its device can express.',
  why: 'The driver would index its PASID table past the end, or replace what DMA without a PASID reaches.',
  kernel: 'iommu_attach_device_pasid, iommu_alloc_global_pasid (6.12)',
  facts: ['I03', 'I04', 'I05', 'I08'],
  formula:
    '∀ g, p, d ∈ g: slot(g, p) occupied and maxPasids(d) > 0 imply 1 ≤ p < maxPasids(d); ∀ d: record(d) ⊆ 1 .. maxPasids(d) − 1',
  callers: 'any',
  antecedent: 'bind-refused-by-member',
  violation({ topology, groups, drivers }) {
    for (let group = 0; group < groups.length; group++) {
      const end = rangeEnd(topology, group);
      for (const key in groups[group]!.slots) {
        if (Number(key) >= FIRST_GLOBAL_PASID && Number(key) < end) continue;
        return {
          reason: `pasid ${key} is attached where only 1 .. ${end - 1} can be`,
          at: [`g${group}`],
        };
      }
    }
    for (let device = 0; device < drivers.length; device++) {
      const { maxPasids } = topology.devices[device]!;
      const { pasids } = drivers[device]!;
      for (let at = 0; at < pasids.length; at++) {
        const pasid = pasids[at]!;
        if (pasid >= FIRST_GLOBAL_PASID && pasid < maxPasids) continue;
        return {
          reason: `a driver holds pasid ${pasid}, which its device cannot express`,
          at: [`dev${device}`],
        };
      }
    }
    return undefined;
  },
});

/** An owner of the PASID other than the address space; none if the address space owns it. */
function ownerBesides(state: State, pasid: number, mm: number): string | undefined {
  // If the target itself names the PASID, a further owner is the matter of single-owner.
  if (pasidOf(state, mm) === pasid) return undefined;
  for (let other = 0; other < state.mms.length; other++) {
    if (pasidOf(state, other) === pasid) return `mm${other}`;
  }
  return driverWith(state, pasid, () => true);
}

/** Who owns a PASID that no driver of the group holds, where only holders may attach. */
function strangerTo(state: State, pasid: number, group: number): string | undefined {
  if (state.topology.policy.attachBy !== 'holder') return undefined;
  const { devices } = state.topology;
  const holder = driverWith(state, pasid, (device) => devices[device]!.group === group);
  return holder === undefined ? (ownerBesides(state, pasid, -1) ?? 'nobody') : undefined;
}

function driverWith(
  { drivers }: State,
  pasid: number,
  isMeant: (device: number) => boolean,
): string | undefined {
  for (let device = 0; device < drivers.length; device++) {
    if (!isMeant(device)) continue;
    if (drivers[device]!.pasids.some((held) => held === pasid)) return `dev${device}`;
  }
  return undefined;
}

function nameOf(state: State, domain: number): string {
  if (domain === NO_DOMAIN) return 'a domain of its reserver';
  if (!isSvaDomain(state, domain)) return `D${domain}`;
  const target = state.svaDomains[domain];
  return target === undefined ? 'a freed domain' : `mm${target.mm}`;
}
