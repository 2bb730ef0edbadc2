import { count, countOf, forgetCounts } from '../marks.js';
import { defineInvariant, everyProfile } from '../properties.js';
import { groupByTopology } from '../relations/members.js';
import { targetOf } from '../relations/targets.js';
import { pasidOf } from '../state/state.js';

/** Falls when the last unbind leaves its handle behind, or a count runs below 1. */
export const handleHasUsers = defineInvariant({
  id: 'handle-has-users',
  claim: 'Every live SVA handle has at least one user.',
  why: 'A bond that nobody holds can be unbound by nobody: the device keeps its access for ever.',
  kernel: 'iommu_sva_unbind_device (6.12)',
  facts: ['I27'],
  formula: '∀ h live: users(h) ≥ 1',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'bond-shared',
  violation({ svaHandles }) {
    for (const key in svaHandles) {
      const { users, mm } = svaHandles[key]!;
      if (users >= 1) continue;
      return { reason: `handle ${key} has ${users} users`, at: [`handle ${key}`, `mm${mm}`] };
    }
    return undefined;
  },
});

/** Falls when a handle dies in its slot, or a slot is told another domain than its handle. */
export const slotHandleConsistent = defineInvariant({
  id: 'slot-handle-consistent',
  claim:
    'An SVA handle in a slot is live and names the domain of that slot, and a slot that leads to an address space holds one; one that leads to a virtual machine or to the memory of the kernel holds none.',
  why: 'A page request that is routed by the handle would be answered for another address space, or from freed memory.',
  kernel: 'iommu_attach_handle_get, iommu_sva_unbind_device (6.12)',
  facts: ['I25', 'I44'],
  formula:
    '∀ g, p: handle(slot(g, p)) = h > attachHandles implies h live and domain(h) = domain(slot(g, p)); slot(g, p) → mm implies handle(slot(g, p)) > attachHandles; slot(g, p) → a file or the kernel implies handle(slot(g, p)) = none',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'handle-found',
  violation(state) {
    const { topology, groups, svaHandles } = state;
    for (let group = 0; group < groups.length; group++) {
      const { slots } = groups[group]!;
      for (const key in slots) {
        const { handle, domain } = slots[key]!;
        const isSva = handle > topology.attachHandles;
        const target = targetOf(state, domain);
        const mayNameNone = target !== 'mm' && (handle === 0 || target === 'driver');
        if (!isSva && mayNameNone) continue;
        if (isSva && svaHandles[handle]?.domain === domain) continue;
        return {
          reason:
            svaHandles[handle] === undefined
              ? `the slot of pasid ${key} holds handle ${handle}, which is no bond`
              : `the slot of pasid ${key} has domain ${domain}, its handle ${svaHandles[handle].domain}`,
          at: [`g${group}`, `handle ${handle}`],
        };
      }
    }
    return undefined;
  },
});

/** Falls when two handles are made for one bond, or a slot is emptied under its handle. */
export const handleInItsSlot = defineInvariant({
  id: 'handle-in-its-slot',
  claim:
    'Every live SVA handle is in exactly one slot: that of its device’s group, at the PASID of its address space; where devices are pulled out, it may be in none, and still in no other.',
  why: 'The last unbind empties that slot whatever is in it: a handle that is elsewhere takes the access of another away and keeps its own.',
  kernel: 'iommu_sva_bind_device, iommu_sva_unbind_device (6.12)',
  facts: ['I25', 'I27', 'I28'],
  formula:
    '∀ h live: {(g, p) : handle(slot(g, p)) = h} = {(group(device(h)), pasid(mm(h)))}; under actions: whole ⊆',
  profiles: everyProfile,
  callers: 'lawful',
  antecedent: 'group-shares-handle',
  violation(state) {
    // A bond whose slot a removal emptied lives on until it is unbound; the steps say which may.
    const isWhole = state.topology.policy.actions === 'whole';
    forgetCounts();
    for (let group = 0; group < state.groups.length; group++) {
      const { slots } = state.groups[group]!;
      for (const key in slots) count(slots[key]!.handle);
    }
    for (const key in state.svaHandles) {
      const { device, mm } = state.svaHandles[key]!;
      const slots = countOf(Number(key));
      if (isWhole && slots === 0) continue;
      const group = groupByTopology(state, device);
      const isThere = state.groups[group]?.slots[pasidOf(state, mm)]?.handle === Number(key);
      if (isThere && slots === 1) continue;
      return {
        reason: isThere
          ? `handle ${key} is in ${slots} slots`
          : `handle ${key} of mm${mm} is not in the slot at its pasid ${pasidOf(state, mm)}`,
        at: [`handle ${key}`, `g${group}`],
      };
    }
    return undefined;
  },
});

/** Falls when a bind or an unbind forgets to count at the domain, or a domain outlives its users. */
export const domainUsersEqualHandles = defineInvariant({
  id: 'domain-users-equal-handles',
  claim:
    'An SVA domain has as many users as live handles name it, at least one, and the handles name its address space and are for devices behind its IOMMU driver.',
  why: 'A domain freed too early leaves devices a page table that is gone; one freed too late keeps the address space for ever.',
  kernel: 'iommu_sva_bind_device, iommu_sva_unbind_device (6.12)',
  facts: ['I29'],
  formula:
    '∀ D not freed: users(D) = |{h live : domain(h) = D}| ≥ 1; ∀ h live: mm(domain(h)) = mm(h), iommuDriver(domain(h)) = iommuDriver(device(h))',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'domain-shared',
  violation({ topology, svaDomains, svaHandles }) {
    forgetCounts();
    for (const key in svaHandles) {
      const { domain, mm, device } = svaHandles[key]!;
      count(domain);
      const named = svaDomains[domain];
      const isBehind = named?.iommuDriver === topology.devices[device]?.iommuDriver;
      if (named?.mm === mm && isBehind) continue;
      return {
        reason: `handle ${key} of mm${mm} names domain ${domain}, which is not one of that address space for dev${device}`,
        at: [`handle ${key}`, `mm${mm}`],
      };
    }
    for (const key in svaDomains) {
      const { users, mm } = svaDomains[key]!;
      const handles = countOf(Number(key));
      if (users === handles && handles > 0) continue;
      return {
        reason: `domain ${key} of mm${mm} counts ${users} users, and ${handles} handles name it`,
        at: [`domain ${key}`, `mm${mm}`],
      };
    }
    return undefined;
  },
});
