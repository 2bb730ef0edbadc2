import type { Violation } from '#declaration';
import { defineInvariant } from '../properties.js';
import { groupByTopology, isTold } from '../relations/members.js';

/**
 * Falls when a slot is emptied with requests on their way. A slot that is empty is the only one that
 * a new owner can be given, so what is pending never reaches one.
 */
export const requestsOnlyWhereOccupied = defineInvariant({
  id: 'requests-only-where-occupied',
  claim:
    'A page request is pending only at an occupied slot of the group of its device: an attached one with a handle, or one that drains.',
  why: 'A late page request of the last owner would be answered from the address space of the next one.',
  kernel: 'iopf_queue_flush_dev, iommu_report_device_fault (6.12)',
  facts: ['I41', 'I44', 'I48'],
  formula:
    '∀ d, p: requests(d, p) > 0 implies d plugged and capable, and slot(group(d), p) draining, or attached with a handle',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'request-pending-on-drain',
  violation(state) {
    for (let device = 0; device < state.requests.length; device++) {
      const pending = state.requests[device]!;
      for (const key in pending) {
        const group = groupByTopology(state, device);
        const slot = state.groups[group]?.slots[Number(key)];
        const isServed = slot?.phase === 'draining' || (slot !== undefined && slot.handle !== 0);
        if (isServed && isTold(state, device, group)) continue;
        return {
          reason: `a page request of dev${device} at pasid ${key} is pending, and nothing is there`,
          at: [`dev${device}`, `pasid ${key}`],
        };
      }
    }
    return undefined;
  },
});

/** Falls when an answer is lost, or given a second time: the device keeps its own account. */
export const outstandingEqualsRequests = defineInvariant({
  id: 'outstanding-equals-requests',
  claim:
    'A device waits for exactly the answers that the IOMMU layer has still to give: one for each request that is pending.',
  why: 'A device that waits for an answer that nobody will give hangs; one that is answered twice takes the second for another request.',
  kernel: 'iommu_report_device_fault, iopf_group_response (6.12)',
  facts: ['I42', 'I43'],
  formula: '∀ d, p: outstanding(d, p) = requests(d, p) ≥ 0, and no entry is 0',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'request-pending',
  violation({ requests, outstanding }) {
    for (let device = 0; device < requests.length; device++) {
      const pending = requests[device]!;
      const awaited = outstanding[device]!;
      for (const key in pending) {
        if (awaited[key] === pending[key] && pending[key]! > 0) continue;
        return miscounted(device, key, awaited[key], pending[key]);
      }
      for (const key in awaited) {
        if (pending[key] !== undefined) continue;
        return miscounted(device, key, awaited[key], pending[key]);
      }
    }
    return undefined;
  },
});

const miscounted = (device: number, key: string, awaited = 0, pending = 0): Violation => ({
  reason: `dev${device} waits for ${awaited} answers at pasid ${key}, and ${pending} are pending`,
  at: [`dev${device}`, `pasid ${key}`],
});
