import type { ActionTable } from './table.js';

/**
 * What devices do with a PASID: DMA, requests for pages, and the end of both. io-pgfault.c of 6.12;
 * that draining is a step of its own is the decision `drain: asynchronous`.
 */
export const requestTables = [
  {
    action: 'page-request',
    actor: 'the device',
    kernel: 'iommu_report_device_fault (6.12)',
    policy: 'actions: whole',
    requires: ['the device is plugged in, and the PASID is below its maxPasids'],
    checks: [
      {
        when: 'the device is in no group; or the slot of its group is empty, draining or without a handle',
        answer: 'EINVAL',
        source: 'iommu_report_device_fault (6.12), I43',
        leaves: 'the request is answered INVALID at once',
      },
      {
        when: 'there is no memory for the request',
        answer: 'failure',
        fault: 'iopf_group_alloc',
        source: 'iommu_report_device_fault (6.12): answered FAILURE, and the function returns 0',
        leaves: 'the request is answered FAILURE at once',
      },
    ],
    answer: 'done',
    effect: ['One more page request of (device, PASID) is pending.'],
  },
  {
    action: 'page-response',
    actor: 'the handler of page requests',
    kernel: 'iommu_sva_handle_iopf, iopf_group_response (6.12)',
    policy: 'actions: whole',
    requires: ['a page request of (device, PASID) is pending'],
    checks: [
      {
        when: 'the slot is not attached with a handle any more (it is draining); or the handle in it is an SVA handle, and no process uses its address space',
        answer: 'invalid',
        source: 'iommu_sva_handle_iopf (6.12): mm_users is 0',
        leaves: 'one page request less is pending; the device was told INVALID, once',
      },
    ],
    answer: 'success',
    effect: ['One page request less is pending; the device was told SUCCESS, once (I42).'],
  },
  {
    action: 'drain-complete',
    actor: 'the IOMMU driver',
    kernel: 'intel_iommu_drain_pasid_prq, iopf_queue_flush_dev (6.12)',
    policy: 'actions: whole',
    requires: ['the slot of the group is draining'],
    checks: [
      {
        when: 'a page request of a member at the PASID is pending',
        answer: 'EBUSY',
        source: 'iopf_queue_flush_dev (6.12), I41: the drain waits until all are answered',
      },
    ],
    answer: 'done',
    effect: [
      'The slot is empty. If the id is held by nobody and no other slot is occupied at it, it returns to the pool, and its charge is given back.',
    ],
  },
  {
    action: 'dma',
    actor: 'the device',
    kernel: 'none: the walk of the hardware through what the IOMMU driver programmed',
    policy: 'actions: whole',
    requires: ['the device is plugged in, and the PASID is 1 or more and below its maxPasids'],
    checks: [
      {
        when: 'the device was told of no domain for the PASID; or of an SVA domain whose address space no process uses (the IOMMU driver has disabled that entry)',
        answer: 'faulted',
        source: 'intel_mm_release, arm_smmu_mm_release (6.12), I13, I14',
      },
    ],
    answer: 'reached',
    effect: [
      'Nothing changes: this is an observation of the hardware, not a call of the subsystem. The answer is the domain that the device was told.',
    ],
  },
] as const satisfies readonly ActionTable[];
