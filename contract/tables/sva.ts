import { MM_DROP } from './processes.js';
import type { ActionTable } from './table.js';

/**
 * Shared virtual addressing: drivers/iommu/iommu-sva.c of 6.12, as upstream (the x86 refusal of the
 * stable trees is a policy of a later chapter). Each device is alone in its group, and a bond has
 * its domain to itself; groups and shared domains come with the chapter on attachment.
 */
export const svaTables = [
  {
    action: 'sva-bind',
    actor: 'the driver bound to the device, on behalf of the process that uses the address space',
    kernel: 'iommu_sva_bind_device (6.12)',
    requires: ['a process uses the address space (I15: the caller holds mm_users)'],
    checks: [
      {
        when: 'devices cannot walk the page table of the address space',
        answer: 'EBUSY',
        fault: 'arch_pgtable_dma_compat',
        source: 'iommu_alloc_mm_data (6.12)',
      },
      {
        when: 'the address space has an id, and the id is not below maxPasids of the device',
        answer: 'EOVERFLOW',
        source: 'iommu_alloc_mm_data (6.12); never a second id (I06)',
      },
      {
        when: 'it has no id, and there is no memory for the record that will hold one',
        answer: 'ENOMEM',
        fault: 'kzalloc_iommu_mm_data',
        source: 'iommu_alloc_mm_data (6.12)',
      },
      {
        when: 'it has no id, and one more charge would pass a limit on the way to the root',
        answer: 'EAGAIN',
        source:
          'decision (DESIGN 2.3): the ledger answers EBUSY as misc does; the caller of an allocation sees EAGAIN, so that it can tell quota from exhaustion',
        leaves: 'one max event at the level that refused; peaks of the levels below it stay',
      },
      {
        when: 'it has no id, and the id allocator has no memory',
        answer: 'ENOSPC',
        fault: 'ida_alloc_range',
        source: 'iommu_alloc_mm_data (6.12): IOMMU_PASID_INVALID for whatever reason is ENOSPC',
        leaves: 'the charge is taken back; peaks stay',
      },
      {
        when: 'it has no id, and no id of 1 .. maxPasids-1 is free',
        answer: 'ENOSPC',
        source: 'iommu_alloc_mm_data (6.12)',
        leaves: 'the charge is taken back; peaks stay',
      },
      {
        when: 'there is no bond yet, and no memory for its handle',
        answer: 'ENOMEM',
        fault: 'kzalloc_iommu_sva',
        source: 'iommu_sva_bind_device (6.12)',
        leaves: 'the address space keeps its id, charged (B20)',
      },
      {
        when: 'there is no bond yet, and no memory for the slot',
        answer: 'ENOMEM',
        fault: 'xa_insert',
        source: 'iommu_attach_device_pasid (6.12)',
        leaves: 'the address space keeps its id, charged',
      },
      {
        when: 'there is no bond yet, and the IOMMU driver refuses',
        answer: 'EIO',
        fault: 'set_dev_pasid',
        source: "iommu_attach_device_pasid (6.12): the driver's own errno, here EIO",
        leaves: 'the address space keeps its id, charged; slot and hardware are as before',
      },
    ],
    answer: 'granted',
    effect: [
      'An address space without an id is given one: one charge on the cgroup in which its process runs and every ancestor, then a free id of 1 .. maxPasids-1 (the reference allows any; an implementation answers the lowest). It keeps the id until it is dropped, also if this call then fails.',
      'A bond (device, address space) that exists has one user more; nothing else changes.',
      'A new bond puts the address space into the slot of its id, with one user, tells the device, and takes one reference to the address space.',
      'The answer is the id.',
    ],
  },
  {
    action: 'sva-unbind',
    actor: 'the driver bound to the device',
    kernel: 'iommu_sva_unbind_device (6.12)',
    requires: ['the bond (device, address space) exists'],
    checks: [],
    answer: 'done',
    effect: [
      'The bond has one user less. With the last user: the device is told to remove the id, then the slot is empty, then the reference to the address space is given back.',
      'The id is not freed by an unbind; it goes only with the address space.',
      ...MM_DROP,
    ],
  },
  {
    action: 'sva-get-pasid',
    actor: 'the driver bound to the device',
    kernel: 'iommu_sva_get_pasid (6.12)',
    requires: ['the bond (device, address space) exists'],
    checks: [],
    answer: 'granted',
    effect: ['Nothing changes. The answer is the id of the address space.'],
  },
] as const satisfies readonly ActionTable[];
